#include <fmt/format.h>

#include <array>
#include <cmath>
#include <string_view>

#include "partitioning/plan.hpp"

namespace engram {
namespace {

/// Four significant digits with a decimal prefix: "1.234 M".
std::string scaled(double value, std::string_view unit) {
  constexpr std::array<std::string_view, 7> prefixes{"", "k", "M", "G", "T", "P", "E"};
  std::size_t prefix = 0;
  while (std::abs(value) >= 999.95 && prefix + 1 < prefixes.size()) {
    value /= 1000.0;
    ++prefix;
  }
  const std::string gap = prefixes[prefix].empty() && unit.empty() ? "" : " ";
  return fmt::format("{:.4g}{}{}{}", value, gap, prefixes[prefix], unit);
}

std::string seconds(double value) {
  if (value >= 1.0 || value == 0.0) return fmt::format("{:.4g} s", value);
  if (value >= 1e-3) return fmt::format("{:.4g} ms", value * 1e3);
  return fmt::format("{:.4g} us", value * 1e6);
}

std::string cell(double value, EstimateField::Unit unit) {
  switch (unit) {
    case EstimateField::Unit::bytes:
      return scaled(value, "B");
    case EstimateField::Unit::bytes_rate:
      return scaled(value, "B/s");
    case EstimateField::Unit::rate:
      return scaled(value, "/s");
    case EstimateField::Unit::seconds:
      return seconds(value);
    case EstimateField::Unit::ratio:
      return fmt::format("{:.4g}", value);
    default:
      return value < 1e6 ? fmt::format("{:.6g}", std::round(value * 10.0) / 10.0)
                         : scaled(value, "");
  }
}

std::string head(const Plan& plan) {
  std::string text = fmt::format("Plan for {} {} of {} {}, strategy {}\n", plan.ranks,
                                 plan.ranks == 1 ? "rank" : "ranks", plan.threads,
                                 plan.threads == 1 ? "thread" : "threads", plan.strategy);
  if (plan.tiling.columns > 1.0) {
    text += fmt::format("{:.0f} copies of the network", plan.tiling.columns);
    if (plan.tiling.remote_fraction > 0.0) {
      text += fmt::format("; {:.4g} of the synapses come from {:.0f} other copies",
                          plan.tiling.remote_fraction, plan.tiling.remote_columns);
    }
    text += '\n';
  }
  text +=
      fmt::format("{:.0f} neurons, {:.0f} synapses, {} expected\n", plan.total.neurons,
                  plan.total.synapses, scaled(plan.load.spikes * plan.tiling.columns, "spikes/s"));
  return text;
}

}  // namespace

std::string plan_text(const Plan& plan) {
  std::string text = head(plan) + '\n';
  text += fmt::format("{:<18} {:>14} {:>14} {:>14} {:>14}\n", "per rank", "min", "mean", "max",
                      "all ranks");
  for (const EstimateField& field : estimate_fields()) {
    text += fmt::format(
        "{:<18} {:>14} {:>14} {:>14} {:>14}\n", field.name, cell(plan.min.*field.value, field.unit),
        cell(plan.mean.*field.value, field.unit), cell(plan.max.*field.value, field.unit),
        field.additive ? cell(plan.total.*field.value, field.unit) : "");
  }
  text += fmt::format(
      "\nreal-time factor {:.3g} (wall time / model time, slowest rank), imbalance {:.3f} (slowest "
      "/ mean)\n"
      "{:.2f} bytes per synapse; times and rates are per second of model time; one exchange per "
      "{:.4g} ms\n",
      plan.real_time_factor, plan.imbalance, plan.bytes_per_synapse, plan.load.smallest_delay);
  if (plan.sampled) {
    text +=
        fmt::format("min and max are over {} of the ranks, evenly spaced\n", plan.sample.size());
  }
  for (const std::string& note : plan.notes) text += "note: " + note + '\n';
  return text;
}

}  // namespace engram

#include "io/results/summary.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/errors.hpp"
#include "io/results/summary_ledger.hpp"
#include "io/results/whole_file.hpp"

namespace engram {
namespace {

using summary::finite;
using summary::Json;

// As text, since many readers of JSON keep 53 bits of a number only.
Json hex(std::uint64_t value) {
  return fmt::format("0x{:016x}", value);
}

Json experiment_of(const Provenance& provenance) {
  if (provenance.experiment.empty()) return nullptr;
  try {
    return Json::parse(provenance.experiment);
  } catch (const Json::exception& error) {
    throw Error(std::string("the resolved experiment is not JSON: ") + error.what());
  }
}

Json phases(const PhaseSeconds& seconds) {
  return {{"update", finite(seconds.update)},         {"deliver", finite(seconds.deliver)},
          {"exchange", finite(seconds.exchange)},     {"wait", finite(seconds.wait)},
          {"plasticity", finite(seconds.plasticity)}, {"fields", finite(seconds.fields)},
          {"record", finite(seconds.record)},         {"checkpoint", finite(seconds.checkpoint)}};
}

Json plasticity(const std::vector<PlasticitySummary>& projections) {
  Json list = Json::array();
  for (const PlasticitySummary& each : projections) {
    list.push_back({{"projection", each.projection},
                    {"source", each.source},
                    {"target", each.target},
                    {"model", each.model},
                    {"synapses", each.synapses},
                    {"unit", each.unit},
                    {"mean_weight", finite(each.mean_weight)},
                    {"std_weight", finite(each.std_weight)},
                    {"weight_change", finite(each.weight_change)}});
  }
  return list;
}

Json sweep(const SweepPoint& point) {
  Json values = Json::object();
  for (const auto& [path, value] : point.values) values[path] = Json::parse(value);
  return {{"point", point.number}, {"points", point.points}, {"values", values}};
}

}  // namespace

std::string summary_text(const RunSummary& summary) {
  const Provenance& origin = summary.provenance;
  Json rates = Json::object();
  for (const auto& [population, rate] : summary.rates_hz) rates[population] = finite(rate);
  Json json;
  json["engram_version"] = origin.engram_version;
  json["git_commit"] = origin.git_commit;
  json["command"] = origin.command;
  json["created"] = origin.created;
  json["status"] = summary.end == RunEnd::complete ? "complete" : "interrupted";
  if (origin.point) json["sweep"] = sweep(*origin.point);
  json["host"] = origin.hosts;
  json["ranks"] = origin.ranks;
  json["threads"] = origin.threads;
  json["seed"] = summary.seed;
  json["neurons"] = summary.neurons;
  json["synapses"] = summary.synapses;
  json["bytes_per_synapse"] = finite(summary.bytes_per_synapse);
  json["build_seconds"] = finite(summary.build_seconds);
  json["simulate_seconds"] = finite(summary.simulate_seconds);
  json["model_seconds"] = finite(summary.model_seconds);
  json["real_time_factor"] = finite(summary.real_time_factor);
  json["synaptic_events"] = summary.synaptic_events;
  json["nanoseconds_per_event_per_core"] = finite(summary.nanoseconds_per_event_per_core);
  json["peak_rss_bytes"] = {{"max", summary.peak_rss_bytes_max},
                            {"sum", summary.peak_rss_bytes_sum}};
  json["phase_seconds"] = phases(summary.phase_seconds);
  json["rates_hz"] = rates;
  json["spike_count"] = summary.spike_count;
  json["spike_hash"] = hex(summary.spike_hash);
  json["state_hash"] = hex(summary.state_hash);
  if (!summary.plasticity.empty()) json["plasticity"] = plasticity(summary.plasticity);
  json["energy"] = engram::summary::energy(summary.energy);
  json["sparseness"] = engram::summary::sparseness(summary.window_ms, summary.sparseness);
  json["experiment"] = experiment_of(origin);
  // Names may hold bytes that are not UTF-8; a summary with a replaced byte is better than none.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

void write_summary(const std::string& path, const RunSummary& summary) {
  write_whole_file(path, summary_text(summary));
}

}  // namespace engram

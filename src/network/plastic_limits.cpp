#include "network/plastic_limits.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/errors.hpp"
#include "network/values/weight_sampler.hpp"

namespace engram {
namespace {

/// Of weights without a bound of their own: how much room there is above the largest first one.
constexpr double growth = 64.0;

/// The value of a parameter, or the table's default.
double parameter(const std::map<std::string, double>& given, std::span<const Quantity> table,
                 std::string_view name) {
  const auto own = given.find(std::string(name));
  if (own != given.end()) return own->second;
  const Quantity* line = find(table, name);
  if (line == nullptr) throw Error("no parameter called " + std::string(name));
  return line->default_value;
}

}  // namespace

bool is_plastic(const SynapseSpec& synapse, const Catalogue& catalogue) {
  return synapse.short_term || synapse.third_factor || synapse.release || synapse.scaling ||
         catalogue.synapse(synapse.model)->plastic;
}

bool WeightRange::contains(double weight) const {
  const auto stored = static_cast<float>(weight);
  return std::isfinite(stored) && stored >= static_cast<float>(min) &&
         stored <= static_cast<float>(max);
}

WeightRange weights_from_file(const SynapseSpec& synapse, const Catalogue& catalogue) {
  if (!is_plastic(synapse, catalogue)) {
    // Receptors that are named take conductances.
    if (synapse.receptor.empty()) return {};
    return {0.0, std::numeric_limits<double>::infinity(), "conductances, which are at least 0"};
  }
  const SynapseModelInfo& model = *catalogue.synapse(synapse.model);
  const double sign = WeightSampler(*synapse.weight.distribution()).lowest() < 0.0 ? -1.0 : 1.0;
  double least = 0.0;
  double most = std::numeric_limits<double>::infinity();
  std::string why = "the sign of the projection's weight";
  if (!model.constant_weight) {
    if (!model.lower_bound.empty()) {
      least = std::abs(parameter(synapse.params, model.parameters, model.lower_bound));
    }
    most = weight_limit(synapse, model);
    why = model.upper_bound.empty()
              ? fmt::format(
                    "{:g} times the projection's largest weight, since {} has no bound of its "
                    "own: give it the largest weight of the file",
                    growth, model.name)
              : fmt::format("within the bounds of {}", model.name);
  }
  // Adding 0 makes a negative zero a positive one.
  const double from = (sign > 0.0 ? least : -most) + 0.0;
  const double to = (sign > 0.0 ? most : -least) + 0.0;
  return {from, to, fmt::format("from {:g} to {:g} ({})", from, to, why)};
}

double weight_limit(const SynapseSpec& synapse, const SynapseModelInfo& model) {
  double largest = 0.0;
  if (const Distribution* weight = synapse.weight.distribution()) largest = max_abs(*weight);
  if (model.constant_weight) return largest;
  if (model.upper_bound.empty()) return growth * largest;
  const double bound = std::abs(parameter(synapse.params, model.parameters, model.upper_bound));
  return std::max(bound, largest);
}

std::optional<std::array<double, 3>> short_term_of(const SynapseSpec& synapse,
                                                   const SynapseModelInfo& model) {
  constexpr std::array<std::string_view, 3> names{"U", "tau_rec", "tau_fac"};
  std::array<double, 3> values{};
  if (synapse.short_term) {
    constexpr std::array<double, 3> defaults{0.5, 800.0, 0.0};
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto& given = synapse.short_term->params;
      const auto own = given.find(std::string(names[i]));
      values[i] = own == given.end() ? defaults[i] : own->second;
    }
    return values;
  }
  if (find(model.parameters, "tau_rec") == nullptr) return std::nullopt;
  for (std::size_t i = 0; i < names.size(); ++i) {
    values[i] = parameter(synapse.params, model.parameters, names[i]);
  }
  return values;
}

}  // namespace engram

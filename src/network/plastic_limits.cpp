#include "network/plastic_limits.hpp"

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "network/values/weight_sampler.hpp"

namespace engram {
namespace {

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

double weight_limit(const SynapseSpec& synapse, const SynapseModelInfo& model) {
  constexpr double growth = 64.0;
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

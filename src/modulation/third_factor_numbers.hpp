#pragma once

#include <string>
#include <string_view>

#include "engram/experiment.hpp"
#include "model/catalogue.hpp"

namespace engram {

/// A number of a synapse model that stands for one of the third factor ("tau_c", "b"): what the
/// projection gives, else the default of the model's table, else, where the model has no such
/// number, `otherwise`.
[[nodiscard]] inline double own_number(const SynapseSpec& synapse, const SynapseModelInfo& model,
                                       std::string_view name, double otherwise) {
  const auto given = synapse.params.find(std::string(name));
  if (given != synapse.params.end()) return given->second;
  const Quantity* line = find(model.parameters, name);
  return line == nullptr ? otherwise : line->default_value;
}

/// Time constant of the eligibility traces of synapses with a third factor, ms.
[[nodiscard]] inline double eligibility_decay(const SynapseSpec& synapse,
                                              const SynapseModelInfo& model) {
  return own_number(synapse, model, "tau_c", synapse.third_factor->tau_c);
}

}  // namespace engram

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engram/experiment.hpp"
#include "model/catalogue.hpp"

namespace engram {

/// Rules that compare numbers of spikes in windows take the windows' length under this name.
inline constexpr std::string_view window_name = "window";

/// The length of the windows at whose ends the synapses change, ms; nothing where their model knows
/// none.
[[nodiscard]] inline std::optional<double> learning_window(const SynapseSpec& synapse,
                                                           const SynapseModelInfo& model) {
  const Quantity* line = find(model.parameters, window_name);
  if (line == nullptr) return std::nullopt;
  const auto given = synapse.params.find(std::string(window_name));
  return given == synapse.params.end() ? line->default_value : given->second;
}

}  // namespace engram

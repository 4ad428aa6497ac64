#pragma once

#include <array>
#include <optional>

#include "engram/experiment.hpp"
#include "model/catalogue.hpp"

namespace engram {

/// True where the weights of such synapses, or what they transmit, change.
[[nodiscard]] bool is_plastic(const SynapseSpec& synapse, const Catalogue& catalogue);

/// Largest magnitude the weights can reach: the rule's own bound, or 64 times the largest first
/// weight where the rule has none. 0 where that is not known from the description.
[[nodiscard]] double weight_limit(const SynapseSpec& synapse, const SynapseModelInfo& model);

/// U, tau_rec and tau_fac of short-term plasticity, if the synapses have any.
[[nodiscard]] std::optional<std::array<double, 3>> short_term_of(const SynapseSpec& synapse,
                                                                 const SynapseModelInfo& model);

}  // namespace engram

#pragma once

#include "engram/experiment.hpp"
#include "model/catalogue.hpp"

namespace engram {

/// True where the weights of such synapses, or what they transmit, change in the course of a run.
/// An unknown model changes nothing.
[[nodiscard]] bool synapses_change(const SynapseSpec& synapse, const Catalogue& catalogue);

}  // namespace engram

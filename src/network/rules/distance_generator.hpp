#pragma once

#include <memory>

#include "network/rules/generator_setup.hpp"
#include "network/synapse_generator.hpp"

namespace engram {

/// Pairs connected with a probability that depends on their distance.
///
/// The sources of a block are sorted into cells. The probability at a cell's nearest point bounds
/// those of its sources; candidates are drawn at the bound by skipping, and each is kept with the
/// ratio of its own probability to the bound. Time goes with the cells and the synapses, not with
/// the pairs; memory with the block. Throws Error where positions are missing or do not fit
/// together.
[[nodiscard]] std::unique_ptr<SynapseGenerator> distance_generator(const GeneratorSetup& setup);

}  // namespace engram

#pragma once

#include <functional>
#include <vector>

#include "engram/experiment.hpp"
#include "model/data_source.hpp"
#include "model/layout.hpp"
#include "parallel/communicator.hpp"
#include "stimuli/stimulus.hpp"

namespace engram {

/// Spikes that files hold for the neurons of this rank: for every stimulus and entry of its list of
/// targets, ascending by neuron, then step; empty for stimuli without a file.
using SpikesFromFiles = std::vector<std::vector<std::vector<TimedSpike>>>;

/// The rank that owns neuron `index` of a population.
using NeuronOwner = std::function<Rank(PopulationId population, std::uint64_t index)>;

/// Collective: each rank reads an equal share of every file and sends each spike to the rank that
/// owns its target, so that no rank holds more than its share and what is for its own neurons.
///
/// Throws BadInput on all ranks where a file cannot be read, a spike is earlier than the end of the
/// first step, or its neuron is in none of the populations that the stimulus drives.
[[nodiscard]] SpikesFromFiles exchange_spikes(const Experiment& experiment,
                                              const NetworkLayout& layout, const DataSource& data,
                                              const Communicator& communicator,
                                              const NeuronOwner& owner);

}  // namespace engram

#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "engine/make_groups.hpp"
#include "engine/simulator.hpp"
#include "engram/experiment.hpp"
#include "model/catalogue.hpp"
#include "model/data_source.hpp"
#include "model/layout.hpp"
#include "parallel/communicator.hpp"

namespace engram {

/// What a rank needs to build its part of a network. Everything must outlive the call only.
struct BuildInput {
  const Experiment& experiment;  ///< validated
  const Catalogue& catalogue;
  const NetworkLayout& layout;
  const DataSource& data;
  const Communicator& communicator;
  std::vector<PopulationRange> mine;  ///< the neurons this rank owns
  std::function<Rank(PopulationId, std::uint64_t)> owner;
  int threads = 1;
  /// Called by any thread with the number of synapses built since its last call.
  std::function<void(std::uint64_t)> progress;
};

/// Sizes of what has been built on this rank.
struct BuildReport {
  std::uint64_t synapses = 0;
  std::uint64_t synapse_bytes = 0;  ///< rows, their index, histories and the routing
  std::uint64_t sources = 0;        ///< distinct source neurons with targets here
};

struct BuiltNetwork {
  RankNetwork network;
  BuildReport report;
};

/// Collective: builds neurons, stimuli, probes and synapses of this rank. Each thread builds, and
/// thereby first touches, what it will compute. Throws FileError, BadInput or what a thread threw.
[[nodiscard]] BuiltNetwork build_network(const BuildInput& input);

}  // namespace engram

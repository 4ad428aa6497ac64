#pragma once

#include <cstdint>
#include <vector>

#include "api/recorded_synapses.hpp"
#include "parallel/communicator.hpp"

namespace engram {

/// Synapses chosen at random on this rank.
struct TraceSample {
  /// In the order of RecordedSynapses.
  std::vector<RecordedSynapse> synapses;
  /// Where they are; `places` are positions in `synapses`.
  std::vector<RecordedSynapses::Chosen> chosen;
};

/// Collective: chooses `size` of the recorded synapses of all ranks without replacement, or all if
/// there are fewer. Each synapse has a random number that follows from the seed, the number of the
/// recording and what identifies the synapse; those with the smallest numbers are chosen, so that
/// the choice does not depend on the partition.
[[nodiscard]] TraceSample draw_traces(const RecordedSynapses& synapses,
                                      const Communicator& communicator, std::uint64_t size,
                                      std::uint64_t seed, std::uint32_t recording);

}  // namespace engram

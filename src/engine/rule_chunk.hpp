#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/lanes.hpp"
#include "plasticity/post_history.hpp"

namespace engram {

/// Some synapses of a row that are updated together, one array per quantity, with room for lanes
/// beyond the last one.
template <std::size_t n_post, bool own_trace, bool gated>
struct RuleChunk {
  static constexpr std::size_t size = 128;
  static constexpr std::size_t room = size + lanes;
  /// Lists of synapses: one per spike that entries of a history hold, and one more that stays
  /// empty.
  static constexpr std::size_t levels = n_post == 0 ? 0 : PostHistory<1>::length + 1;

  alignas(64) std::array<std::int32_t, room> word;  ///< target and delay, as stored
  alignas(64) std::array<double, room> weight;
  alignas(64) std::array<double, own_trace ? room : 0> own;
  alignas(64) std::array<double, gated ? room : 0> eligibility;
  alignas(64) std::array<double, gated ? room : 0> followed;  ///< third factor's integral so far
  /// The target's last spike before this one of the source, and its traces just before it.
  alignas(64) std::array<std::int32_t, n_post == 0 ? 0 : room> last;
  alignas(64) std::array<std::array<float, room>, n_post> before;
  /// By number of spikes: those whose target has spiked more than that since the visit before.
  std::array<std::array<std::int32_t, room>, levels> listed;
  std::size_t listed_first = 0;  ///< length of the first list
  std::size_t count = 0;
  /// Magnitudes of changes, see RuleSynapses::WeightChange; of the whole visit.
  LongLanes quanta{};

  /// Within the group, which begins at `offset` in the shard's arrays.
  [[nodiscard]] std::uint32_t neuron(std::size_t i, std::uint32_t offset) const {
    return (static_cast<std::uint32_t>(word[i]) & 0xffff) - offset;
  }
  [[nodiscard]] ShortStep delay(std::size_t i) const {
    return static_cast<ShortStep>(static_cast<std::uint32_t>(word[i]) >> 16);
  }
};

}  // namespace engram

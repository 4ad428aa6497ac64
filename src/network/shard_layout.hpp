#pragma once

#include <cstdint>
#include <vector>

#include "core/ids.hpp"
#include "model/layout.hpp"
#include "model/target_run.hpp"

namespace engram {

/// A shard's input sums are addressed with 16 bits.
inline constexpr std::uint32_t max_shard_slots = 65536;

/// Receptors a neuron model may have.
inline constexpr std::uint32_t max_ports = 4;

/// The neurons of one population that live in one shard.
struct GroupLayout {
  PopulationId population;
  std::vector<TargetRun> runs;  ///< ascending by index
  std::uint32_t size = 0;
  std::uint32_t offset = 0;  ///< first place in the shard's arrays, a multiple of the lane width

  /// Index within the population of neuron `local` of the group.
  [[nodiscard]] std::uint64_t index_of(std::uint32_t local) const;
};

/// Which neurons live in a shard and where their values stand in the shard's arrays.
struct ShardLayout {
  std::vector<GroupLayout> groups;
  std::uint32_t slots = 0;  ///< length of the shard's arrays, padding included

  [[nodiscard]] std::uint64_t neurons() const;
};

/// Divides a rank's neurons into shards: every population is split evenly over them. There are
/// `threads` shards, or a multiple of that where the neurons would not fit.
[[nodiscard]] std::vector<ShardLayout> divide_into_shards(const std::vector<PopulationRange>& mine,
                                                          int threads);

}  // namespace engram

#pragma once

#include <cstdint>
#include <vector>

#include "core/aligned.hpp"
#include "core/ids.hpp"
#include "model/layout.hpp"
#include "model/target_run.hpp"

namespace engram {

/// A shard's input sums are addressed with 16 bits.
inline constexpr std::uint32_t max_shard_slots = 65536;

/// Receptors that have sums at the same place of the shard's arrays. Those of neurons with more
/// have several places, one behind the other: a page for every so many receptors.
inline constexpr std::uint32_t max_ports = 4;

/// Pages of a neuron with so many receptors.
[[nodiscard]] constexpr std::uint32_t pages_of(std::uint32_t receptors) {
  return receptors == 0 ? 1 : (receptors + max_ports - 1) / max_ports;
}

/// Where the input sums of a group's receptor stand.
struct PortPlace {
  std::uint32_t row = 0;     ///< which of the shard's arrays of sums
  std::uint32_t offset = 0;  ///< place of the group's first neuron in it
};

/// The neurons of one population that live in one shard.
struct GroupLayout {
  PopulationId population;
  std::vector<TargetRun> runs;  ///< ascending by index
  std::uint32_t size = 0;
  std::uint32_t offset = 0;  ///< first place in the shard's arrays, a multiple of the lane width
  std::uint32_t pages = 1;

  /// Places from one page to the next.
  [[nodiscard]] std::uint32_t page_size() const { return static_cast<std::uint32_t>(padded(size)); }
  [[nodiscard]] PortPlace place_of(std::uint32_t receptor) const {
    return {receptor % max_ports, offset + receptor / max_ports * page_size()};
  }

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
/// `threads` shards, or a multiple of that where the neurons would not fit. `pages`: of each
/// population's neurons; one where it ends before.
[[nodiscard]] std::vector<ShardLayout> divide_into_shards(
    const std::vector<PopulationRange>& mine, int threads,
    const std::vector<std::uint32_t>& pages = {});

}  // namespace engram

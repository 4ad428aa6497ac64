#pragma once

#include <vector>

#include "engine/shard.hpp"
#include "plasticity/spike_counts.hpp"

namespace engram {

/// A group of a shard whose spikes are counted.
struct CountedGroup {
  std::size_t group = 0;  ///< position in the shard
  SpikeCounts* spikes = nullptr;
};

/// Makes the groups of a population in a shard count their spikes, from now on and for the caller
/// alone.
[[nodiscard]] inline std::vector<CountedGroup> count_spikes(Shard& shard, PopulationId population) {
  std::vector<CountedGroup> counted;
  for (std::size_t g = 0; g < shard.groups().size(); ++g) {
    const GroupLayout& layout = shard.groups()[g].layout;
    if (layout.population != population) continue;
    auto counts = std::make_unique<SpikeCounts>(layout.size);
    counted.push_back({g, counts.get()});
    shard.histories(g).push_back(std::move(counts));
  }
  return counted;
}

}  // namespace engram

#pragma once

#include <string>
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
/// alone, who calls them `name`.
[[nodiscard]] inline std::vector<CountedGroup> count_spikes(Shard& shard, PopulationId population,
                                                            const std::string& name) {
  std::vector<CountedGroup> counted;
  for (std::size_t g = 0; g < shard.groups().size(); ++g) {
    const GroupLayout& layout = shard.groups()[g].layout;
    if (layout.population != population) continue;
    auto counts = std::make_unique<SpikeCounts>(layout.size, name);
    counted.push_back({g, counts.get()});
    shard.histories(g).push_back(std::move(counts));
  }
  return counted;
}

}  // namespace engram

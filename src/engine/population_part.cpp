#include "engine/population_part.hpp"

#include <algorithm>

namespace engram {

PopulationPart::PopulationPart(std::span<const Shard> shards, PopulationId population) {
  for (std::size_t s = 0; s < shards.size(); ++s) {
    const std::vector<ShardGroup>& groups = shards[s].groups();
    for (std::size_t g = 0; g < groups.size(); ++g) {
      const GroupLayout& layout = groups[g].layout;
      if (layout.population != population || layout.size == 0) continue;
      const auto member = static_cast<std::uint32_t>(members_.size());
      members_.push_back({s, g, layout.size});
      for (const TargetRun& run : layout.runs) {
        runs_.push_back({run.first_index, run.count, member, run.first_local});
      }
    }
  }
  std::ranges::sort(runs_, {}, &Run::first_index);
}

}  // namespace engram

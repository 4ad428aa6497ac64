#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "partitioning/grouped_partition.hpp"

namespace engram {

/// Which ranks serve which area.
struct AreaGroups {
  std::vector<RankGroup> groups;        ///< ascending, covering all ranks
  std::vector<std::uint32_t> group_of;  ///< position in `groups` of each area
};

/// Assigns areas of the given costs to ranks. An area that costs more than the mean rank gets a
/// group of ranks of its own, in proportion to its cost; the others share the remaining ranks, the
/// dearest first, each on the rank with the least load so far.
[[nodiscard]] AreaGroups assign_areas(std::span<const double> costs, int ranks);

}  // namespace engram

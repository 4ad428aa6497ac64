#pragma once

#include <cstdint>

namespace engram {

/// Neighbouring neurons of a population that are also neighbours in a group (the neurons of one
/// population that live in one shard).
struct TargetRun {
  std::uint64_t first_index = 0;  ///< index within the population
  std::uint32_t first_local = 0;  ///< index within the group
  std::uint32_t count = 0;
};

}  // namespace engram

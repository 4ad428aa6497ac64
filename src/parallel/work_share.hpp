#pragma once

#include <algorithm>
#include <cstdint>

#include "core/ids.hpp"

namespace engram {

/// Number of ranks that `items` of 8 bytes are worth: a rank gets at least 128 KiB, so that a small
/// window neither makes every rank write to every other nor falls into tiny pieces on the disk.
[[nodiscard]] inline std::uint64_t useful_ranks(std::uint64_t items, int ranks) {
  constexpr std::uint64_t grain = 16 * 1024;
  return std::clamp<std::uint64_t>(items / grain, 1, static_cast<std::uint64_t>(ranks));
}

/// The rank that takes part `part` of `parts`: parts are spread evenly, so that every machine takes
/// some.
[[nodiscard]] inline Rank rank_of_part(std::uint64_t part, std::uint64_t parts, int ranks) {
  return Rank(static_cast<std::int32_t>(part * static_cast<std::uint64_t>(ranks) / parts));
}

}  // namespace engram

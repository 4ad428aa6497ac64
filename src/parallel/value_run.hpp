#pragma once

#include <cstdint>

namespace engram {

/// Neighbouring values of a table, counted row after row.
struct ValueRun {
  std::uint64_t first = 0;
  std::uint64_t count = 0;

  constexpr bool operator==(const ValueRun&) const = default;
};

}  // namespace engram

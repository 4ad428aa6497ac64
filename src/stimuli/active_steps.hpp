#pragma once

#include <cstdint>

#include "core/time_grid.hpp"

namespace engram {

/// A half-open run of steps.
struct StepRange {
  std::int64_t begin = 0;
  std::int64_t end = 0;

  [[nodiscard]] bool contains(std::int64_t step) const { return begin <= step && step < end; }
};

/// The steps s with start <= s*dt < stop; times in ms. A time that is a whole number of steps up to
/// rounding counts as that number. Times beyond 2^60 steps count as 2^60 steps.
[[nodiscard]] StepRange steps_between(const TimeGrid& grid, double start, double stop);

/// Number of steps by which a stimulus of this delay (ms) is late, at least one.
[[nodiscard]] std::int64_t delay_steps(const TimeGrid& grid, double delay);

}  // namespace engram

#include "stimuli/active_steps.hpp"

#include <algorithm>
#include <cmath>

namespace engram {
namespace {

std::int64_t first_step_from(const TimeGrid& grid, double ms) {
  const double steps = ms / grid.dt();
  if (steps >= 0x1p60) return std::int64_t{1} << 60;
  if (grid.on_grid(ms)) return grid.steps(ms);
  return static_cast<std::int64_t>(std::ceil(steps));
}

}  // namespace

StepRange steps_between(const TimeGrid& grid, double start, double stop) {
  return {first_step_from(grid, start), first_step_from(grid, stop)};
}

std::int64_t delay_steps(const TimeGrid& grid, double delay) {
  return std::max<std::int64_t>(1, grid.steps(delay));
}

}  // namespace engram

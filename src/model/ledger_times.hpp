#pragma once

#include <algorithm>
#include <cstdint>

#include "core/time_grid.hpp"
#include "engram/experiment.hpp"

namespace engram {

/// Steps of a window in which spikes are counted for measures of sparseness.
[[nodiscard]] inline std::int64_t window_steps(const Experiment& experiment) {
  constexpr double usual = 100.0;  // ms
  const TimeGrid grid(experiment.simulation.dt);
  return std::max<std::int64_t>(1, grid.steps(experiment.sparseness.window.value_or(usual)));
}

/// Steps between two entries of the energy ledger's time course.
[[nodiscard]] inline std::int64_t ledger_steps(const Experiment& experiment) {
  constexpr double usual = 1000.0;  // ms
  const TimeGrid grid(experiment.simulation.dt);
  return std::max<std::int64_t>(1, grid.steps(experiment.energy.interval.value_or(usual)));
}

}  // namespace engram

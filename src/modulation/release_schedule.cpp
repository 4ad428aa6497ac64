#include "modulation/release_schedule.hpp"

#include <algorithm>

#include "core/time_grid.hpp"

namespace engram {

ReleaseSchedule::ReleaseSchedule(const Modulator& modulator, double dt,
                                 std::int64_t interval_steps) {
  for (std::size_t i = 0; i < modulator.release_times.size(); ++i) {
    const std::int64_t step = TimeGrid(dt).steps(modulator.release_times[i]);
    entries_.push_back(
        {(step + interval_steps - 1) / interval_steps, modulator.release_amounts[i]});
  }
  std::stable_sort(entries_.begin(), entries_.end(),
                   [](const Entry& a, const Entry& b) { return a.interval < b.interval; });
}

void ReleaseSchedule::set_passed(std::int64_t interval) {
  next_ = 0;
  add_due(interval, [](double) {});
}

}  // namespace engram

#include "modulation/release_schedule.hpp"

#include <algorithm>
#include <utility>

#include "core/time_grid.hpp"

namespace engram {

ReleaseSchedule::ReleaseSchedule(const Modulator& modulator, double dt, std::int64_t interval_steps,
                                 std::vector<double> by_value)
    : everywhere_(modulator.release_array.file.empty()), amounts_(std::move(by_value)) {
  if (everywhere_) amounts_ = modulator.release_amounts;
  for (std::size_t i = 0; i < modulator.release_times.size(); ++i) {
    const std::int64_t step = TimeGrid(dt).steps(modulator.release_times[i]);
    entries_.push_back({(step + interval_steps - 1) / interval_steps, i});
  }
  std::stable_sort(entries_.begin(), entries_.end(),
                   [](const Entry& a, const Entry& b) { return a.interval < b.interval; });
}

void ReleaseSchedule::add_due(std::int64_t interval, std::span<double> values) {
  for (; is_due(interval); ++next_) {
    const std::size_t time = entries_[next_].time;
    if (everywhere_) {
      for (double& value : values) value += amounts_[time];
      continue;
    }
    const double* amounts = amounts_.data() + time * values.size();
    for (std::size_t i = 0; i < values.size(); ++i) values[i] += amounts[i];
  }
}

void ReleaseSchedule::set_passed(std::int64_t interval) {
  for (next_ = 0; is_due(interval);) ++next_;
}

}  // namespace engram

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engram/experiment.hpp"

namespace engram {

/// The scheduled releases of a modulator, each at the first beginning of an interval that is not
/// before its time.
class ReleaseSchedule {
 public:
  /// Times are rounded to the grid of `dt` as those of spikes are. `by_value`: of a schedule from a
  /// file, what goes to each of the values that add_due() is given, first at the first time; of
  /// others empty.
  ReleaseSchedule(const Modulator& modulator, double dt, std::int64_t interval_steps,
                  std::vector<double> by_value);

  /// Adds to `values` what is due by the beginning of `interval` and has not been added yet, in the
  /// order of the times; at equal times in that of the experiment.
  void add_due(std::int64_t interval, std::span<double> values);
  /// Whatever is due by the beginning of `interval` has been added, and nothing else.
  void set_passed(std::int64_t interval);
  [[nodiscard]] std::size_t bytes() const { return amounts_.capacity() * sizeof(double); }

 private:
  struct Entry {
    std::int64_t interval;
    std::size_t time;  // its place in the list of times
  };
  [[nodiscard]] bool is_due(std::int64_t interval) const {
    return next_ < entries_.size() && entries_[next_].interval <= interval;
  }

  bool everywhere_;              // one amount for all values
  std::vector<double> amounts_;  // per time, or per time and value
  std::vector<Entry> entries_;
  std::size_t next_ = 0;
};

}  // namespace engram

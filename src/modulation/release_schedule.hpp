#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engram/experiment.hpp"

namespace engram {

/// The scheduled releases of a modulator, each at the first beginning of an interval that is not
/// before its time.
class ReleaseSchedule {
 public:
  /// Times are rounded to the grid of `dt` as those of spikes are.
  ReleaseSchedule(const Modulator& modulator, double dt, std::int64_t interval_steps);

  /// Calls `add(amount)` for what is due by the beginning of `interval` and has not been added yet,
  /// in the order of the times; at equal times in that of the experiment.
  template <class Add>
  void add_due(std::int64_t interval, const Add& add) {
    while (next_ < entries_.size() && entries_[next_].interval <= interval) {
      add(entries_[next_++].amount);
    }
  }
  /// Whatever is due by the beginning of `interval` has been added, and nothing else.
  void set_passed(std::int64_t interval);

 private:
  struct Entry {
    std::int64_t interval;
    double amount;
  };
  std::vector<Entry> entries_;
  std::size_t next_ = 0;
};

}  // namespace engram

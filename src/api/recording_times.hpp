#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "core/time_grid.hpp"

namespace engram {

/// A step that never comes.
inline constexpr Step no_recording{std::numeric_limits<std::int64_t>::max()};

/// When something is recorded: at the beginnings of listed steps, or of all multiples of an
/// interval from some step on.
class RecordingTimes {
 public:
  /// Never.
  RecordingTimes() = default;

  /// `times`: ms, ascending.
  static RecordingTimes at(const std::vector<double>& times, const TimeGrid& grid) {
    RecordingTimes all;
    for (const double time : times) all.listed_.push_back(Step(grid.steps(time)));
    return all;
  }
  /// `interval`: ms; 0 means never.
  static RecordingTimes every(double interval, Step from, const TimeGrid& grid) {
    RecordingTimes all;
    all.interval_ = grid.steps(interval);
    all.from_ = from;
    return all;
  }

  /// The first of them that is not before `now`.
  [[nodiscard]] Step next(Step now) const {
    if (interval_ > 0) {
      const std::int64_t begin = std::max(now, from_).value();
      return Step((begin + interval_ - 1) / interval_ * interval_);
    }
    const auto found = std::lower_bound(listed_.begin(), listed_.end(), now);
    return found == listed_.end() ? no_recording : *found;
  }
  [[nodiscard]] bool contains(Step step) const { return next(step) == step; }

 private:
  std::int64_t interval_ = 0;  // steps
  Step from_{0};
  std::vector<Step> listed_;
};

}  // namespace engram

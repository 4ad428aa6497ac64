#include "api/checkpoint_clock.hpp"

#include <algorithm>
#include <limits>

namespace engram {
namespace {

/// What the end of a run takes beside: closing files, the summary, leaving.
constexpr double seconds_to_leave = 1.0;

template <class Time>
double seconds_since(Time begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

CheckpointClock::CheckpointClock(const CheckpointOptions& options, const TimeGrid& grid)
    : options_(options) {
  if (options.every_model_ms > 0.0) {
    interval_ = std::max<std::int64_t>(1, grid.steps(options.every_model_ms));
  }
}

Step CheckpointClock::next(Step now) const {
  if (interval_ == 0) return Step(std::numeric_limits<std::int64_t>::max());
  return Step((now.value() / interval_ + 1) * interval_);
}

bool CheckpointClock::has_waited() const {
  return options_.every_wall_seconds > 0.0 && seconds_since(last_) >= options_.every_wall_seconds;
}

bool CheckpointClock::time_is_up(double longest_piece, double first_guess) const {
  if (options_.time_limit_seconds <= 0.0) return false;
  const double needed = seconds_to_leave + longest_piece + 1.5 * saving(first_guess);
  return seconds_since(begin_) + needed >= options_.time_limit_seconds;
}

void CheckpointClock::saved(double seconds) {
  longest_ = std::max(longest_, seconds);
}

double CheckpointClock::saving(double first_guess) const {
  return longest_ >= 0.0 ? longest_ : first_guess;
}

}  // namespace engram

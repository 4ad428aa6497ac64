#pragma once

#include <chrono>
#include <cstdint>

#include "core/time_grid.hpp"
#include "engram/checkpoint_options.hpp"

namespace engram {

/// Says when the state of a run is to be saved.
class CheckpointClock {
 public:
  CheckpointClock(const CheckpointOptions& options, const TimeGrid& grid);

  /// The first step after `now` at which the state is to be saved; a step that never comes if there
  /// is none. The same on all ranks.
  [[nodiscard]] Step next(Step now) const;
  /// Whether it is to be saved at this step. The same on all ranks.
  [[nodiscard]] bool is_due(Step now) const {
    return interval_ > 0 && now.value() % interval_ == 0;
  }

  /// By this rank's clock: whether it has not been saved for long enough.
  [[nodiscard]] bool has_waited() const;
  /// By this rank's clock: whether it has to be saved now so that the time limit is kept, if
  /// `longest_piece` is how long it takes until this is asked again, and saving takes as long as it
  /// has taken before, or `first_guess`. Seconds.
  [[nodiscard]] bool time_is_up(double longest_piece, double first_guess) const;

  /// The state has been saved, as far as the run has to wait for that.
  void left_behind() { last_ = Clock::now(); }
  /// It is on the disk, after so many seconds in all.
  void saved(double seconds);
  /// Seconds that saving takes: what it has taken before, or `first_guess`.
  [[nodiscard]] double saving(double first_guess) const;

 private:
  using Clock = std::chrono::steady_clock;

  CheckpointOptions options_;
  std::int64_t interval_ = 0;  // steps
  Clock::time_point begin_ = Clock::now();
  Clock::time_point last_ = Clock::now();
  double longest_ = -1.0;  // seconds that saving has taken; negative: not yet
};

}  // namespace engram

#pragma once

#include <mpi.h>

#include <chrono>

namespace engram {

/// How long a rank waits for another one before it is taken for lost.
///
/// Waiting is polite: after some microseconds without an answer the core is offered to others, so
/// that ranks that share cores, or a busy machine, do not wait for one another's spinning.
class Patience {
 public:
  constexpr Patience() = default;
  /// `seconds`: 0 waits for ever.
  constexpr explicit Patience(double seconds) : seconds_(seconds) {}

  /// Waits until `request` is done; false if it took too long, then it goes on.
  [[nodiscard]] bool wait(MPI_Request& request) const;

  [[nodiscard]] double seconds() const { return seconds_; }

 private:
  double seconds_ = 0.0;
};

/// One wait, for loops that look themselves whether what they wait for has come.
class Waiting {
 public:
  explicit Waiting(Patience patience) : seconds_(patience.seconds()) {}

  /// To be called after each look in vain: true if it has taken too long.
  [[nodiscard]] bool too_long();

 private:
  using Clock = std::chrono::steady_clock;

  double seconds_;
  int looks_ = 0;
  double waited_ = 0.0;
  Clock::time_point seen_{};
};

}  // namespace engram

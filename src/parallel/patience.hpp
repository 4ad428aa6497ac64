#pragma once

#include <mpi.h>

namespace engram {

/// How long a rank waits for another one before it is taken for lost.
///
/// Waiting is polite: after some microseconds without an answer the core is offered to others, so
/// that ranks that share cores, or a busy machine, do not wait for one another's spinning.
class Patience {
 public:
  Patience() = default;
  /// `seconds`: 0 waits for ever.
  explicit Patience(double seconds) : seconds_(seconds) {}

  /// Waits until `request` is done; false if it took too long, then it goes on.
  [[nodiscard]] bool wait(MPI_Request& request) const;

  [[nodiscard]] double seconds() const { return seconds_; }

 private:
  double seconds_ = 0.0;
};

}  // namespace engram

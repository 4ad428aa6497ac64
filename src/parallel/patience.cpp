#include "parallel/patience.hpp"

#include <sched.h>

#include <algorithm>

namespace engram {
namespace {

constexpr int looks_before_yielding = 256;
constexpr int yields_per_look_at_the_clock = 64;
constexpr double longest_look = 0.5;  // s

}  // namespace

bool Waiting::too_long() {
  if (looks_ < looks_before_yielding) {
    if (++looks_ == looks_before_yielding) seen_ = Clock::now();
    return false;
  }
  sched_yield();
  if (seconds_ <= 0.0 || ++looks_ % yields_per_look_at_the_clock != 0) return false;
  looks_ = looks_before_yielding;
  const Clock::time_point now = Clock::now();
  // A job that was suspended as a whole has not waited all that time.
  waited_ += std::min(std::chrono::duration<double>(now - seen_).count(), longest_look);
  seen_ = now;
  return waited_ > seconds_;
}

bool Patience::wait(MPI_Request& request) const {
  Waiting waiting(*this);
  while (true) {
    int done = 0;
    MPI_Test(&request, &done, MPI_STATUS_IGNORE);
    if (done != 0) return true;
    if (waiting.too_long()) return false;
  }
}

}  // namespace engram

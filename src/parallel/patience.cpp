#include "parallel/patience.hpp"

#include <sched.h>

#include <algorithm>
#include <chrono>

namespace engram {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int tries_before_yielding = 256;
constexpr int yields_per_look_at_the_clock = 64;
constexpr double longest_look = 0.5;  // s

bool done(MPI_Request& request) {
  int flag = 0;
  MPI_Test(&request, &flag, MPI_STATUS_IGNORE);
  return flag != 0;
}

}  // namespace

bool Patience::wait(MPI_Request& request) const {
  for (int i = 0; i < tries_before_yielding; ++i) {
    if (done(request)) return true;
  }
  Clock::time_point looked = Clock::now();
  double waited = 0.0;
  for (int yields = 1;; ++yields) {
    sched_yield();
    if (done(request)) return true;
    if (seconds_ <= 0.0 || yields % yields_per_look_at_the_clock != 0) continue;
    const Clock::time_point now = Clock::now();
    // A job that was suspended as a whole has not waited all that time.
    waited += std::min(std::chrono::duration<double>(now - looked).count(), longest_look);
    looked = now;
    if (waited > seconds_) return false;
  }
}

}  // namespace engram

#include "cli/parting.hpp"

#include <chrono>
#include <thread>

namespace engram::cli {

// A communicator of its own: the others may be in the middle of any other collective call.
Parting::Parting(MPI_Comm all) {
  MPI_Comm_dup(all, &comm_);
}

Parting::~Parting() {
  // With a rank missing, freeing would wait for it; the process ends then in any case.
  if (request_ == MPI_REQUEST_NULL) MPI_Comm_free(&comm_);
}

bool Parting::all_have_failed() {
  using Clock = std::chrono::steady_clock;
  constexpr auto patience = std::chrono::seconds(2);
  MPI_Ibarrier(comm_, &request_);
  for (const Clock::time_point end = Clock::now() + patience; Clock::now() < end;) {
    int done = 0;
    MPI_Test(&request_, &done, MPI_STATUS_IGNORE);
    if (done != 0) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return false;
}

}  // namespace engram::cli

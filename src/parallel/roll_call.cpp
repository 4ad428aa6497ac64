#include "parallel/roll_call.hpp"

#include <algorithm>
#include <vector>

#include "parallel/patience.hpp"

namespace engram {
namespace {

constexpr int present_tag = 72;
constexpr int absent_tag = 73;
constexpr int callers = 2;
/// Ranks begin to wait, and so lose patience, nearly at the same time.
constexpr Patience for_the_slowest{3.0};
constexpr Patience for_the_callers{5.0};

/// Nobody waits for this message to arrive: what it holds is left to live as long as the process.
void send(int number, int to, int tag, MPI_Comm comm) {
  const int* const kept = new int(number);
  MPI_Request request = MPI_REQUEST_NULL;
  MPI_Isend(kept, 1, MPI_INT, to, tag, comm, &request);
  MPI_Request_free(&request);
}

bool receive(int& number, int tag, MPI_Comm comm) {
  int there = 0;
  MPI_Status status;
  MPI_Iprobe(MPI_ANY_SOURCE, tag, comm, &there, &status);
  if (there == 0) return false;
  MPI_Recv(&number, 1, MPI_INT, status.MPI_SOURCE, tag, comm, MPI_STATUS_IGNORE);
  return true;
}

/// As one of the callers.
int call(int me, int ranks, MPI_Comm comm) {
  std::vector<bool> heard(static_cast<std::size_t>(ranks), false);
  heard[static_cast<std::size_t>(me)] = true;
  int missing = ranks - 1;
  for (Waiting waiting(for_the_slowest); missing > 0;) {
    int rank = 0;
    if (receive(rank, present_tag, comm)) {
      if (!heard[static_cast<std::size_t>(rank)]) --missing;
      heard[static_cast<std::size_t>(rank)] = true;
    } else if (waiting.too_long()) {
      break;
    }
  }
  const auto silent = std::find(heard.begin(), heard.end(), false);
  const int absent = silent == heard.end() ? -1 : static_cast<int>(silent - heard.begin());
  for (int rank = callers; rank < ranks; ++rank) {
    if (heard[static_cast<std::size_t>(rank)]) send(absent, rank, absent_tag, comm);
  }
  return absent;
}

}  // namespace

int absent_rank(MPI_Comm comm) {
  int me = 0;
  int ranks = 1;
  MPI_Comm_rank(comm, &me);
  MPI_Comm_size(comm, &ranks);
  for (int caller = 0; caller < std::min(callers, ranks); ++caller) {
    if (caller != me) send(me, caller, present_tag, comm);
  }
  if (me < callers) return call(me, ranks, comm);
  int absent = -1;
  for (Waiting waiting(for_the_callers); !receive(absent, absent_tag, comm);) {
    if (waiting.too_long()) return -1;
  }
  return absent;
}

}  // namespace engram

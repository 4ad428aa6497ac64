#include "parallel/communicator.hpp"

#include <algorithm>
#include <utility>

#include "core/errors.hpp"
#include "parallel/roll_call.hpp"

namespace engram {
namespace {

constexpr int parcel_tag = 71;

void check(int code, const char* call) {
  if (code == MPI_SUCCESS) return;
  char text[MPI_MAX_ERROR_STRING];
  int length = 0;
  MPI_Error_string(code, text, &length);
  throw RunError(std::string(call) +
                 " failed: " + std::string(text, static_cast<std::size_t>(length)));
}

/// What a call that takes part of all ranks reads and writes.
template <class T>
struct Buffers {
  std::vector<T> mine;
  std::vector<T> all;
};

template <class T>
std::unique_ptr<Buffers<T>> buffers_for(std::vector<T> mine) {
  auto buffers = std::make_unique<Buffers<T>>();
  buffers->all.resize(mine.size());
  buffers->mine = std::move(mine);
  return buffers;
}

}  // namespace

Communicator::Communicator(MPI_Comm handle, Patience patience)
    : handle_(handle), patience_(patience) {
  int rank = 0;
  check(MPI_Comm_rank(handle_, &rank), "MPI_Comm_rank");
  check(MPI_Comm_size(handle_, &size_), "MPI_Comm_size");
  rank_ = Rank(rank);
}

void Communicator::give_up() const {
  throw LostRank(absent_rank(handle_), "meeting of all ranks", patience_.seconds());
}

/// `buffer` is what the request reads and writes.
template <class Buffer>
void Communicator::wait(MPI_Request& request, std::unique_ptr<Buffer>& buffer) const {
  if (patience_.wait(request)) return;
  // The request is still under way, and may write whenever the lost rank comes back.
  static_cast<void>(buffer.release());
  give_up();
}

template <class T>
std::vector<T> Communicator::reduce(std::vector<T> mine, MPI_Datatype type, MPI_Op op) const {
  auto buffers = buffers_for(std::move(mine));
  MPI_Request request = MPI_REQUEST_NULL;
  check(MPI_Iallreduce(buffers->mine.data(), buffers->all.data(),
                       static_cast<int>(buffers->mine.size()), type, op, handle_, &request),
        "MPI_Iallreduce");
  wait(request, buffers);
  return std::move(buffers->all);
}

template <class T>
T Communicator::reduce(T mine, MPI_Datatype type, MPI_Op op) const {
  return reduce(std::vector<T>{mine}, type, op).front();
}

void Communicator::barrier() const {
  MPI_Request request = MPI_REQUEST_NULL;
  auto nothing = std::make_unique<char>();
  check(MPI_Ibarrier(handle_, &request), "MPI_Ibarrier");
  wait(request, nothing);
}

std::uint64_t Communicator::sum(std::uint64_t value) const {
  return reduce(value, MPI_UINT64_T, MPI_SUM);
}
std::uint64_t Communicator::min(std::uint64_t value) const {
  return reduce(value, MPI_UINT64_T, MPI_MIN);
}
std::uint64_t Communicator::max(std::uint64_t value) const {
  return reduce(value, MPI_UINT64_T, MPI_MAX);
}
double Communicator::min(double value) const {
  return reduce(value, MPI_DOUBLE, MPI_MIN);
}
double Communicator::max(double value) const {
  return reduce(value, MPI_DOUBLE, MPI_MAX);
}
double Communicator::sum(double value) const {
  return reduce(value, MPI_DOUBLE, MPI_SUM);
}

std::vector<std::uint64_t> Communicator::sum(std::vector<std::uint64_t> values) const {
  return reduce(std::move(values), MPI_UINT64_T, MPI_SUM);
}
std::vector<double> Communicator::max(std::vector<double> values) const {
  return reduce(std::move(values), MPI_DOUBLE, MPI_MAX);
}

std::vector<std::uint64_t> Communicator::sum_before(std::vector<std::uint64_t> values) const {
  auto buffers = buffers_for(std::move(values));
  MPI_Request request = MPI_REQUEST_NULL;
  check(
      MPI_Iexscan(buffers->mine.data(), buffers->all.data(), static_cast<int>(buffers->mine.size()),
                  MPI_UINT64_T, MPI_SUM, handle_, &request),
      "MPI_Iexscan");
  wait(request, buffers);
  // The first rank has none before it, and its result is not defined.
  if (is_root()) buffers->all.assign(buffers->all.size(), 0);
  return std::move(buffers->all);
}

std::uint64_t Communicator::sum_before(std::uint64_t value) const {
  return sum_before(std::vector<std::uint64_t>{value}).front();
}

std::string Communicator::broadcast(std::string text, Rank from) const {
  auto length = std::make_unique<std::uint64_t>(text.size());
  MPI_Request request = MPI_REQUEST_NULL;
  check(MPI_Ibcast(length.get(), 1, MPI_UINT64_T, from.value(), handle_, &request), "MPI_Ibcast");
  wait(request, length);
  auto letters = std::make_unique<std::string>(std::move(text));
  letters->resize(*length);
  check(MPI_Ibcast(letters->data(), static_cast<int>(*length), MPI_CHAR, from.value(), handle_,
                   &request),
        "MPI_Ibcast");
  wait(request, letters);
  return std::move(*letters);
}

std::vector<Parcel> Communicator::exchange(std::vector<Parcel> outgoing) const {
  std::vector<Parcel> incoming;
  std::vector<MPI_Request> sends;
  for (Parcel& parcel : outgoing) {
    if (parcel.rank == rank_) {
      incoming.push_back(std::move(parcel));
      continue;
    }
    if (parcel.bytes.size() > static_cast<std::size_t>(1) << 30) {
      throw RunError("a parcel for another rank is larger than 1 GiB; use more ranks");
    }
    sends.emplace_back();
    // Synchronous: done means that the receiver has begun to take it.
    check(MPI_Issend(parcel.bytes.data(), static_cast<int>(parcel.bytes.size()), MPI_BYTE,
                     parcel.rank.value(), parcel_tag, handle_, &sends.back()),
          "MPI_Issend");
  }
  MPI_Request consensus = MPI_REQUEST_NULL;
  bool all_sent = false;
  Waiting waiting(patience_);
  for (int done = 0; done == 0;) {
    if (waiting.too_long()) {
      // As in wait(): the parcels are still being sent.
      static_cast<void>(new std::vector<Parcel>(std::move(outgoing)));
      give_up();
    }
    int ready = 0;
    MPI_Message message;
    MPI_Status status;
    check(MPI_Improbe(MPI_ANY_SOURCE, parcel_tag, handle_, &ready, &message, &status),
          "MPI_Improbe");
    if (ready != 0) {
      int bytes = 0;
      MPI_Get_count(&status, MPI_BYTE, &bytes);
      incoming.push_back(
          {Rank(status.MPI_SOURCE), std::vector<std::byte>(static_cast<std::size_t>(bytes))});
      check(MPI_Mrecv(incoming.back().bytes.data(), bytes, MPI_BYTE, &message, MPI_STATUS_IGNORE),
            "MPI_Mrecv");
      waiting = Waiting(patience_);
    }
    if (all_sent) {
      check(MPI_Test(&consensus, &done, MPI_STATUS_IGNORE), "MPI_Test");
      continue;
    }
    int sent = 0;
    check(MPI_Testall(static_cast<int>(sends.size()), sends.data(), &sent, MPI_STATUSES_IGNORE),
          "MPI_Testall");
    if (sent != 0) {
      all_sent = true;
      check(MPI_Ibarrier(handle_, &consensus), "MPI_Ibarrier");
    }
  }
  // A rank that has left must not send for the next exchange while another still listens for this
  // one.
  barrier();
  std::sort(incoming.begin(), incoming.end(),
            [](const Parcel& a, const Parcel& b) { return a.rank < b.rank; });
  return incoming;
}

}  // namespace engram

#include "parallel/communicator.hpp"

#include <algorithm>
#include <utility>

#include "core/errors.hpp"

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

template <class T>
T reduce(T value, MPI_Datatype type, MPI_Op op, MPI_Comm comm) {
  T result{};
  check(MPI_Allreduce(&value, &result, 1, type, op, comm), "MPI_Allreduce");
  return result;
}

}  // namespace

Communicator::Communicator(MPI_Comm handle) : handle_(handle) {
  int rank = 0;
  check(MPI_Comm_rank(handle_, &rank), "MPI_Comm_rank");
  check(MPI_Comm_size(handle_, &size_), "MPI_Comm_size");
  rank_ = Rank(rank);
}

void Communicator::barrier() const {
  check(MPI_Barrier(handle_), "MPI_Barrier");
}

std::uint64_t Communicator::sum(std::uint64_t value) const {
  return reduce(value, MPI_UINT64_T, MPI_SUM, handle_);
}
std::uint64_t Communicator::min(std::uint64_t value) const {
  return reduce(value, MPI_UINT64_T, MPI_MIN, handle_);
}
std::uint64_t Communicator::max(std::uint64_t value) const {
  return reduce(value, MPI_UINT64_T, MPI_MAX, handle_);
}
double Communicator::min(double value) const {
  return reduce(value, MPI_DOUBLE, MPI_MIN, handle_);
}
double Communicator::max(double value) const {
  return reduce(value, MPI_DOUBLE, MPI_MAX, handle_);
}
double Communicator::sum(double value) const {
  return reduce(value, MPI_DOUBLE, MPI_SUM, handle_);
}

std::vector<std::uint64_t> Communicator::sum(std::vector<std::uint64_t> values) const {
  std::vector<std::uint64_t> result(values.size());
  check(MPI_Allreduce(values.data(), result.data(), static_cast<int>(values.size()), MPI_UINT64_T,
                      MPI_SUM, handle_),
        "MPI_Allreduce");
  return result;
}

std::vector<double> Communicator::max(std::vector<double> values) const {
  std::vector<double> result(values.size());
  check(MPI_Allreduce(values.data(), result.data(), static_cast<int>(values.size()), MPI_DOUBLE,
                      MPI_MAX, handle_),
        "MPI_Allreduce");
  return result;
}

std::uint64_t Communicator::sum_before(std::uint64_t value) const {
  std::uint64_t before = 0;
  check(MPI_Exscan(&value, &before, 1, MPI_UINT64_T, MPI_SUM, handle_), "MPI_Exscan");
  return rank_.value() == 0 ? 0 : before;
}

std::string Communicator::broadcast(std::string text, Rank from) const {
  std::uint64_t length = text.size();
  check(MPI_Bcast(&length, 1, MPI_UINT64_T, from.value(), handle_), "MPI_Bcast");
  text.resize(length);
  check(MPI_Bcast(text.data(), static_cast<int>(length), MPI_CHAR, from.value(), handle_),
        "MPI_Bcast");
  return text;
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
  for (int done = 0; done == 0;) {
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

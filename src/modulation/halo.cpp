#include "modulation/halo.hpp"

#include <array>
#include <limits>

#include <fmt/format.h>

#include "core/errors.hpp"

namespace engram {
namespace {

constexpr int forward_tag = 91;   // the last slice of one rank becomes the next one's before
constexpr int backward_tag = 92;  // the first slice of one rank becomes the previous one's after

void check(int code, const char* call) {
  if (code != MPI_SUCCESS) throw RunError(fmt::format("{} failed in a modulator's field", call));
}

}  // namespace

Halo::Halo(const Communicator& communicator, Slices slices, std::size_t slice_size, bool around)
    : communicator_(communicator), slices_(slices), slice_size_(slice_size) {
  if (slice_size > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    throw Error(fmt::format("a slice of {} voxels across the first axis is too large", slice_size));
  }
  const std::size_t first = slices.begin(communicator.rank());
  const std::size_t end = slices.end(communicator.rank());
  if (first == end) return;
  std::optional<std::size_t> before, after;
  if (first > 0 || around) before = first > 0 ? first - 1 : slices.all - 1;
  if (end < slices.all || around) after = end < slices.all ? end : 0;
  before_ = side_of(before);
  after_ = side_of(after);
}

std::optional<Halo::Side> Halo::side_of(std::optional<std::size_t> slice) const {
  if (!slice || slices_.owner(*slice) == communicator_.rank()) return {};
  return Side{slices_.owner(*slice), *slice, AlignedVector<double>(slice_size_)};
}

void Halo::exchange(std::span<const double> own) {
  std::array<MPI_Request, 4> requests{};
  int count = 0;
  const int size = static_cast<int>(slice_size_);
  const MPI_Comm comm = communicator_.handle();
  const auto swap_with = [&](Side& side, const double* mine, int receive_tag, int send_tag) {
    check(MPI_Irecv(side.numbers.data(), size, MPI_DOUBLE, side.rank.value(), receive_tag, comm,
                    &requests[static_cast<std::size_t>(count++)]),
          "MPI_Irecv");
    check(MPI_Isend(mine, size, MPI_DOUBLE, side.rank.value(), send_tag, comm,
                    &requests[static_cast<std::size_t>(count++)]),
          "MPI_Isend");
  };
  if (before_) swap_with(*before_, own.data(), forward_tag, backward_tag);
  if (after_) {
    swap_with(*after_, own.data() + (own.size() - slice_size_), backward_tag, forward_tag);
  }
  check(MPI_Waitall(count, requests.data(), MPI_STATUSES_IGNORE), "MPI_Waitall");
}

std::size_t Halo::bytes() const {
  std::size_t numbers = 0;
  if (before_) numbers += before_->numbers.capacity();
  if (after_) numbers += after_->numbers.capacity();
  return numbers * sizeof(double);
}

}  // namespace engram

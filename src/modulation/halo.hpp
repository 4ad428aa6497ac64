#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "core/aligned.hpp"
#include "core/ids.hpp"
#include "modulation/slices.hpp"
#include "parallel/communicator.hpp"

namespace engram {

/// Copies of the slice before a rank's own ones and of the slice behind them, where other ranks
/// have these.
class Halo {
 public:
  /// `slice_size`: numbers in a slice. `around`: the last slice is followed by the first. Throws
  /// Error for slices that MPI cannot send. `communicator` must outlive this object.
  Halo(const Communicator& communicator, Slices slices, std::size_t slice_size, bool around);

  /// Sends the first and the last of `own` slices and receives those next to them. To be called by
  /// all ranks; only neighbours wait for each other.
  void exchange(std::span<const double> own);

  /// The copy of a slice that is next to this rank's own ones but not among them.
  [[nodiscard]] const double* copy_of(std::size_t slice) const {
    return before_ && before_->slice == slice ? before_->numbers.data() : after_->numbers.data();
  }

  [[nodiscard]] std::size_t bytes() const;

 private:
  struct Side {
    Rank rank;
    std::size_t slice;
    AlignedVector<double> numbers;
  };
  [[nodiscard]] std::optional<Side> side_of(std::optional<std::size_t> slice) const;

  const Communicator& communicator_;
  Slices slices_;
  std::size_t slice_size_;
  std::optional<Side> before_;
  std::optional<Side> after_;
};

}  // namespace engram

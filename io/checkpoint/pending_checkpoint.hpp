#pragma once

#include <chrono>
#include <cstddef>
#include <future>
#include <string>

#include "core/time_grid.hpp"
#include "io/integrity/raw_file.hpp"
#include "parallel/communicator.hpp"

namespace engram {

/// A checkpoint that has been written and is on its way to the disk, for which the run does not
/// have to wait. It has two steps to go: every rank waits until what it has written is on the disk;
/// when all have, rank 0 gives the file its name, in place of one for the same step, and removes
/// older ones. Both happen on threads that call neither MPI nor HDF5.
class PendingCheckpoint {
 public:
  struct Names {
    std::string directory;
    std::string temporary;  ///< path of the file
    std::string path;       ///< that it will have
    Step step{0};
    std::size_t keep = 2;  ///< checkpoints that are to be left, at least 1: this one
  };

  /// `file` is the whole file, to which this rank has written.
  PendingCheckpoint(const Communicator& communicator, Names names, RawFile file);
  /// Not collective: waits, and removes the file if it has not got its name.
  ~PendingCheckpoint();
  PendingCheckpoint(const PendingCheckpoint&) = delete;
  PendingCheckpoint& operator=(const PendingCheckpoint&) = delete;

  /// Whether advance() would not have to wait for this rank.
  [[nodiscard]] bool ready() const;
  /// Collective: waits until the present step is done on all ranks, and begins the next. Returns
  /// whether it was the last. Throws FileError on all ranks if the step has failed on any; the
  /// checkpoints before are as they were.
  bool advance();
  /// Collective: waits for all of it.
  void finish();

  /// Seconds that it took in the background, when it is done. On rank 0; less elsewhere.
  [[nodiscard]] double seconds() const { return seconds_; }

 private:
  using Clock = std::chrono::steady_clock;

  void give_name();

  Communicator communicator_;
  Names names_;
  RawFile file_;
  Clock::time_point begin_ = Clock::now();
  double seconds_ = 0.0;
  enum class Waits { for_disk, for_name, for_nothing } waits_ = Waits::for_disk;
  std::future<void> work_;
};

}  // namespace engram

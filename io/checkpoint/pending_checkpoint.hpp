#pragma once

#include <chrono>
#include <cstddef>
#include <future>
#include <memory>
#include <string>

#include "core/time_grid.hpp"
#include "io/checkpoint/background_writer.hpp"
#include "io/checkpoint/table_sums.hpp"
#include "io/integrity/raw_file.hpp"
#include "parallel/communicator.hpp"

namespace engram {

/// A checkpoint that is complete but for what is written in the background, for which the run does
/// not have to wait. It has three steps to go: every rank writes the rest of its part, and when all
/// have, rank 0 adds the seal; every rank waits until the file is on the disk; when all have, rank
/// 0 gives it its name, in place of one for the same step, and removes older ones. They happen on
/// threads that call neither MPI nor HDF5.
class PendingCheckpoint {
 public:
  struct Names {
    std::string directory;
    std::string temporary;  ///< path of the file
    std::string path;       ///< that it will have
    Step step{0};
    std::size_t keep = 2;  ///< checkpoints that are to be left, at least 1: this one
  };

  /// `file` is the whole file. `writer` writes what is missing of this rank's part; null: nothing.
  /// `sums`: the checksums of everything else.
  PendingCheckpoint(const Communicator& communicator, Names names, RawFile file,
                    std::unique_ptr<BackgroundWriter> writer, TableSums sums);
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

  void seal();
  void bring_to_disk();
  void give_name();

  Communicator communicator_;
  Names names_;
  RawFile file_;
  Clock::time_point begin_ = Clock::now();
  double seconds_ = 0.0;
  std::unique_ptr<BackgroundWriter> writer_;
  TableSums sums_;
  enum class Waits { for_values, for_disk, for_name, for_nothing } waits_ = Waits::for_values;
  std::future<void> work_;
};

}  // namespace engram

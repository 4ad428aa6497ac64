#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "io/checkpoint/block_writer.hpp"
#include "io/checkpoint/run_writer.hpp"
#include "io/integrity/raw_file.hpp"
#include "parallel/shared_chunks.hpp"
#include "parallel/value_run.hpp"

namespace engram {

/// Writes values of tables on threads of its own, while others are collected and while the run goes
/// on. Whole pages go to the disk past the page cache, if the file system can do that: no copy is
/// made there, and nothing is left to be done for them when the file is brought to the disk. What
/// is left of a run at its ends is kept and written last.
class BackgroundWriter {
 public:
  /// `path`: of a file that is there, as long as it has to be.
  BackgroundWriter(const std::string& path, int threads);
  /// Leaves out what has not been begun.
  ~BackgroundWriter();
  BackgroundWriter(const BackgroundWriter&) = delete;
  BackgroundWriter& operator=(const BackgroundWriter&) = delete;

  /// Values for runs of a table's values, ascending; they stand one behind the other. In checksums
  /// the table's blocks are counted from `first_block` on.
  void write(const TablePlace& table, std::uint64_t first_block, std::span<const ValueRun> runs,
             const ChunkedValues& values);
  /// Bytes for a place in the file, written last; false, and not taken, if many are waiting
  /// already. To write a few at once would mean to wait: the file system lets those who write past
  /// the page cache finish first.
  [[nodiscard]] bool take(std::uint64_t offset, std::span<const std::byte> bytes);
  /// Nothing is written while `work` goes on, which may then write to the file itself and does not
  /// have to wait for the file system again and again.
  template <class Work>
  void pause_for(const Work& work) {
    const Pause pause(*this);
    work();
  }
  /// Waits until everything has been written. Throws FileError.
  void finish();
  /// Of what has been written, in any order; once, after finish().
  [[nodiscard]] std::vector<PieceSum> take_sums() { return std::move(sums_); }

 private:
  /// Bytes that are written at a time: between two multiples of `piece_bytes` in the file.
  struct Piece {
    std::uint64_t offset;  // in the file
    std::uint64_t place;   // in the table
    std::uint64_t first_block;
    ChunkedValues values;  // of no more chunks than have some of them
    std::uint64_t from;    // among these values
    std::size_t bytes;
  };
  /// What is written last.
  struct Rest {
    std::uint64_t offset;
    std::vector<std::byte> bytes;
  };
  class Desk;
  class Pause {
   public:
    explicit Pause(BackgroundWriter& writer);
    ~Pause();
    Pause(const Pause&) = delete;
    Pause& operator=(const Pause&) = delete;

   private:
    BackgroundWriter& writer_;
  };

  void keep(std::uint64_t offset, std::span<const std::byte> bytes);
  void work();
  [[nodiscard]] bool enter(Piece piece);
  [[nodiscard]] std::optional<Piece> next();
  void done();
  void write_rests();

  RawFile file_;
  std::optional<RawFile> direct_;  // the same past the page cache, if that is possible
  std::mutex mutex_;
  std::condition_variable more_, idle_;
  std::deque<Piece> pieces_;
  std::size_t writing_ = 0;  // pieces that threads are busy with
  bool paused_ = false;
  bool complete_ = false;  // nothing will be added
  std::exception_ptr failure_;
  std::vector<PieceSum> sums_;
  std::vector<Rest> rests_;
  std::uint64_t taken_ = 0;  // bytes, see take()
  std::vector<std::jthread> threads_;
};

}  // namespace engram

#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "io/checkpoint/background_writer.hpp"
#include "io/checkpoint/block_writer.hpp"
#include "io/checkpoint/checkpoint_head.hpp"
#include "io/checkpoint/pending_checkpoint.hpp"
#include "io/checkpoint/table_sums.hpp"
#include "io/integrity/raw_file.hpp"
#include "parallel/state_archive.hpp"

namespace engram {

/// Saves the state of a simulation to "checkpoint-<step>.h5" in a directory. Rank 0 makes room for
/// each table. Long runs of rows are written by the ranks that have them, from where they are,
/// those that are given in chunks in the background; of others, the ranks bring each block together
/// on one of them, which writes it. The file bears a hidden name until it is on the disk; what has
/// gone wrong before leaves the checkpoints that are there as they are.
///
/// Constructor, tables, close and commit are collective and, if they fail on any rank, throw
/// FileError on all; nothing more can be saved then.
class CheckpointWriter : public StateArchive {
 public:
  /// Makes the directory if need be, and removes what killed runs have left unfinished in it.
  /// `threads`: of this rank, that share its part of the writing.
  CheckpointWriter(const Communicator& communicator, const std::string& directory,
                   const CheckpointHead& head, int threads = 1);
  /// Removes the file if it has not been closed. Not collective.
  ~CheckpointWriter() override;
  CheckpointWriter(const CheckpointWriter&) = delete;
  CheckpointWriter& operator=(const CheckpointWriter&) = delete;

  [[nodiscard]] Direction direction() const override { return Direction::save; }
  /// Always false: nothing has been saved by somebody else.
  [[nodiscard]] bool has(const std::string& path) const override;

  /// Completes the file, which is then on its way to the disk. When it is there, it gets its name,
  /// in place of one for the same step, and older ones are removed, so that `keep` are left (at
  /// least 1: this one).
  [[nodiscard]] std::unique_ptr<PendingCheckpoint> close(std::size_t keep = 2);
  /// The same, and waits for all of it.
  void commit(std::size_t keep = 2);

  /// Of the finished file.
  [[nodiscard]] const std::string& path() const { return path_; }

 protected:
  void transfer(const Shape& shape, std::span<const ValueRun> places,
                std::span<std::byte> values) override;
  void transfer_chunks(const Shape& shape, std::span<const ValueRun> places,
                       ChunkedValues values) override;
  [[nodiscard]] std::uint64_t rows_of(const std::string& path) const override;

 private:
  void start(const CheckpointHead& head);
  [[nodiscard]] std::uint64_t make_table(const Shape& shape);
  [[nodiscard]] TablePlace begin_table(const Shape& shape, std::span<const ValueRun> places,
                                       std::uint64_t bytes);
  [[nodiscard]] static std::vector<ValueRun> runs_of_values(const Shape& shape,
                                                            std::span<const ValueRun> places);
  void save(const Shape& shape, const TablePlace& place, std::span<const ValueRun> places,
            std::span<const std::byte> values);
  [[nodiscard]] bool in_long_runs(const Shape& shape, std::span<const ValueRun> places) const;
  [[nodiscard]] std::vector<BlockSum> save_in_place(const Shape& shape, const TablePlace& place,
                                                    std::span<const ValueRun> places,
                                                    std::span<const std::byte> values);
  [[nodiscard]] std::vector<BlockSum> save_by_block(const Shape& shape, const TablePlace& place,
                                                    std::span<const ValueRun> places,
                                                    std::span<const std::byte> values);
  void put(std::uint64_t offset, std::span<const std::byte> bytes);
  void extend(std::uint64_t bytes);
  void finish();
  void discard() noexcept;
  [[nodiscard]] std::string temporary() const { return hidden_ + ".tmp"; }

  std::string directory_;
  std::string path_;
  std::string hidden_;
  Step step_;
  int threads_;
  std::unique_ptr<h5::File> file_;  // on rank 0
  std::uint64_t set_aside_ = 0;     // bytes of the file there, on rank 0
  std::optional<RawFile> raw_;
  std::unique_ptr<BackgroundWriter> background_;  // null: nothing to do so far
  TableSums sums_;
  enum class State { open, failed, closed } state_ = State::failed;
};

}  // namespace engram

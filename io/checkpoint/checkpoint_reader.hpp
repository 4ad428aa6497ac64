#pragma once

#include <memory>
#include <string>
#include <vector>

#include "io/checkpoint/checkpoint_head.hpp"
#include "io/checkpoint/table_index.hpp"
#include "io/integrity/raw_file.hpp"
#include "parallel/state_archive.hpp"

namespace engram {

/// Loads the state of a simulation from a checkpoint. Every rank reads its own rows.
///
/// Constructor and tables are collective and, if they fail on any rank, throw FileError on all.
class CheckpointReader : public StateArchive {
 public:
  /// Opens a checkpoint after all of its bytes have been compared with their checksums, in which
  /// the ranks share; nothing of a damaged file is ever understood. Throws FileError if the file is
  /// damaged or incomplete, is no checkpoint, or has a newer format than this program reads.
  CheckpointReader(const Communicator& communicator, const std::string& path);

  [[nodiscard]] Direction direction() const override { return Direction::load; }
  [[nodiscard]] bool has(const std::string& path) const override;

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const CheckpointHead& head() const { return head_; }
  [[nodiscard]] const TableIndex& tables() const { return tables_; }
  /// Throws FileError that names what is not now what it was when the checkpoint was saved.
  void require_same(const std::vector<Fixture>& now) const;

 protected:
  void transfer(const Shape& shape, std::span<const ValueRun> places,
                std::span<std::byte> values) override;
  [[nodiscard]] std::uint64_t rows_of(const std::string& path) const override;

 private:
  [[nodiscard]] const SavedTable& table_at(const std::string& path) const;
  [[nodiscard]] const SavedTable& table_of(const Shape& shape) const;

  std::string path_;
  CheckpointHead head_;
  TableIndex tables_;
  std::unique_ptr<RawFile> file_;
};

/// A checkpoint that could not be used.
struct RefusedCheckpoint {
  std::string path;
  std::string reason;
};

/// The newest checkpoint that can be used, if any, and why newer ones could not.
struct ChosenCheckpoint {
  std::unique_ptr<CheckpointReader> reader;
  std::vector<RefusedCheckpoint> refused;
};

/// Collective: opens the newest checkpoint of a directory that is intact and that this program
/// understands. Throws FileError on all ranks if the directory cannot be listed.
[[nodiscard]] ChosenCheckpoint open_newest_intact(const Communicator& communicator,
                                                  const std::string& directory);

}  // namespace engram

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "io/hdf5/agreement.hpp"
#include "io/hdf5/file.hpp"
#include "parallel/communicator.hpp"

namespace engram {

/// A file of results that all ranks enlarge together, piece by piece. It is laid out by rank 0 alone and
/// then opened by all. Every call is collective and, if it fails on any rank, throws FileError on all; the
/// file then stays as it was after the last piece, and no later call writes to it.
class SharedFile {
 public:
  /// `lay_out` fills the new file; it is called on rank 0 only.
  SharedFile(const Communicator& communicator, std::string path,
             const std::function<void(h5::File&)>& lay_out);
  /// Not collective: a file that has not been closed keeps what its last piece left.
  ~SharedFile();
  SharedFile(const SharedFile&) = delete;
  SharedFile& operator=(const SharedFile&) = delete;

  [[nodiscard]] h5::File& file() { return *file_; }
  [[nodiscard]] const Communicator& communicator() const { return communicator_; }
  [[nodiscard]] const std::string& path() const { return path_; }

  /// Runs `write` on all ranks, which may enlarge the file by about `bytes`, and flushes. Inside, each
  /// collective call belongs into an attempt of the agreement, so that all ranks come by all of them.
  void append(std::uint64_t bytes, const std::function<void(h5::Agreement&)>& write);

  /// Flushes and closes; does nothing the second time.
  void close();

 private:
  void require_usable() const;

  Communicator communicator_;
  std::string path_;
  std::optional<h5::File> file_;
  bool broken_ = false;
};

}  // namespace engram

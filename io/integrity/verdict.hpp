#pragma once

#include <string>
#include <vector>

namespace engram {

/// What a comparison of a file with its checksums has come to.
enum class FileState {
  intact,
  unknown,  ///< it can be read, but carries no checksums
  damaged
};

struct Verdict {
  std::string path;
  FileState state = FileState::damaged;
  std::string text;  ///< for people: what was found
};

/// Compares files with their checksums: an HDF5 file, or all of a directory and of the directory
/// "checkpoints" in it. Throws FileError if there is no such file, or no HDF5 file in the
/// directory.
[[nodiscard]] std::vector<Verdict> verify(const std::string& path);

}  // namespace engram

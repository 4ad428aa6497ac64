#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "parallel/state_archive.hpp"

namespace engram {

/// Bytes of a file that follow each other.
struct FileStretch {
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;

  bool operator==(const FileStretch&) const = default;
};

/// A file of results without the values in its growing tables: HDF5's own structures, attributes,
/// small datasets. Values are only ever added behind those that are there, so a file can be brought
/// back to what it was from its frame of then, whatever has been written into it since.
struct FileFrame {
  std::uint64_t length = 0;        ///< of the whole file
  std::vector<FileStretch> parts;  ///< ascending, not touching
  std::vector<std::byte> content;  ///< of the parts, one behind the other
};

/// Chunks of tables, address and bytes.
using ChunkPlaces = std::map<std::uint64_t, std::uint64_t>;

/// What lies beside the chunks in the first `length` bytes of a file, which HDF5 has flushed.
/// Throws FileError.
[[nodiscard]] FileFrame read_frame(const std::string& path, std::uint64_t length,
                                   const ChunkPlaces& chunks);

/// Makes the file what it was when the frame was read, and brings it to the disk. Throws FileError,
/// and changes nothing, if the file is not there or too short to have been that file.
void restore_frame(const std::string& path, const FileFrame& frame);

/// What lies between the parts of a frame: neighbouring chunks count as one.
[[nodiscard]] ChunkPlaces chunks_beside(const FileFrame& frame);

/// Collective: saves rank 0's frame, or loads it there, as tables below `place`.
void transfer_frame(const Communicator& communicator, StateArchive& archive,
                    const std::string& place, FileFrame& frame);

}  // namespace engram

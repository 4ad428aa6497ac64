#pragma once

#include <string>

#include "io/integrity/seal.hpp"
#include "parallel/communicator.hpp"

namespace engram {

/// Collective: puts a seal behind a finished file that nobody writes to any more, in place of one
/// it may have. The ranks share the reading. Throws FileError on all ranks if one fails.
void seal_together(const Communicator& communicator, const std::string& path);

/// Collective: compares a file with its seal; the ranks share the reading. Throws FileError on all
/// ranks if the file has no seal, has changed since it got it, or cannot be read.
void require_intact_together(const Communicator& communicator, const std::string& path);

/// The same on one process.
void require_intact(const std::string& path);

/// Compares what lies between the tables of a checkpoint, HDF5's own structures among it, so that
/// HDF5 can open the file safely. Throws FileError if they are damaged. Returns whether there was
/// something to compare: false for other files, of which nothing is read but the end.
[[nodiscard]] bool has_intact_frame(const std::string& path);

/// Takes the seal of a file away, if it has one, so that the file can be enlarged. Throws
/// FileError.
void remove_seal(const std::string& path);

}  // namespace engram

#pragma once

#include <string>

namespace engram {

/// What to do with results of an earlier run in the same directory. `keep`: they are to be
/// continued.
enum class OldResults { refuse, overwrite, keep };

/// Makes the directory, with those above it, and tests that files can be written there. Throws
/// FileError if it cannot, or if it holds results (summary.json or any .h5 file) and they are to be
/// kept; nothing has been changed then. With `overwrite` it removes the files a run writes and
/// nothing else: HDF5 files without our provenance stay. For one process; the caller tells the
/// others of the outcome.
void prepare_output_directory(const std::string& directory, OldResults old_results);

/// Makes a directory, with those above it, and tests that files can be written there. Throws
/// FileError if not.
void make_writable_directory(const std::string& directory);

}  // namespace engram

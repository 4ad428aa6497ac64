#pragma once

#include <string>

namespace engram {

/// Describes, for people, an HDF5 file (what kind it is, populations, counts, time span,
/// provenance, all datasets), a summary.json, or a directory of results. Throws FileError if it is
/// none of them.
[[nodiscard]] std::string describe_file(const std::string& path);

}  // namespace engram

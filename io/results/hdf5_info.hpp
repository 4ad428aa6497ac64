#pragma once

#include <string>

namespace engram {

/// How much is told of a file: what it holds, or also where it comes from and all datasets.
enum class InfoDetail { overview, everything };

/// Describes an HDF5 file for people. Throws FileError if it is not one.
[[nodiscard]] std::string describe_hdf5(const std::string& path, InfoDetail detail);

}  // namespace engram

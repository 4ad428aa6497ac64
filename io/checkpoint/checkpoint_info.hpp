#pragma once

#include <string>

#include "io/hdf5/file.hpp"

namespace engram {

/// Describes a checkpoint for people: step, model time, the experiment's name, what a run must have
/// in common with it. Throws FileError if it is not complete or has a newer format.
[[nodiscard]] std::string describe_checkpoint(const h5::File& file);

/// Lists its tables.
[[nodiscard]] std::string describe_tables(const h5::File& file);

}  // namespace engram

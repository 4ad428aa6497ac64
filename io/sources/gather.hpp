#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "io/hdf5/dataset.hpp"

namespace engram {

/// The values at `rows`, in any order, of a one-dimensional dataset in which they exist. Rows close
/// together are read in one piece. FileError naming the row of a value that is not finite.
[[nodiscard]] std::vector<double> gather(const std::string& file, const h5::Dataset& dataset,
                                         const std::vector<std::uint64_t>& rows);

}  // namespace engram

#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace engram {

/// One of the experiments that the `sweep` block of a file describes.
struct SweepPoint {
  std::uint64_t number = 0;  ///< from 0
  std::uint64_t points = 1;  ///< how many there are
  /// What is set, by its path in the file, to which value, JSON text; in the order of the axes.
  std::vector<std::pair<std::string, std::string>> values;
};

}  // namespace engram

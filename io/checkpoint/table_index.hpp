#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "parallel/state_archive.hpp"

namespace engram {

namespace h5 {
class File;
}

/// A table of a checkpoint and where it lies.
struct SavedTable {
  StateType type = StateType::uint8;
  std::uint64_t rows = 0;
  std::uint64_t width = 1;  ///< values per row
  std::uint64_t address = 0;

  [[nodiscard]] std::uint64_t bytes() const { return rows * width * bytes_of(type); }
};

/// Tables by path, which begins with a slash.
using TableIndex = std::map<std::string, SavedTable>;

/// The tables of a checkpoint. Throws FileError for a dataset that no table can be.
[[nodiscard]] TableIndex read_index(const h5::File& file);

/// "float64", ...
[[nodiscard]] const char* name_of(StateType type);

}  // namespace engram

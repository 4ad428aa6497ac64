#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "io/hdf5/dataset.hpp"
#include "io/hdf5/file.hpp"
#include "io/results/tiling.hpp"
#include "parallel/value_run.hpp"

namespace engram {

/// A dataset of `columns` values per row to which rows are appended, and how it lies in its file:
/// in chunks of rows and columns, each in one piece. One-dimensional datasets have one column. The
/// values of a row may themselves form an array of several dimensions; a chunk then holds whole
/// rows.
struct GrowingTable {
  std::string path;
  std::size_t value_bytes = 8;
  int dimensions = 1;
  std::uint64_t columns = 1;
  std::uint64_t chunk_rows = 1;
  std::uint64_t chunk_columns = 1;
  std::uint64_t rows = 0;  ///< so far
  /// The array that a row forms, if it has more than one dimension; its size is `columns`, and so
  /// is `chunk_columns`.
  std::vector<std::uint64_t> row_shape = {};

  /// Makes the empty dataset; `type` has `value_bytes` and this machine's byte order.
  void create(const h5::File& file, hid_t type) const;
  /// Bytes that `more` rows add to the file.
  [[nodiscard]] std::uint64_t bytes_for(std::uint64_t more) const;
  /// Gives the dataset `total` rows.
  void resize(const h5::File& file, std::uint64_t total) const;
  /// Where the chunks lie that hold rows [rows, rows + more), row of chunks after row of chunks.
  [[nodiscard]] std::vector<std::uint64_t> chunk_addresses(const h5::File& file,
                                                           std::uint64_t more) const;
  [[nodiscard]] std::uint64_t chunks_across() const {
    return (columns + chunk_columns - 1) / chunk_columns;
  }
};

/// Writes to an open file a tile of the rows after `table.rows`, whose columns begin and end
/// between chunks. `addresses` are those of the chunks that hold the new rows. Throws FileError for
/// `path`.
void write_tile(int descriptor, const std::string& path, const GrowingTable& table,
                const Tile& tile, const std::byte* values, const std::uint64_t* addresses);

/// The same for a run of values of the rows after `table.rows`, from whose first value it counts.
void write_run(int descriptor, const std::string& path, const GrowingTable& table,
               const ValueRun& run, const std::byte* values, const std::uint64_t* addresses);

}  // namespace engram

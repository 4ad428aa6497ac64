#include "io/results/growing_table.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/errors.hpp"

namespace engram {
namespace {

void write_fully(int descriptor, const std::string& path, const std::byte* bytes,
                 std::uint64_t length, std::uint64_t offset) {
  while (length > 0) {
    const ssize_t done = ::pwrite(descriptor, bytes, length, static_cast<off_t>(offset));
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) {
      throw FileError(path,
                      std::string("cannot be written: ") + std::strerror(done < 0 ? errno : EIO));
    }
    bytes += done;
    offset += static_cast<std::uint64_t>(done);
    length -= static_cast<std::uint64_t>(done);
  }
}

}  // namespace

void GrowingTable::create(const h5::File& file, hid_t type) const {
  h5::DatasetShape shape{{0}, {chunk_rows}};
  if (dimensions == 2) {
    shape.extent.push_back(columns);
    shape.chunk.push_back(chunk_columns);
  }
  for (const std::uint64_t length : row_shape) {
    shape.extent.push_back(length);
    shape.chunk.push_back(length);
  }
  (void)h5::Dataset::create(file, path, type, shape);
}

std::uint64_t GrowingTable::bytes_for(std::uint64_t more) const {
  const std::uint64_t before = (rows + chunk_rows - 1) / chunk_rows;
  const std::uint64_t after = (rows + more + chunk_rows - 1) / chunk_rows;
  return (after - before) * chunks_across() * chunk_rows * chunk_columns * value_bytes;
}

void GrowingTable::resize(const h5::File& file, std::uint64_t total) const {
  h5::Dataset dataset(file, path);
  std::vector<hsize_t> extent = dataset.shape();
  extent[0] = total;
  dataset.resize(extent);
}

std::vector<std::uint64_t> GrowingTable::chunk_addresses(const h5::File& file,
                                                         std::uint64_t more) const {
  const h5::Dataset dataset(file, path);
  std::vector<std::uint64_t> addresses;
  for (std::uint64_t row = rows / chunk_rows * chunk_rows; row < rows + more; row += chunk_rows) {
    for (std::uint64_t across = 0; across < chunks_across(); ++across) {
      std::vector<hsize_t> first{row};
      if (dimensions == 2) first.push_back(across * chunk_columns);
      first.resize(first.size() + row_shape.size(), 0);
      addresses.push_back(dataset.chunk_address(first));
    }
  }
  return addresses;
}

void write_tile(int descriptor, const std::string& path, const GrowingTable& table,
                const Tile& tile, const std::byte* values, const std::uint64_t* addresses) {
  if (tile.rows == 0 || tile.columns == 0) return;
  const std::uint64_t begin = table.rows + tile.first_row;
  const std::uint64_t end = begin + tile.rows;
  const std::uint64_t first_chunk = table.rows / table.chunk_rows;
  const std::uint64_t chunk_line = table.chunk_columns * table.value_bytes;
  const std::uint64_t tile_line = tile.columns * table.value_bytes;
  std::vector<std::byte> padded;
  for (std::uint64_t chunk = begin / table.chunk_rows; chunk * table.chunk_rows < end; ++chunk) {
    const std::uint64_t from = std::max(begin, chunk * table.chunk_rows);
    const std::uint64_t lines = std::min(end, (chunk + 1) * table.chunk_rows) - from;
    const std::byte* source = values + (from - begin) * tile_line;
    for (std::uint64_t column = 0; column < tile.columns; column += table.chunk_columns) {
      const std::uint64_t across = (tile.first_column + column) / table.chunk_columns;
      const std::uint64_t address =
          addresses[(chunk - first_chunk) * table.chunks_across() + across];
      const std::byte* piece = source;
      if (tile_line != chunk_line) {
        // The chunk is wider or narrower than the tile: gather its lines, with zeros beyond the
        // last column.
        const std::uint64_t used =
            std::min(table.chunk_columns, tile.columns - column) * table.value_bytes;
        padded.assign(lines * chunk_line, std::byte{0});
        for (std::uint64_t line = 0; line < lines; ++line) {
          std::memcpy(padded.data() + line * chunk_line,
                      source + line * tile_line + column * table.value_bytes, used);
        }
        piece = padded.data();
      }
      write_fully(descriptor, path, piece, lines * chunk_line,
                  address + (from - chunk * table.chunk_rows) * chunk_line);
    }
  }
}

void write_run(int descriptor, const std::string& path, const GrowingTable& table,
               const ValueRun& run, const std::byte* values, const std::uint64_t* addresses) {
  const std::uint64_t first_chunk = table.rows / table.chunk_rows;
  const bool whole_rows = table.chunk_columns == table.columns;
  for (std::uint64_t place = run.first; place < run.first + run.count;) {
    const std::uint64_t row = table.rows + place / table.columns;
    const std::uint64_t column = place % table.columns;
    const std::uint64_t chunk = (row / table.chunk_rows - first_chunk) * table.chunks_across() +
                                column / table.chunk_columns;
    const std::uint64_t within =
        row % table.chunk_rows * table.chunk_columns + column % table.chunk_columns;
    // As far as neighbours in the table are neighbours in the chunk.
    const std::uint64_t stretch =
        whole_rows
            ? table.chunk_rows * table.chunk_columns - within
            : std::min(table.chunk_columns - column % table.chunk_columns, table.columns - column);
    const std::uint64_t count = std::min(stretch, run.first + run.count - place);
    write_fully(descriptor, path, values + (place - run.first) * table.value_bytes,
                count * table.value_bytes, addresses[chunk] + within * table.value_bytes);
    place += count;
  }
}

}  // namespace engram

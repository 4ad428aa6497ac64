#include "io/results/tiling.hpp"

#include <algorithm>
#include <cstring>
#include <string>

#include "core/errors.hpp"
#include "parallel/work_share.hpp"

namespace engram {
namespace {

// A parcel holds the number of columns, their positions, and rows of values.
std::vector<std::byte> pack(const Tile& tile, std::span<const std::uint64_t> columns,
                            std::span<const std::size_t> chosen, std::span<const float> values) {
  const std::uint64_t count = chosen.size();
  std::vector<std::byte> bytes(sizeof count * (1 + count) + tile.rows * count * sizeof(float));
  std::byte* out = bytes.data();
  const auto put = [&out](const auto& item) {
    std::memcpy(out, &item, sizeof item);
    out += sizeof item;
  };
  put(count);
  for (const std::size_t i : chosen) put(columns[i]);
  for (std::uint64_t row = tile.first_row; row < tile.first_row + tile.rows; ++row) {
    const float* line = values.data() + row * columns.size();
    for (const std::size_t i : chosen) put(line[i]);
  }
  return bytes;
}

void unpack(const Tile& tile, const std::vector<std::byte>& bytes, std::vector<float>& table,
            std::vector<std::uint8_t>& seen) {
  std::uint64_t count = 0;
  std::memcpy(&count, bytes.data(), sizeof count);
  std::vector<std::uint64_t> columns(count);
  std::memcpy(columns.data(), bytes.data() + sizeof count, count * sizeof count);
  const std::byte* in = bytes.data() + sizeof count * (1 + count);
  for (const std::uint64_t column : columns) {
    if (seen[column - tile.first_column]++ != 0) {
      throw Error("column " + std::to_string(column) + " was given twice");
    }
  }
  for (std::uint64_t row = 0; row < tile.rows; ++row) {
    for (const std::uint64_t column : columns) {
      std::memcpy(&table[row * tile.columns + column - tile.first_column], in, sizeof(float));
      in += sizeof(float);
    }
  }
}

std::uint64_t block_begin(std::uint64_t block, std::uint64_t blocks, std::uint64_t length) {
  return block * (length / blocks) + std::min(block, length % blocks);
}

}  // namespace

Tiling::Tiling(std::uint64_t rows, std::uint64_t columns, std::uint64_t column_unit, int ranks)
    : rows_(rows), columns_(columns), column_unit_(column_unit), ranks_(ranks) {
  const std::uint64_t wanted = useful_ranks(rows * columns / 2, ranks);
  row_blocks_ = std::clamp<std::uint64_t>(wanted, 1, std::max<std::uint64_t>(rows, 1));
  const std::uint64_t units = (columns + column_unit - 1) / column_unit;
  column_blocks_ =
      std::clamp<std::uint64_t>(wanted / row_blocks_, 1, std::max<std::uint64_t>(units, 1));
}

Tile Tiling::tile(std::uint64_t index) const {
  const std::uint64_t row_block = index / column_blocks_;
  const std::uint64_t column_block = index % column_blocks_;
  Tile tile;
  tile.first_row = block_begin(row_block, row_blocks_, rows_);
  tile.rows = block_begin(row_block + 1, row_blocks_, rows_) - tile.first_row;
  const std::uint64_t units = (columns_ + column_unit_ - 1) / column_unit_;
  const auto column_at = [&](std::uint64_t block) {
    return std::min(columns_, block_begin(block, column_blocks_, units) * column_unit_);
  };
  tile.first_column = column_at(column_block);
  tile.columns = column_at(column_block + 1) - tile.first_column;
  return tile;
}

Rank Tiling::rank_of(std::uint64_t index) const {
  return rank_of_part(index, tiles(), ranks_);
}

Tile Tiling::tile_of(Rank rank) const {
  const auto ranks = static_cast<std::uint64_t>(ranks_);
  // The smallest part that falls on this rank or a later one.
  const std::uint64_t index =
      (static_cast<std::uint64_t>(rank.value()) * tiles() + ranks - 1) / ranks;
  return index < tiles() && rank_of(index) == rank ? tile(index) : Tile{};
}

std::vector<float> columns_to_tile(const Communicator& communicator, const Tiling& tiling,
                                   std::span<const std::uint64_t> my_columns,
                                   std::span<const float> values) {
  std::vector<Parcel> parcels;
  std::vector<std::size_t> order(my_columns.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return my_columns[a] < my_columns[b]; });
  const auto position = [&](std::size_t i, std::uint64_t column) { return my_columns[i] < column; };
  for (std::uint64_t index = 0; index < tiling.tiles(); ++index) {
    const Tile tile = tiling.tile(index);
    const auto from = std::lower_bound(order.begin(), order.end(), tile.first_column, position);
    const auto to = std::lower_bound(from, order.end(), tile.first_column + tile.columns, position);
    if (from == to || tile.rows == 0) continue;
    parcels.push_back({tiling.rank_of(index), pack(tile, my_columns, {from, to}, values)});
  }
  const std::vector<Parcel> incoming = communicator.exchange(std::move(parcels));

  const Tile mine = tiling.tile_of(communicator.rank());
  std::vector<float> table(mine.rows * mine.columns);
  std::vector<std::uint8_t> seen(mine.columns, 0);
  for (const Parcel& parcel : incoming) unpack(mine, parcel.bytes, table, seen);
  const auto missing = std::find(seen.begin(), seen.end(), 0);
  if (mine.rows != 0 && missing != seen.end()) {
    throw Error(
        "no rank gave column " +
        std::to_string(mine.first_column + static_cast<std::uint64_t>(missing - seen.begin())));
  }
  return table;
}

}  // namespace engram

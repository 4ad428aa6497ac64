#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "parallel/communicator.hpp"

namespace engram {

/// A rectangle of a table of rows and columns.
struct Tile {
  std::uint64_t first_row = 0;
  std::uint64_t rows = 0;
  std::uint64_t first_column = 0;
  std::uint64_t columns = 0;

  constexpr bool operator==(const Tile&) const = default;
};

/// Cuts a table into about equal tiles for the ranks that its size is worth: into blocks of whole
/// rows as far as there are rows, and these into blocks of columns that begin at multiples of
/// `column_unit`.
class Tiling {
 public:
  Tiling(std::uint64_t rows, std::uint64_t columns, std::uint64_t column_unit, int ranks);

  [[nodiscard]] std::uint64_t tiles() const { return row_blocks_ * column_blocks_; }
  [[nodiscard]] Tile tile(std::uint64_t index) const;
  [[nodiscard]] Rank rank_of(std::uint64_t index) const;
  /// The tile of a rank; an empty one for ranks that have none.
  [[nodiscard]] Tile tile_of(Rank rank) const;

 private:
  std::uint64_t rows_;
  std::uint64_t columns_;
  std::uint64_t column_unit_;
  int ranks_;
  std::uint64_t row_blocks_ = 1;
  std::uint64_t column_blocks_ = 1;
};

/// Collective: turns columns scattered over the ranks into tiles. Each rank gives its columns
/// (positions and rows of values) and gets the values of its tile, row after row. Throws Error on
/// the rank whose tile lacks a column or got one twice.
[[nodiscard]] std::vector<float> columns_to_tile(const Communicator& communicator,
                                                 const Tiling& tiling,
                                                 std::span<const std::uint64_t> my_columns,
                                                 std::span<const float> values);

}  // namespace engram

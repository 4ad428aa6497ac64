#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "network/positions.hpp"
#include "network/synapse_generator.hpp"

namespace engram {

/// The sources of one block sorted into cells of neighbours, so that a target can treat far ones
/// together.
class SourceCells {
 public:
  /// Cells are not made smaller than `finest` micrometres.
  SourceCells(const PositionField& positions, const Metric& metric, double finest);

  /// Reads and sorts the sources of a block.
  void build(const SourceBlock& block);

  [[nodiscard]] std::size_t cells() const { return begin_.empty() ? 0 : begin_.size() - 1; }
  [[nodiscard]] std::uint32_t begin(std::size_t cell) const { return begin_[cell]; }
  [[nodiscard]] std::uint32_t size(std::size_t cell) const {
    return begin_[cell + 1] - begin_[cell];
  }
  /// Index within the block of the source at a place in the order of cells.
  [[nodiscard]] std::uint32_t source(std::uint32_t place) const { return order_[place]; }
  [[nodiscard]] double squared_distance(const double* point, std::uint32_t place) const {
    return metric_.squared(point,
                           &coordinates_[place * static_cast<std::size_t>(metric_.dimensions())]);
  }
  /// Fills `d2`, for every cell a lower bound of the squared distances of its sources from `point`.
  void nearest(const double* point, std::vector<double>& d2) const;

 private:
  void choose_grid(const std::vector<double>& places, std::uint32_t count);
  void sort(const std::vector<double>& places, std::uint32_t count);
  void bound_cells();
  [[nodiscard]] std::size_t cell_of(const double* point) const;

  const PositionField& positions_;
  Metric metric_;
  double finest_;
  std::array<double, 3> low_{};
  std::array<double, 3> per_length_{};
  std::array<std::size_t, 3> along_{};
  std::vector<std::uint32_t> begin_;
  std::vector<std::uint32_t> order_;
  std::vector<double> coordinates_;  // in the order of cells
  std::array<std::vector<double>, 3> center_;
  std::array<std::vector<double>, 3> half_;
};

}  // namespace engram

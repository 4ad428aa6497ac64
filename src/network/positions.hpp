#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/ids.hpp"
#include "engram/experiment.hpp"
#include "model/data_source.hpp"

namespace engram {

/// Places of the neurons of a population, in micrometres. Random places come from counters and
/// files are read by any rank in any part, so that places do not depend on the partition.
class PositionField {
 public:
  /// `data` is needed for positions from a file only and must outlive this object. Throws Error
  /// where the population has no positions, or none that fit its size or its number of axes.
  PositionField(const Population& population, PopulationId id, std::uint64_t seed,
                const DataSource* data);

  /// 2 or 3.
  [[nodiscard]] int dimensions() const { return static_cast<int>(positions_.extent.size()); }
  [[nodiscard]] bool periodic() const { return positions_.periodic; }
  [[nodiscard]] const std::vector<double>& extent() const { return positions_.extent; }

  /// The coordinates of neighbouring neurons, those of one neuron after those of another.
  [[nodiscard]] std::vector<double> read(IndexRange neurons) const;

 private:
  void read_random(IndexRange neurons, double* out) const;
  void read_grid(IndexRange neurons, double* out) const;
  [[nodiscard]] std::vector<double> read_file(IndexRange neurons) const;
  void check_grid(const Population& population) const;
  void check_file(const Population& population) const;

  Positions positions_;
  std::vector<double> corner_;  // smallest coordinates of the box
  PopulationId population_;
  std::uint64_t seed_;
  const DataSource* data_;
};

/// Distance between points of two or three coordinates, across the nearer way around periodic axes.
class Metric {
 public:
  /// `extent` holds the lengths of the axes; they matter only where `periodic`.
  Metric(int dimensions, bool periodic, const std::vector<double>& extent);

  [[nodiscard]] int dimensions() const { return dimensions_; }

  /// Length of an axis that distances go around; 0 if they do not.
  [[nodiscard]] double period(std::size_t axis) const { return period_[axis]; }

  /// Distance across the nearer way around an axis, from the distance straight on.
  [[nodiscard]] static double around(double distance, double period) {
    const double rest = distance - period * std::floor(distance / period);
    return std::min(rest, period - rest);
  }
  /// Square of the distance.
  [[nodiscard]] double squared(const double* a, const double* b) const {
    double sum = 0.0;
    for (std::size_t axis = 0; axis < static_cast<std::size_t>(dimensions_); ++axis) {
      double distance = std::abs(a[axis] - b[axis]);
      if (period_[axis] > 0.0) distance = around(distance, period_[axis]);
      sum += distance * distance;
    }
    return sum;
  }

 private:
  int dimensions_;
  std::array<double, 3> period_{};  // 0: not periodic
};

/// The metric between two populations. Throws Error where their axes, or the boxes they are
/// periodic in, differ.
[[nodiscard]] Metric metric_between(const PositionField& source, const PositionField& target);

}  // namespace engram

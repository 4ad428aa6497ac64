#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engram/experiment.hpp"

namespace engram {

/// The voxels of a field: a regular grid of two or three axes over a box, or a single well-mixed
/// voxel that has no place. Voxels are numbered with the last axis running fastest.
class Voxels {
 public:
  /// One well-mixed voxel.
  Voxels() = default;
  /// Throws Error where problem() finds something.
  explicit Voxels(const VoxelGrid& grid);
  explicit Voxels(const std::optional<VoxelGrid>& grid);

  /// What is wrong with a grid, as a sentence, or nothing.
  [[nodiscard]] static std::optional<std::string> problem(const VoxelGrid& grid);

  [[nodiscard]] std::size_t size() const { return shape_[0] * shape_[1] * shape_[2]; }
  /// 2 or 3; 0 for a well-mixed voxel.
  [[nodiscard]] std::size_t dimensions() const { return dimensions_; }
  [[nodiscard]] bool well_mixed() const { return dimensions_ == 0; }
  [[nodiscard]] bool periodic() const { return periodic_; }
  /// Voxels along three axes: in front of two axes, or none, stand ones.
  [[nodiscard]] const std::array<std::size_t, 3>& shape() const { return shape_; }
  /// Edge lengths of a voxel, micrometres, in the order of shape(); 0 for axes that are not there.
  [[nodiscard]] const std::array<double, 3>& edges() const { return edges_; }
  /// Volume of a voxel, cubic micrometres; with two axes its area, square micrometres; 0 for a
  /// well-mixed voxel.
  [[nodiscard]] double volume() const;

  /// The voxel a point lies in; `point` has as many finite coordinates as there are dimensions, or
  /// more, of which the first count. Points outside belong to the nearest voxel or, in a periodic
  /// box, come in again on the other side. A point on the border of two voxels lies in the upper
  /// one. Every point lies in a well-mixed voxel.
  [[nodiscard]] std::size_t voxel_of(std::span<const double> point) const;

  /// Coordinates of a voxel's centre, micrometres, as many as there are dimensions.
  [[nodiscard]] std::vector<double> center_of(std::size_t voxel) const;

 private:
  std::size_t dimensions_ = 0;
  bool periodic_ = false;
  std::array<std::size_t, 3> shape_{1, 1, 1};
  std::array<double, 3> edges_{};
  std::array<double, 3> corner_{};  // smallest coordinates of the box
};

}  // namespace engram

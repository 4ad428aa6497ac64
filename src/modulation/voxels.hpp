#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engram/experiment.hpp"

namespace engram {

/// The voxels of a field: a regular grid of two or three axes over a box, a single well-mixed voxel
/// that has no place, or, of a learning signal, one for each neuron of a population. Voxels of a
/// grid are numbered with the last axis running fastest, those of neurons as these are.
class Voxels {
 public:
  /// One well-mixed voxel.
  Voxels() = default;
  /// Throws Error where problem() finds something.
  explicit Voxels(const VoxelGrid& grid);
  /// One for each of `count` neurons, at least one. Throws Error for more than 2^31.
  [[nodiscard]] static Voxels of_neurons(std::uint64_t count);
  /// A modulator's; `neurons`: size of its population, if it has one.
  [[nodiscard]] static Voxels of(const Modulator& modulator, std::uint64_t neurons);

  /// What is wrong with a grid, as a sentence, or nothing.
  [[nodiscard]] static std::optional<std::string> problem(const VoxelGrid& grid);

  [[nodiscard]] std::size_t size() const { return shape_[0] * shape_[1] * shape_[2]; }
  /// 2 or 3; 0 where there is no grid.
  [[nodiscard]] std::size_t dimensions() const { return dimensions_; }
  [[nodiscard]] bool well_mixed() const { return dimensions_ == 0 && !per_neuron_; }
  [[nodiscard]] bool per_neuron() const { return per_neuron_; }
  [[nodiscard]] bool periodic() const { return periodic_; }
  /// Voxels along three axes: in front of two axes, or none, stand ones. Those of neurons lie along
  /// the second, so that they can be divided.
  [[nodiscard]] const std::array<std::size_t, 3>& shape() const { return shape_; }
  /// Edge lengths of a voxel, micrometres, in the order of shape(); 0 for axes that are not there.
  [[nodiscard]] const std::array<double, 3>& edges() const { return edges_; }
  /// Volume of a voxel, cubic micrometres; with two axes its area, square micrometres; 0 where
  /// there is no grid.
  [[nodiscard]] double volume() const;

  /// The voxel a point lies in; `point` has as many finite coordinates as there are dimensions, or
  /// more, of which the first count. Points outside belong to the nearest voxel or, in a periodic
  /// box, come in again on the other side. A point on the border of two voxels lies in the upper
  /// one. Every point lies in a well-mixed voxel. Throws Error where voxels belong to neurons.
  [[nodiscard]] std::size_t voxel_of(std::span<const double> point) const;

  /// Coordinates of a voxel's centre, micrometres, as many as there are dimensions.
  [[nodiscard]] std::vector<double> center_of(std::size_t voxel) const;

 private:
  std::size_t dimensions_ = 0;
  bool periodic_ = false;
  bool per_neuron_ = false;
  std::array<std::size_t, 3> shape_{1, 1, 1};
  std::array<double, 3> edges_{};
  std::array<double, 3> corner_{};  // smallest coordinates of the box
};

}  // namespace engram

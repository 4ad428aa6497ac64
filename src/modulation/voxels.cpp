#include "modulation/voxels.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/errors.hpp"

namespace engram {
namespace {

constexpr std::uint64_t most_voxels = std::uint64_t{1} << 31;

// The number of voxels, or nothing where it is 0 or too large.
std::optional<std::uint64_t> count(const std::vector<std::uint64_t>& shape) {
  std::uint64_t product = 1;
  for (const std::uint64_t along : shape) {
    if (along == 0 || product > most_voxels / along) return std::nullopt;
    product *= along;
  }
  return product;
}

}  // namespace

std::optional<std::string> Voxels::problem(const VoxelGrid& grid) {
  const std::size_t axes = grid.shape.size();
  if (axes != 2 && axes != 3) {
    return fmt::format("'shape' has {} numbers; allowed: 2 or 3, the voxels along each axis", axes);
  }
  if (!count(grid.shape)) {
    return fmt::format(
        "'shape' is [{}]; allowed: at least 1 voxel along each axis, and at most 2^31 in all",
        fmt::join(grid.shape, ", "));
  }
  if (grid.extent.size() != axes || (!grid.center.empty() && grid.center.size() != axes)) {
    return fmt::format(
        "'shape', 'extent' and 'center' have {}, {} and {} numbers; allowed: as many "
        "of each ('center' may be left out)",
        axes, grid.extent.size(), grid.center.size());
  }
  for (const double length : grid.extent) {
    if (std::isfinite(length) && length > 0.0) continue;
    return fmt::format("'extent' holds {} micrometres; allowed: above 0", length);
  }
  for (const double coordinate : grid.center) {
    if (!std::isfinite(coordinate)) return "'center' must hold finite numbers";
  }
  return std::nullopt;
}

Voxels Voxels::of_neurons(std::uint64_t count) {
  if (count == 0 || count > most_voxels) {
    throw Error(fmt::format("a value for each of {} neurons; allowed: from 1 to 2^31", count));
  }
  Voxels voxels;
  voxels.per_neuron_ = true;
  voxels.shape_[1] = static_cast<std::size_t>(count);
  return voxels;
}

Voxels Voxels::of(const Modulator& modulator, std::uint64_t neurons) {
  if (!modulator.neurons.empty()) return of_neurons(neurons);
  return modulator.grid ? Voxels(*modulator.grid) : Voxels();
}

Voxels::Voxels(const VoxelGrid& grid) : dimensions_(grid.shape.size()), periodic_(grid.periodic) {
  if (const auto wrong = problem(grid)) throw Error("voxel grid: " + *wrong);
  const std::size_t first = 3 - dimensions_;
  for (std::size_t axis = 0; axis < dimensions_; ++axis) {
    const double center = grid.center.empty() ? 0.0 : grid.center[axis];
    shape_[first + axis] = static_cast<std::size_t>(grid.shape[axis]);
    edges_[first + axis] = grid.extent[axis] / static_cast<double>(grid.shape[axis]);
    corner_[first + axis] = center - 0.5 * grid.extent[axis];
  }
}

double Voxels::volume() const {
  if (dimensions_ == 0) return 0.0;
  return (dimensions_ == 3 ? edges_[0] : 1.0) * edges_[1] * edges_[2];
}

std::size_t Voxels::voxel_of(std::span<const double> point) const {
  if (per_neuron_) throw Error("values of neurons have no place");
  if (point.size() < dimensions_) {
    throw Error(fmt::format("a point with {} coordinates in a grid of voxels with {} axes",
                            point.size(), dimensions_));
  }
  std::size_t voxel = 0;
  const std::size_t first = 3 - dimensions_;
  for (std::size_t axis = 0; axis < dimensions_; ++axis) {
    const auto along = static_cast<double>(shape_[first + axis]);
    double place = (point[axis] - corner_[first + axis]) / edges_[first + axis];
    if (periodic_) place -= along * std::floor(place / along);
    // Still a floating-point number, so that no point is too far out to be converted.
    const double inside = std::clamp(std::floor(place), 0.0, along - 1.0);
    voxel = voxel * shape_[first + axis] + static_cast<std::size_t>(inside);
  }
  return voxel;
}

std::vector<double> Voxels::center_of(std::size_t voxel) const {
  std::vector<double> center(dimensions_);
  const std::size_t first = 3 - dimensions_;
  for (std::size_t axis = dimensions_; axis-- > 0;) {
    const std::size_t along = shape_[first + axis];
    center[axis] =
        corner_[first + axis] + (static_cast<double>(voxel % along) + 0.5) * edges_[first + axis];
    voxel /= along;
  }
  return center;
}

}  // namespace engram

#include "partitioning/kernel_mean.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace engram {
namespace {

/// One coordinate of the displacement from source to target with its probability.
struct Node {
  double displacement;
  double probability;
};

/// Probability density of the displacement between points uniform in two intervals: the overlap of
/// one with the shifted other, divided by both lengths.
double density(double u, double source_low, double source, double target_low, double target) {
  const double low = std::max(target_low, source_low + u);
  const double high = std::min(target_low + target, source_low + source + u);
  return std::max(0.0, high - low) / (source * target);
}

/// Midpoints of cells that become finer towards zero displacement, where kernels vary most.
std::vector<Node> nodes(double source, double source_center, double target, double target_center,
                        bool periodic) {
  constexpr int cells = 24;
  const double furthest =
      periodic ? source / 2 : std::abs(target_center - source_center) + (source + target) / 2;
  std::vector<Node> result;
  for (const double side : {-1.0, 1.0}) {
    for (int cell = 0; cell < cells; ++cell) {
      const double from = furthest * std::pow(cell / double{cells}, 3.0);
      const double to = furthest * std::pow((cell + 1) / double{cells}, 3.0);
      const double u = side * (from + to) / 2;
      const double p = periodic ? 1.0 / source
                                : density(u, source_center - source / 2, source,
                                          target_center - target / 2, target);
      if (p > 0.0) result.push_back({u, p * (to - from)});
    }
  }
  return result;
}

double integrate(const DistanceKernel& kernel, const std::vector<std::vector<Node>>& axes,
                 std::size_t axis, double squared) {
  if (axis == axes.size()) return kernel_value(kernel, squared);
  double sum = 0.0;
  for (const Node& node : axes[axis]) {
    sum += node.probability *
           integrate(kernel, axes, axis + 1, squared + node.displacement * node.displacement);
  }
  return sum;
}

}  // namespace

double kernel_value(const DistanceKernel& kernel, double squared) {
  if (kernel.max_distance > 0.0 && squared > kernel.max_distance * kernel.max_distance) return 0.0;
  if (kernel.shape == DistanceKernel::Shape::gaussian) {
    return std::exp(-squared / (2.0 * kernel.scale * kernel.scale));
  }
  return std::exp(-std::sqrt(squared) / kernel.scale);
}

std::optional<double> kernel_mean(const DistanceKernel& kernel, const Positions& source,
                                  const Positions& target) {
  if (source.kind == Positions::Kind::file || target.kind == Positions::Kind::file ||
      source.extent.size() != target.extent.size()) {
    return std::nullopt;
  }
  const auto center = [](const Positions& positions, std::size_t axis) {
    return axis < positions.center.size() ? positions.center[axis] : 0.0;
  };
  std::vector<std::vector<Node>> axes;
  for (std::size_t axis = 0; axis < source.extent.size(); ++axis) {
    if (!(source.extent[axis] > 0.0) || !(target.extent[axis] > 0.0)) return std::nullopt;
    axes.push_back(nodes(source.extent[axis], center(source, axis), target.extent[axis],
                         center(target, axis), source.periodic && target.periodic));
  }
  return integrate(kernel, axes, 0, 0.0);
}

}  // namespace engram

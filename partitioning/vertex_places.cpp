#include "partitioning/vertex_places.hpp"

#include <algorithm>
#include <cmath>

#include "partitioning/kernel_mean.hpp"

namespace engram {

VertexPlaces::VertexPlaces(const Experiment& experiment,
                           const std::vector<std::uint64_t>& vertex_sizes) {
  for (std::size_t p = 0; p < vertex_sizes.size(); ++p) {
    places_.push_back(places_of(experiment.populations[p], vertex_sizes[p]));
  }
}

VertexPlaces::Places VertexPlaces::places_of(const Population& population,
                                             std::uint64_t vertex_size) {
  Places places;
  if (!population.positions || population.positions->kind != Positions::Kind::grid) return places;
  const Positions& grid = *population.positions;
  places.axes = grid.extent.size();
  if (places.axes > 3 || grid.shape.size() != places.axes) return {};
  for (std::size_t axis = 0; axis < places.axes; ++axis) {
    if (grid.periodic) places.period[axis] = grid.extent[axis];
  }
  for (std::uint64_t begin = 0; begin < population.size; begin += vertex_size) {
    const std::uint64_t size = std::min(vertex_size, population.size - begin);
    for (std::uint64_t i = 0; i < points_per_vertex; ++i) {
      // The last axis runs fastest; neurons sit in the centres of the cells.
      std::uint64_t rest = begin + size * (2 * i + 1) / (2 * points_per_vertex);
      Point& point = places.points.emplace_back();
      for (std::size_t axis = places.axes; axis-- > 0;) {
        const auto cells = static_cast<double>(grid.shape[axis]);
        const double center = axis < grid.center.size() ? grid.center[axis] : 0.0;
        const double fraction = (static_cast<double>(rest % grid.shape[axis]) + 0.5) / cells;
        point[axis] = center + grid.extent[axis] * (fraction - 0.5);
        rest /= grid.shape[axis];
      }
    }
  }
  return places;
}

bool VertexPlaces::known(std::size_t source, std::size_t target) const {
  return !places_[source].points.empty() && !places_[target].points.empty() &&
         places_[source].axes == places_[target].axes;
}

double VertexPlaces::kernel(const DistanceKernel& kernel, std::size_t source, std::uint64_t a,
                            std::size_t target, std::uint64_t b) const {
  const Point* from = places_[source].points.data() + a * points_per_vertex;
  const Point* to = places_[target].points.data() + b * points_per_vertex;
  const Point& period = places_[source].period;
  double sum = 0.0;
  for (std::size_t i = 0; i < points_per_vertex; ++i) {
    for (std::size_t j = 0; j < points_per_vertex; ++j) {
      double squared = 0.0;
      for (std::size_t axis = 0; axis < places_[source].axes; ++axis) {
        double along = std::abs(from[i][axis] - to[j][axis]);
        if (period[axis] > 0.0) along = std::min(along, std::abs(period[axis] - along));
        squared += along * along;
      }
      sum += kernel_value(kernel, squared);
    }
  }
  return sum / (points_per_vertex * points_per_vertex);
}

}  // namespace engram

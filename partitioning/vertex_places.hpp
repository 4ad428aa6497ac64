#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engram/experiment.hpp"

namespace engram {

/// Where runs of neighbouring neurons lie in space, for populations on a grid. Other populations
/// have no place that follows from an index: their neighbours are anywhere.
class VertexPlaces {
 public:
  /// `vertex_sizes`: neurons per run, for each population.
  VertexPlaces(const Experiment& experiment, const std::vector<std::uint64_t>& vertex_sizes);

  /// True where both populations lie on grids with the same axes.
  [[nodiscard]] bool known(std::size_t source, std::size_t target) const;

  /// Mean of the kernel between the neurons of run `a` of population `source` and run `b` of
  /// `target`, from a few neurons of each.
  [[nodiscard]] double kernel(const DistanceKernel& kernel, std::size_t source, std::uint64_t a,
                              std::size_t target, std::uint64_t b) const;

 private:
  static constexpr std::size_t points_per_vertex = 4;
  using Point = std::array<double, 3>;

  struct Places {
    std::vector<Point> points;  // of all runs; empty where unknown
    std::size_t axes = 0;
    Point period{};  // 0: not periodic
  };
  static Places places_of(const Population& population, std::uint64_t vertex_size);

  std::vector<Places> places_;
};

}  // namespace engram

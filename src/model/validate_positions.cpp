#include <cmath>

#include <fmt/format.h>

#include "model/validate_parts.hpp"

namespace engram::validation {
namespace {

/// Whether the product of the points per axis is the size, without overflow.
bool fills(const std::vector<std::uint64_t>& shape, std::uint64_t size) {
  std::uint64_t product = 1;
  for (const std::uint64_t points : shape) {
    if (points == 0 || product > size / points) return false;
    product *= points;
  }
  return product == size;
}

void check_box(Context& context, const Positions& positions, const std::string& path) {
  const std::size_t axes = positions.extent.size();
  const bool optional = positions.kind == Positions::Kind::file && !positions.periodic;
  if (axes != 2 && axes != 3 && !(axes == 0 && optional)) {
    context.problems.add(
        path + ".extent",
        fmt::format("found {} numbers; allowed: 2 or 3 edge lengths in micrometres", axes));
  }
  for (std::size_t i = 0; i < axes; ++i) {
    if (std::isfinite(positions.extent[i]) && positions.extent[i] > 0.0) continue;
    context.problems.add(
        fmt::format("{}.extent[{}]", path, i),
        fmt::format("found {} micrometres; allowed: above 0", positions.extent[i]));
  }
  if (!positions.center.empty() && positions.center.size() != axes) {
    context.problems.add(path + ".center",
                         fmt::format("found {} numbers; allowed: {}, as many as in "
                                     "'extent'",
                                     positions.center.size(), axes));
  }
  for (std::size_t i = 0; i < positions.center.size(); ++i) {
    if (std::isfinite(positions.center[i])) continue;
    context.problems.add(fmt::format("{}.center[{}]", path, i), "allowed: finite numbers");
  }
}

}  // namespace

void check_positions(Context& context, const Population& population, const std::string& path) {
  const Positions& positions = *population.positions;
  switch (positions.kind) {
    case Positions::Kind::random:
      check_box(context, positions, path + ".random");
      break;
    case Positions::Kind::grid: {
      check_box(context, positions, path + ".grid");
      if (positions.shape.size() != positions.extent.size()) {
        context.problems.add(path + ".grid.shape",
                             fmt::format("found {} numbers; allowed: {}, as many as in 'extent'",
                                         positions.shape.size(), positions.extent.size()));
      } else if (population.size > 0 && !fills(positions.shape, population.size)) {
        context.problems.add(
            path + ".grid.shape",
            fmt::format("the product of the points per axis must be the size of the "
                        "population, {}",
                        population.size));
      }
      break;
    }
    case Positions::Kind::file:
      check_box(context, positions, path);
      if (positions.array.file.empty()) {
        context.problems.add(path + ".file", "the name of an HDF5 file is missing");
      }
      if (positions.array.dataset.empty()) {
        context.problems.add(path + ".dataset", "the name of a dataset is missing");
      }
      break;
  }
}

}  // namespace engram::validation

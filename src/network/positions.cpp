#include "network/positions.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "core/errors.hpp"
#include "core/philox.hpp"

namespace engram {

PositionField::PositionField(const Population& population, PopulationId id, std::uint64_t seed,
                             const DataSource* data)
    : population_(id), seed_(seed), data_(data) {
  if (!population.positions) {
    throw Error(fmt::format(
        "population '{}' has no positions; a distance-dependent rule needs them", population.name));
  }
  positions_ = *population.positions;
  if (positions_.extent.size() < 2 || positions_.extent.size() > 3) {
    throw Error(fmt::format("positions of population '{}' have {} axes; 2 or 3 are allowed",
                            population.name, positions_.extent.size()));
  }
  positions_.center.resize(positions_.extent.size(), 0.0);
  for (std::size_t axis = 0; axis < positions_.extent.size(); ++axis) {
    corner_.push_back(positions_.center[axis] - 0.5 * positions_.extent[axis]);
  }
  if (positions_.kind == Positions::Kind::grid) check_grid(population);
  if (positions_.kind == Positions::Kind::file) check_file(population);
}

void PositionField::check_grid(const Population& population) const {
  std::uint64_t points = positions_.shape.empty() ? 0 : 1;
  for (const std::uint64_t along : positions_.shape) points *= along;
  if (positions_.shape.size() == positions_.extent.size() && points == population.size) return;
  throw Error(fmt::format(
      "the grid of population '{}' has {} axes and {} points; {} axes and {} points, "
      "one for each neuron, are needed",
      population.name, positions_.shape.size(), points, positions_.extent.size(), population.size));
}

void PositionField::check_file(const Population& population) const {
  if (data_ == nullptr) throw Error("positions from a file need a source of data");
  const std::uint64_t rows = data_->rows(positions_.array);
  if (rows == population.size) return;
  throw FileError(positions_.array.file,
                  fmt::format("dataset {} has {} rows; population '{}' has {} neurons",
                              positions_.array.dataset, rows, population.name, population.size));
}

std::vector<double> PositionField::read(IndexRange neurons) const {
  if (positions_.kind == Positions::Kind::file) return read_file(neurons);
  std::vector<double> coordinates(neurons.size() * positions_.extent.size());
  if (positions_.kind == Positions::Kind::random)
    read_random(neurons, coordinates.data());
  else
    read_grid(neurons, coordinates.data());
  return coordinates;
}

void PositionField::read_random(IndexRange neurons, double* out) const {
  const RandomSource source(seed_, Purpose::position, population_.value());
  for (std::uint64_t neuron = neurons.begin; neuron < neurons.end; ++neuron) {
    const RandomWords words = source.words(neuron, 0);
    for (std::size_t axis = 0; axis < corner_.size(); ++axis) {
      *out++ = corner_[axis] + positions_.extent[axis] * open_unit(words[axis]);
    }
  }
}

// The last axis runs fastest; neurons sit in the centres of the cells.
void PositionField::read_grid(IndexRange neurons, double* out) const {
  for (std::uint64_t neuron = neurons.begin; neuron < neurons.end; ++neuron) {
    std::uint64_t rest = neuron;
    for (std::size_t axis = corner_.size(); axis-- > 0;) {
      const std::uint64_t points = positions_.shape[axis];
      const double place = (static_cast<double>(rest % points) + 0.5) / static_cast<double>(points);
      out[axis] = corner_[axis] + positions_.extent[axis] * place;
      rest /= points;
    }
    out += corner_.size();
  }
}

std::vector<double> PositionField::read_file(IndexRange neurons) const {
  ArrayBlock block = data_->read(positions_.array, neurons);
  if (block.columns != positions_.extent.size()) {
    throw FileError(positions_.array.file,
                    fmt::format("dataset {} has {} columns; {} coordinates per neuron are needed",
                                positions_.array.dataset, block.columns, positions_.extent.size()));
  }
  const auto bad = std::find_if(block.values.begin(), block.values.end(),
                                [](double value) { return !std::isfinite(value); });
  if (bad != block.values.end()) {
    const auto row =
        neurons.begin + static_cast<std::uint64_t>(bad - block.values.begin()) / block.columns;
    throw FileError(positions_.array.file,
                    fmt::format("dataset {} holds {} in row {}; positions must be finite",
                                positions_.array.dataset, *bad, row));
  }
  return std::move(block.values);
}

Metric::Metric(int dimensions, bool periodic, const std::vector<double>& extent)
    : dimensions_(dimensions) {
  if (!periodic) return;
  for (int axis = 0; axis < dimensions; ++axis) {
    period_[static_cast<std::size_t>(axis)] = extent[static_cast<std::size_t>(axis)];
  }
}

Metric metric_between(const PositionField& source, const PositionField& target) {
  if (source.dimensions() != target.dimensions()) {
    throw Error(fmt::format("source positions have {} axes, target positions {}; they must agree",
                            source.dimensions(), target.dimensions()));
  }
  const bool periodic = source.periodic() || target.periodic();
  if (periodic && (source.periodic() != target.periodic() || source.extent() != target.extent())) {
    throw Error(
        "source and target positions must both be periodic, in boxes of the same extent, or "
        "neither");
  }
  return Metric(source.dimensions(), periodic, source.extent());
}

}  // namespace engram

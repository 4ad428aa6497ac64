#include "partitioning/tiles.hpp"

#include <algorithm>

namespace engram {
namespace {

std::uint64_t ordinary_tile(std::uint64_t neurons) {
  const std::uint64_t rounded = (neurons / 64 + Tiles::grain / 2) / Tiles::grain * Tiles::grain;
  return std::clamp<std::uint64_t>(rounded, Tiles::grain, 256);
}

}  // namespace

Tiles::Tiles(std::span<const std::uint64_t> population_sizes)
    : neurons_(population_sizes.begin(), population_sizes.end()) {
  for (const std::uint64_t size : neurons_) tile_.push_back(ordinary_tile(size));
  const std::uint64_t most = std::max<std::uint64_t>(most_tiles, neurons_.size());
  while (count() > most) {
    for (std::uint64_t& tile : tile_) tile *= 2;
  }
}

std::uint64_t Tiles::count(std::size_t population) const {
  return (neurons_[population] + tile_[population] - 1) / tile_[population];
}

std::uint64_t Tiles::count() const {
  std::uint64_t total = 0;
  for (std::size_t population = 0; population < tile_.size(); ++population)
    total += count(population);
  return total;
}

std::vector<std::uint64_t> population_sizes(const Experiment& experiment) {
  std::vector<std::uint64_t> sizes;
  for (const Population& population : experiment.populations) sizes.push_back(population.size);
  return sizes;
}

}  // namespace engram

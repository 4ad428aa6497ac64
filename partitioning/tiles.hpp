#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engram/experiment.hpp"

namespace engram {

/// The unit of partitioning: a tile is a run of neighbouring neurons of one population.
///
/// The number of neurons per tile follows from the sizes of the populations alone: size / 64,
/// rounded to a multiple of 16, between 16 and 256. Where that gives more than `most_tiles` tiles
/// in all, every tile size is doubled until they are few enough, so that a map of tiles stays
/// bounded however large the network is. (A population has at least one tile: more populations than
/// `most_tiles` give that many tiles.)
class Tiles {
 public:
  static constexpr std::uint64_t most_tiles = 65536;
  /// Tile sizes are multiples of this.
  static constexpr std::uint64_t grain = 16;

  explicit Tiles(std::span<const std::uint64_t> population_sizes);

  [[nodiscard]] std::size_t populations() const { return tile_.size(); }
  /// Neurons of population `population`.
  [[nodiscard]] std::uint64_t neurons(std::size_t population) const { return neurons_[population]; }
  /// Neurons per tile of the population; its last tile may have fewer.
  [[nodiscard]] std::uint64_t tile(std::size_t population) const { return tile_[population]; }
  /// Tiles of the population.
  [[nodiscard]] std::uint64_t count(std::size_t population) const;
  /// Tiles of all populations.
  [[nodiscard]] std::uint64_t count() const;

 private:
  std::vector<std::uint64_t> neurons_;
  std::vector<std::uint64_t> tile_;
};

/// Number of neurons of each population, in the order of the experiment.
[[nodiscard]] std::vector<std::uint64_t> population_sizes(const Experiment& experiment);

}  // namespace engram

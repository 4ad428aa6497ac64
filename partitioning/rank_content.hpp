#pragma once

#include <vector>

#include "partitioning/cost.hpp"
#include "partitioning/partition.hpp"

namespace engram {

/// Copies of the whole network, for predictions: `columns` of them, each connected within as the
/// experiment says. A fraction of the synapses comes from the same population of other columns
/// instead, an equal number of sources' columns for every column.
struct Tiling {
  double columns = 1.0;          ///< at least 1, a whole number
  double remote_fraction = 0.0;  ///< in [0, 1]
  double remote_columns =
      0.0;  ///< columns that send to one column; needed where remote_fraction > 0
};

/// Equal pieces of columns on a rank.
struct Fragment {
  double copies = 1.0;          ///< pieces like this, all of different columns
  std::vector<double> neurons;  ///< of one piece, per population
  double other_ranks = 0.0;     ///< other ranks that hold pieces of the same column
};

/// Ranks that hold the same.
struct RankClass {
  double count = 1.0;  ///< ranks like this (a sampled rank stands for many)
  int rank = 0;        ///< one of them
  int family = 0;      ///< columns are shared among ranks of one family only
  std::vector<Fragment> fragments;
};

/// What the ranks of `partition` hold: all of them, or an evenly spaced sample with first and last.
[[nodiscard]] std::vector<RankClass> sample_ranks(const Partition& partition,
                                                  std::size_t populations);

/// What ranks hold when columns are areas: whole columns where there are at least as many columns
/// as ranks, otherwise every column on a group of ranks.
[[nodiscard]] std::vector<RankClass> columns_as_areas(const NetworkLoad& column, double columns,
                                                      int ranks);

/// What ranks hold when the columns follow each other and each rank owns one run of equal cost:
/// pieces of columns at both ends. `neuron_cost` per population.
[[nodiscard]] std::vector<RankClass> columns_as_blocks(const NetworkLoad& column,
                                                       const std::vector<double>& neuron_cost,
                                                       double columns, int ranks);

}  // namespace engram

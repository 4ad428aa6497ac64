#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "partitioning/cost.hpp"
#include "partitioning/rank_content.hpp"
#include "partitioning/rank_estimate.hpp"

namespace engram {

/// What is to be predicted.
struct PlanOptions {
  int ranks = 1;
  int threads = 1;       ///< per rank
  std::string strategy;  ///< empty: the experiment's own
  Tiling tiling;
  CostOptions cost;
};

/// An estimate for ranks of one kind.
struct PlannedRanks {
  int rank = 0;        ///< one of them
  double count = 1.0;  ///< how many it stands for
  RankEstimate estimate;
};

/// A prediction for a run, from the description of the experiment alone.
struct Plan {
  int ranks = 1;
  int threads = 1;
  std::string strategy;
  Tiling tiling;
  NetworkLoad load;  ///< of one column

  /// Smallest, mean and largest value of each number over the ranks, and its sum.
  RankEstimate min;
  RankEstimate mean;
  RankEstimate max;
  RankEstimate total;
  std::vector<PlannedRanks> sample;  ///< at most 66
  bool sampled = false;              ///< false: min and max are over all ranks

  double bytes_per_synapse = 0.0;  ///< synapses with their index
  double imbalance = 1.0;          ///< computing time: largest over mean
  double real_time_factor = 0.0;   ///< of the slowest rank
  std::vector<std::string> notes;
};

/// Predicts memory, traffic and time per rank. Builds nothing, reads no file; time and memory
/// depend on the length of the description, not on the numbers of neurons, copies or ranks. Throws
/// Error for ranks, threads or tiling out of range, BadInput for an unknown strategy.
[[nodiscard]] Plan make_plan(const Experiment& experiment, const Catalogue& catalogue,
                             const PlanOptions& options);
[[nodiscard]] Plan make_plan(const Experiment& experiment, const Catalogue& catalogue, int ranks,
                             int threads);

/// The plan as a table for people, several lines, ending in a line break.
[[nodiscard]] std::string plan_text(const Plan& plan);

/// The smallest number of ranks on which no rank needs more than `bytes_per_rank`, or empty where
/// no number up to a million does. Rests on an even spread over the ranks.
[[nodiscard]] std::optional<int> required_ranks(const Experiment& experiment,
                                                const Catalogue& catalogue, double bytes_per_rank,
                                                int threads = 1, const CostOptions& cost = {});

}  // namespace engram

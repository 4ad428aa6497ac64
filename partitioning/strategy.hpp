#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "core/errors.hpp"
#include "engram/experiment.hpp"
#include "model/catalogue.hpp"
#include "partitioning/cost.hpp"
#include "partitioning/partition.hpp"
#include "partitioning/tiles.hpp"

namespace engram {

/// What a strategy decides from.
struct PartitionInput {
  const Experiment& experiment;
  const NetworkLoad& load;
  const Tiles& tiles;
  const std::vector<double>& neuron_cost;  ///< per population: ns per neuron and model second
  int ranks;                               ///< at least 1
};

/// A partitioning strategy: what it says about itself and how it makes a partition.
struct Strategy {
  StrategyInfo info;
  std::unique_ptr<Partition> (*make)(const PartitionInput& input);
};

/// All strategies, in the order of the docs.
[[nodiscard]] std::span<const Strategy> strategies();

/// The strategy with this name, or null.
[[nodiscard]] const Strategy* find_strategy(std::string_view name);

/// The complaint about a strategy that does not exist: what there is instead.
[[nodiscard]] Problem unknown_strategy(std::string_view name);

/// Partition of the experiment by its own strategy. Every rank computes the same one, without
/// messages; results of a simulation never depend on it. Throws BadInput for an unknown strategy
/// and Error for `ranks` below 1.
[[nodiscard]] std::unique_ptr<Partition> make_partition(const Experiment& experiment,
                                                        const Catalogue& catalogue, int ranks,
                                                        const CostOptions& options = {});

/// The same from a load that is already known, by the strategy called `strategy`.
[[nodiscard]] std::unique_ptr<Partition> make_partition(const Experiment& experiment,
                                                        const NetworkLoad& load,
                                                        const CostConstants& constants, int ranks,
                                                        std::string_view strategy);

}  // namespace engram

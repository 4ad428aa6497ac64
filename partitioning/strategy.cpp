#include "partitioning/strategy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "partitioning/all_strategies.hpp"

namespace engram {

std::span<const Strategy> strategies() {
  static const std::array all{block_strategy(), round_robin_strategy(), metis_strategy(),
                              area_strategy()};
  return all;
}

const Strategy* find_strategy(std::string_view name) {
  const auto all = strategies();
  const auto found = std::find_if(
      all.begin(), all.end(), [&](const Strategy& strategy) { return strategy.info.name == name; });
  return found == all.end() ? nullptr : &*found;
}

Problem unknown_strategy(std::string_view name) {
  std::string known;
  for (const Strategy& each : strategies()) {
    known += fmt::format("{}{}", known.empty() ? "" : ", ", each.info.name);
  }
  return {"", 0, 0, "partitioning.strategy",
          fmt::format("there is no strategy '{}'; the strategies are {}", name, known)};
}

std::unique_ptr<Partition> make_partition(const Experiment& experiment, const NetworkLoad& load,
                                          const CostConstants& constants, int ranks,
                                          std::string_view strategy) {
  if (ranks < 1)
    throw Error(fmt::format("the number of ranks is {}; it must be at least 1", ranks));
  const Strategy* chosen = find_strategy(strategy);
  if (chosen == nullptr) throw BadInput(unknown_strategy(strategy));
  const Tiles tiles(population_sizes(experiment));
  const std::vector<double> costs = neuron_costs(load, constants, ranks);
  return chosen->make({experiment, load, tiles, costs, ranks});
}

std::unique_ptr<Partition> make_partition(const Experiment& experiment, const Catalogue& catalogue,
                                          int ranks, const CostOptions& options) {
  return make_partition(experiment, estimate_load(experiment, catalogue, options),
                        options.constants, ranks, experiment.partitioning.strategy);
}

}  // namespace engram

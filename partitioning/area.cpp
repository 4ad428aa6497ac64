#include <unordered_map>

#include "partitioning/all_strategies.hpp"
#include "partitioning/area_groups.hpp"
#include "partitioning/grouped_partition.hpp"

namespace engram {
namespace {

/// Number of the area of each population, by first appearance; no name means an area of its own.
std::vector<std::uint32_t> areas_of(const Experiment& experiment, std::uint32_t& areas) {
  std::unordered_map<std::string, std::uint32_t> known;
  std::vector<std::uint32_t> area_of;
  areas = 0;
  for (const Population& population : experiment.populations) {
    if (population.area.empty()) {
      area_of.push_back(areas++);
      continue;
    }
    const auto [place, is_new] = known.emplace(population.area, areas);
    if (is_new) ++areas;
    area_of.push_back(place->second);
  }
  return area_of;
}

std::unique_ptr<Partition> make(const PartitionInput& input) {
  std::uint32_t areas = 0;
  const std::vector<std::uint32_t> area_of = areas_of(input.experiment, areas);
  std::vector<double> costs(areas);
  std::vector<std::uint64_t> segment_sizes;
  for (std::size_t population = 0; population < area_of.size(); ++population) {
    const std::uint64_t neurons = input.tiles.neurons(population);
    costs[area_of[population]] += static_cast<double>(neurons) * input.neuron_cost[population];
    segment_sizes.push_back(neurons);
  }
  AreaGroups assigned = assign_areas(costs, input.ranks);
  std::vector<std::uint32_t> group_of;
  for (std::size_t population = 0; population < area_of.size(); ++population) {
    if (segment_sizes[population] > 0) group_of.push_back(assigned.group_of[area_of[population]]);
  }
  return std::make_unique<GroupedPartition>(input.tiles, std::move(segment_sizes),
                                            std::move(group_of), std::move(assigned.groups));
}

}  // namespace

Strategy area_strategy() {
  StrategyInfo info;
  info.name = "area";
  info.summary =
      "The areas named in the populations stay together, each on ranks of its own where it is "
      "large enough.";
  info.equations =
      "an area that costs more than the mean rank gets ranks in proportion to its cost and is "
      "dealt\n"
      "to them as by round_robin; smaller areas are packed on the remaining ranks, the dearest "
      "first";
  return {info, make};
}

}  // namespace engram

#include <metis.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "core/errors.hpp"
#include "partitioning/all_strategies.hpp"
#include "partitioning/grouped_partition.hpp"
#include "partitioning/tile_graph.hpp"

namespace engram {
namespace {

// A part of fewer vertices than this cannot be balanced well.
constexpr std::uint64_t vertices_per_part = 32;

/// Whole numbers in the proportions of `values`, with a sum of about `total`, none below one.
std::vector<idx_t> scaled(const std::vector<double>& values, double total) {
  const double sum = std::accumulate(values.begin(), values.end(), 0.0);
  std::vector<idx_t> result;
  result.reserve(values.size());
  for (const double value : values) {
    const double share = sum > 0.0 ? std::floor(value / sum * total) : 0.0;
    result.push_back(std::max<idx_t>(1, static_cast<idx_t>(share)));
  }
  return result;
}

std::vector<std::uint32_t> cut(const TileGraph& graph, const std::vector<RankGroup>& groups,
                               int ranks) {
  const std::size_t vertices = graph.vertex_costs.size();
  if (groups.size() == 1) return std::vector<std::uint32_t>(vertices, 0);
  auto count = static_cast<idx_t>(vertices);
  idx_t constraints = 1;
  auto parts = static_cast<idx_t>(groups.size());
  std::vector<idx_t> begin(graph.begin.begin(), graph.begin.end());
  std::vector<idx_t> neighbours(graph.neighbours.begin(), graph.neighbours.end());
  // Sums over all vertices and edges stay within METIS's 32-bit integers.
  std::vector<idx_t> costs = scaled(graph.vertex_costs, 0x1p29);
  std::vector<idx_t> spikes = scaled(graph.edge_spikes, 0x1p29);
  std::vector<real_t> shares;
  for (const RankGroup& group : groups) {
    shares.push_back(static_cast<real_t>(group.count) / static_cast<real_t>(ranks));
  }
  real_t imbalance = 1.01F;
  std::array<idx_t, METIS_NOPTIONS> options{};
  METIS_SetDefaultOptions(options.data());
  options[METIS_OPTION_SEED] = 20140101;  // fixed: every rank must find the same partition
  options[METIS_OPTION_NUMBERING] = 0;
  idx_t cut_weight = 0;
  std::vector<idx_t> part(vertices);
  const int status = METIS_PartGraphKway(
      &count, &constraints, begin.data(), neighbours.data(), costs.data(), nullptr, spikes.data(),
      &parts, shares.data(), &imbalance, options.data(), &cut_weight, part.data());
  if (status != METIS_OK) {
    throw Error("METIS could not partition the network (status " + std::to_string(status) +
                "); use strategy block, round_robin or area");
  }
  return {part.begin(), part.end()};
}

std::unique_ptr<Partition> make(const PartitionInput& input) {
  const auto ranks = static_cast<std::uint64_t>(input.ranks);
  GraphSize size;
  size.wanted_vertices =
      std::clamp(2 * vertices_per_part * ranks, size.wanted_vertices, Tiles::most_tiles);
  const TileGraph graph =
      make_tile_graph(input.experiment, input.load, input.tiles, input.neuron_cost, size);
  const std::uint64_t parts =
      std::clamp<std::uint64_t>(graph.vertex_costs.size() / vertices_per_part, 1, ranks);
  std::vector<RankGroup> groups;
  for (std::uint64_t g = 0; g < parts; ++g) {
    const std::uint64_t first = ranks * g / parts;
    groups.push_back({first, ranks * (g + 1) / parts - first});
  }
  std::vector<std::uint32_t> group_of = cut(graph, groups, input.ranks);
  return std::make_unique<GroupedPartition>(input.tiles, graph.vertex_sizes, std::move(group_of),
                                            std::move(groups));
}

}  // namespace

Strategy metis_strategy() {
  StrategyInfo info;
  info.name = "metis";
  info.summary =
      "As few spikes as possible between ranks at equal load: METIS on the graph of tiles.";
  info.equations =
      "k-way partition of the graph whose nodes weigh what a tile costs (update and delivery) and\n"
      "whose edges weigh the spikes per second two tiles would send each other";
  info.reference = "Karypis & Kumar (1998), doi:10.1137/S1064827595287997";
  return {info, make};
}

}  // namespace engram

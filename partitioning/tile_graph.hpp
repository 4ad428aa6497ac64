#pragma once

#include <cstdint>
#include <vector>

#include "partitioning/cost.hpp"
#include "partitioning/tiles.hpp"

namespace engram {

/// The network as a graph of runs of neurons, worked out from the description.
struct TileGraph {
  /// Neurons per vertex of each population; its last vertex may have fewer.
  std::vector<std::uint64_t> vertex_sizes;
  /// Time a vertex costs its rank, ns per second of model time.
  std::vector<double> vertex_costs;
  /// Neighbours of vertex v: edges [begin[v], begin[v + 1]), both directions present, no loops.
  std::vector<std::uint64_t> begin;
  std::vector<std::uint32_t> neighbours;
  /// Spikes per second that the two vertices would send to each other if they lived on different
  /// ranks.
  std::vector<double> edge_spikes;
};

/// How large a graph may be.
struct GraphSize {
  std::uint64_t wanted_vertices =
      2048;  ///< tiles are halved (down to 16 neurons) until there are about as many
  std::uint64_t most_edges = std::uint64_t{1} << 22;  ///< tiles are joined until there are no more
};

/// Builds the graph. Synapses are spread evenly over a population, except where a distance kernel
/// acts between populations on grids: there they follow the kernel, and pairs too far apart have no
/// edge.
[[nodiscard]] TileGraph make_tile_graph(const Experiment& experiment, const NetworkLoad& load,
                                        const Tiles& tiles, const std::vector<double>& neuron_cost,
                                        const GraphSize& size);

}  // namespace engram

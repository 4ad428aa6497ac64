#include "partitioning/tile_graph.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "partitioning/kernel_mean.hpp"
#include "partitioning/vertex_places.hpp"

namespace engram {
namespace {

/// Synapses from one population to another by one projection.
struct Link {
  double outdegree;
  const DistanceKernel* kernel;  // null: spread evenly
  double kernel_mean = 1.0;
};

/// All links by (source, target).
using Links = std::map<std::pair<std::size_t, std::size_t>, std::vector<Link>>;
using Partners = std::vector<std::vector<std::size_t>>;

/// The populations each population is connected with, in either direction, ascending.
Partners partners_of(const NetworkLoad& load) {
  Partners partners(load.populations.size());
  for (const ProjectionLoad& projection : load.projections) {
    if (!(projection.synapses > 0.0)) continue;
    partners[projection.source].push_back(projection.target);
    partners[projection.target].push_back(projection.source);
  }
  for (auto& list : partners) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
  }
  return partners;
}

std::vector<std::uint64_t> counts(const Tiles& tiles, const std::vector<std::uint64_t>& sizes) {
  std::vector<std::uint64_t> result;
  for (std::size_t p = 0; p < sizes.size(); ++p) {
    result.push_back((tiles.neurons(p) + sizes[p] - 1) / sizes[p]);
  }
  return result;
}

std::uint64_t sum(const std::vector<std::uint64_t>& values) {
  std::uint64_t total = 0;
  for (const std::uint64_t value : values) total += value;
  return total;
}

std::uint64_t edges(const std::vector<std::uint64_t>& vertices, const Partners& partners) {
  std::uint64_t total = 0;
  for (std::size_t p = 0; p < vertices.size(); ++p) {
    for (const std::size_t q : partners[p]) total += vertices[p] * vertices[q];
  }
  return total;
}

/// Halves tiles until there are enough, then joins them until the graph is small enough.
std::vector<std::uint64_t> choose_sizes(const Tiles& tiles, const Partners& partners,
                                        const GraphSize& wanted) {
  std::vector<std::uint64_t> sizes;
  for (std::size_t p = 0; p < tiles.populations(); ++p) sizes.push_back(tiles.tile(p));
  const auto fits = [&](const std::vector<std::uint64_t>& s) {
    return edges(counts(tiles, s), partners) <= wanted.most_edges;
  };
  while (sum(counts(tiles, sizes)) < wanted.wanted_vertices) {
    std::vector<std::uint64_t> finer = sizes;
    for (std::uint64_t& size : finer) {
      size = std::max(Tiles::grain, size / 2 / Tiles::grain * Tiles::grain);
    }
    if (finer == sizes || !fits(finer)) break;
    sizes = finer;
  }
  while (!fits(sizes) && sum(counts(tiles, sizes)) > tiles.populations()) {
    for (std::uint64_t& size : sizes) size *= 2;
  }
  return sizes;
}

class GraphBuilder {
 public:
  GraphBuilder(const Experiment& experiment, const NetworkLoad& load, const Tiles& tiles,
               const GraphSize& size)
      : load_(load),
        tiles_(tiles),
        partners_(partners_of(load)),
        sizes_(choose_sizes(tiles, partners_, size)),
        vertices_(counts(tiles, sizes_)),
        places_(experiment, sizes_) {
    std::uint64_t next = 0;
    for (const std::uint64_t count : vertices_) {
      first_.push_back(next);
      next += count;
    }
    for (std::size_t i = 0; i < load.projections.size(); ++i) add_link(experiment, i);
  }

  TileGraph run(const std::vector<double>& neuron_cost) {
    graph_.vertex_sizes = sizes_;
    graph_.begin.push_back(0);
    for (std::size_t p = 0; p < vertices_.size(); ++p) {
      for (std::uint64_t a = 0; a < vertices_[p]; ++a) {
        graph_.vertex_costs.push_back(neurons(p, a) * neuron_cost[p]);
        for (const std::size_t q : partners_[p]) add_edges(p, a, q);
        graph_.begin.push_back(graph_.neighbours.size());
      }
    }
    return std::move(graph_);
  }

 private:
  void add_link(const Experiment& experiment, std::size_t number) {
    const ProjectionLoad& projection = load_.projections[number];
    if (!(projection.synapses > 0.0)) return;
    Link link{projection.outdegree, nullptr};
    const auto& kernel = experiment.projections[number].rule.kernel;
    if (kernel && places_.known(projection.source, projection.target)) {
      const std::optional<double> mean =
          kernel_mean(*kernel, *experiment.populations[projection.source].positions,
                      *experiment.populations[projection.target].positions);
      if (mean && *mean > 0.0) link = {projection.outdegree, &*kernel, *mean};
    }
    links_[{projection.source, projection.target}].push_back(link);
  }

  /// Neurons of vertex `v` of population `p`.
  [[nodiscard]] double neurons(std::size_t p, std::uint64_t v) const {
    return static_cast<double>(std::min(sizes_[p], tiles_.neurons(p) - v * sizes_[p]));
  }

  void add_edges(std::size_t p, std::uint64_t a, std::size_t q) {
    const std::vector<Link>& there = links_[{p, q}];
    const std::vector<Link>& back = links_[{q, p}];
    for (std::uint64_t b = 0; b < vertices_[q]; ++b) {
      if (p == q && a == b) continue;
      const double spikes = sent(there, p, a, q, b) + sent(back, q, b, p, a);
      // Less than a spike in ten million seconds: too far apart.
      if (spikes < 1e-7) continue;
      graph_.neighbours.push_back(static_cast<std::uint32_t>(first_[q] + b));
      graph_.edge_spikes.push_back(spikes);
    }
  }

  /// Spikes per second that vertex `a` of `source` would send to vertex `b` of `target`.
  [[nodiscard]] double sent(const std::vector<Link>& links, std::size_t source, std::uint64_t a,
                            std::size_t target, std::uint64_t b) const {
    double synapses = 0.0;  // from one neuron of `a`
    for (const Link& link : links) {
      const double even = link.outdegree * neurons(target, b) / load_.populations[target].neurons;
      synapses +=
          link.kernel == nullptr
              ? even
              : even * places_.kernel(*link.kernel, source, a, target, b) / link.kernel_mean;
    }
    return neurons(source, a) * load_.populations[source].rate * -std::expm1(-synapses);
  }

  const NetworkLoad& load_;
  const Tiles& tiles_;
  Partners partners_;
  std::vector<std::uint64_t> sizes_;     // neurons per vertex
  std::vector<std::uint64_t> vertices_;  // per population
  std::vector<std::uint64_t> first_;     // vertex of each population
  VertexPlaces places_;
  Links links_;
  TileGraph graph_;
};

}  // namespace

TileGraph make_tile_graph(const Experiment& experiment, const NetworkLoad& load, const Tiles& tiles,
                          const std::vector<double>& neuron_cost, const GraphSize& size) {
  return GraphBuilder(experiment, load, tiles, size).run(neuron_cost);
}

}  // namespace engram

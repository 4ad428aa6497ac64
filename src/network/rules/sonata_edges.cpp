#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "core/errors.hpp"
#include "network/explicit_edges.hpp"
#include "network/explicit_exchange.hpp"
#include "network/explicit_generator.hpp"
#include "network/explicit_sort.hpp"
#include "network/rules/registry.hpp"
#include "network/rules/sonata_reader.hpp"
#include "parallel/throw_together.hpp"

namespace engram {
namespace {

/// Weights and delays from the file, or drawn from words that belong to the edge's number where it
/// holds none.
struct Values {
  RandomSource random;
  std::optional<WeightSampler> weights;
  std::optional<DelaySampler> delays;

  void put(SynapseBatch& batch, const FileEdge& edge) const {
    batch.set_counter(edge.number, 0);
    batch.weight[batch.size] = edge.weight;
    batch.delay[batch.size] = edge.delay;
  }
  void finish(SynapseBatch& batch) const {
    if (weights || delays) batch.draw_words(random.key());
    if (weights) batch.draw_weights(*weights);
    if (delays) batch.draw_delays(*delays);
  }
};

ExplicitBounds local_bounds(const std::vector<FileEdge>& edges, const Values& values) {
  ExplicitBounds bounds;
  bounds.synapses = edges.size();
  bounds.shortest_delay = std::numeric_limits<std::uint32_t>::max();
  for (const FileEdge& edge : edges) {
    bounds.max_abs_weight = std::max(bounds.max_abs_weight, std::abs(edge.weight));
    bounds.shortest_delay = std::min(bounds.shortest_delay, edge.delay);
    bounds.longest_delay = std::max(bounds.longest_delay, edge.delay);
  }
  if (values.weights) {
    bounds.max_abs_weight =
        std::max(std::abs(values.weights->lowest()), std::abs(values.weights->highest()));
  }
  if (values.delays) {
    bounds.shortest_delay = values.delays->shortest();
    bounds.longest_delay = values.delays->longest();
  }
  return bounds;
}

ExplicitBounds global_bounds(const ExplicitBounds& local, const Communicator& communicator) {
  ExplicitBounds bounds;
  bounds.synapses = communicator.sum(local.synapses);
  bounds.max_abs_weight = communicator.max(local.max_abs_weight);
  bounds.longest_delay =
      static_cast<std::uint32_t>(communicator.max(std::uint64_t{local.longest_delay}));
  bounds.shortest_delay =
      std::min(bounds.longest_delay,
               static_cast<std::uint32_t>(communicator.min(std::uint64_t{local.shortest_delay})));
  return bounds;
}

void refuse_multapses(const ProjectionView& projection, const std::vector<FileEdge>& edges) {
  if (projection.rule().allow_multapses) return;
  const auto again =
      std::adjacent_find(edges.begin(), edges.end(), [](const FileEdge& a, const FileEdge& b) {
        return a.target == b.target && a.source == b.source;
      });
  if (again == edges.end()) return;
  throw FileError(
      projection.rule().file,
      fmt::format("edges {} and {} both connect neuron {} to neuron {}, but allow_multapses "
                  "is false",
                  again->number, (again + 1)->number, again->source, again->target));
}

std::shared_ptr<const ExplicitEdges> prepare(const ProjectionView& projection,
                                             const TargetOwner& owner,
                                             const Communicator& communicator) {
  require_32_bits(projection.source().size, projection.source().name);
  require_32_bits(projection.target().size, projection.target().name);
  std::optional<SonataReader> reader;
  run_together(communicator, [&] { reader.emplace(projection); });
  const IndexRange own = share_of_rank(reader->edges(), communicator);
  const auto read = [&](std::uint64_t round, std::vector<FileEdge>& edges) {
    const std::uint64_t begin = own.begin + round * edges_per_round;
    reader->read({begin, std::min(own.end, begin + edges_per_round)}, edges);
  };
  const std::uint64_t rounds = (own.size() + edges_per_round - 1) / edges_per_round;
  std::vector<FileEdge> edges = distribute<FileEdge>(communicator, owner, rounds, read);
  sort_edges(edges);
  run_together(communicator, [&] { refuse_multapses(projection, edges); });

  const SynapseSpec& synapse = projection.projection().synapse;
  Values values{projection.random(Purpose::connect), {}, {}};
  // A rank without edges learns from the others what the file holds.
  if (communicator.max(std::uint64_t{reader->has_weights()}) == 0) {
    values.weights.emplace(drawn(synapse.weight, "weight"));
  }
  if (communicator.max(std::uint64_t{reader->has_delays()}) == 0) {
    values.delays.emplace(drawn(synapse.delay, "delay"), projection.grid());
  }
  const ExplicitBounds bounds = global_bounds(local_bounds(edges, values), communicator);
  return std::make_shared<SortedEdges<FileEdge, Values>>(bounds, std::move(edges),
                                                         std::move(values));
}

std::unique_ptr<SynapseGenerator> make(const GeneratorSetup& setup) {
  if (!setup.edges) throw Error("sonata_edges needs the synapses that prepare_explicit returns");
  return setup.edges->generator(setup);
}

}  // namespace

RuleEntry sonata_edges_rule() {
  ConnectionRuleInfo info;
  info.name = "sonata_edges";
  info.summary = "The synapses are listed in a file in SONATA's edges layout.";
  info.equations =
      "one synapse per edge (source_node_id, target_node_id);\n"
      "weight and delay of the edge where the file holds them, otherwise those of the projection";
  info.reference = "SONATA; Dai et al. (2020), doi:10.1371/journal.pcbi.1007696";
  info.takes_file = true;
  return {info, make, prepare};
}

}  // namespace engram

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "network/explicit_edges.hpp"
#include "network/explicit_exchange.hpp"
#include "network/explicit_generator.hpp"
#include "network/explicit_sort.hpp"
#include "network/rules/distinct_set.hpp"
#include "network/rules/registry.hpp"
#include "network/rules/rule_checks.hpp"

namespace engram {
namespace {

constexpr Quantity parameters[] = {
    {.name = "outdegree",
     .unit = "",
     .default_value = 0.0,
     .range = Range::between(0.0, 0xffffffffU),
     .meaning = "number of synapses of each source",
     .required = true},
};

std::vector<std::string> check(const ParameterLookup& parameter, double source_size,
                               double target_size, bool same_population, bool allow_autapses,
                               bool allow_multapses) {
  std::vector<std::string> sentences;
  const double outdegree = parameter("outdegree");
  require_whole(sentences, "outdegree", outdegree);
  require_degree(sentences, "outdegree", outdegree, target_size, "targets",
                 {source_size, target_size, same_population, allow_autapses, allow_multapses});
  return sentences;
}

double expected_synapses(const ParameterLookup& parameter, double source_size, double) {
  return parameter("outdegree") * source_size;
}

/// The number-th synapse of a source. Weight and delay come from the same words as the target, so
/// they need not be sent.
struct Edge {
  std::uint32_t target;
  std::uint32_t source;
  std::uint32_t number;
};

/// Uniform in [0, n) from 64 random bits: the upper half of their product with n.
std::uint32_t below64(std::uint32_t high, std::uint32_t low, std::uint64_t n) {
  return static_cast<std::uint32_t>((high * n + (low * n >> 32)) >> 32);
}

/// Draws the targets of one source after another.
class TargetDraw {
 public:
  explicit TargetDraw(const ProjectionView& projection)
      : random_(projection.random(Purpose::connect)),
        outdegree_(static_cast<std::uint32_t>(projection.whole_number("outdegree"))),
        excludes_self_(projection.excludes_self()),
        multapses_(projection.rule().allow_multapses),
        eligible_(projection.target().size - (excludes_self_ ? 1 : 0)),
        taken_(multapses_ ? 0 : outdegree_) {}

  void append(std::uint32_t source, std::vector<Edge>& edges) {
    taken_.clear();
    for (std::uint32_t k = 0; k < outdegree_; ++k) {
      const RandomWords words = random_.words(source, k);
      // Without multapses Floyd's sampling, as in DrawLoop.
      const std::uint64_t n = multapses_ ? eligible_ : eligible_ - outdegree_ + k + 1;
      std::uint32_t target = below64(words[0], words[3], n);
      if (!multapses_ && !taken_.insert(target)) {
        target = static_cast<std::uint32_t>(n - 1);
        taken_.insert(target);
      }
      if (excludes_self_ && target >= source) ++target;
      edges.push_back({target, source, k});
    }
  }

 private:
  RandomSource random_;
  std::uint32_t outdegree_;
  bool excludes_self_;
  bool multapses_;
  std::uint64_t eligible_;
  DistinctSet taken_;
};

struct Values {
  RandomSource random;
  WeightSampler weights;
  DelaySampler delays;

  void put(SynapseBatch& batch, const Edge& edge) const {
    batch.set_counter(edge.source, edge.number);
  }
  void finish(SynapseBatch& batch) const {
    batch.draw_words(random.key());
    batch.draw_weights(weights);
    batch.draw_delays(delays);
  }
};

ExplicitBounds bounds_of(const ProjectionView& projection, const Values& values) {
  ExplicitBounds bounds;
  bounds.synapses = projection.source().size * projection.whole_number("outdegree");
  bounds.max_abs_weight =
      std::max(std::abs(values.weights.lowest()), std::abs(values.weights.highest()));
  bounds.shortest_delay = values.delays.shortest();
  bounds.longest_delay = values.delays.longest();
  return bounds;
}

std::shared_ptr<const ExplicitEdges> prepare(const ProjectionView& projection,
                                             const TargetOwner& owner,
                                             const Communicator& communicator) {
  // These throw on all ranks alike: they depend on the experiment alone.
  refuse_impossible(projection, check);
  require_32_bits(projection.source().size, projection.source().name);
  require_32_bits(projection.target().size, projection.target().name);
  const SynapseSpec& synapse = projection.projection().synapse;
  Values values{projection.random(Purpose::connect), WeightSampler(drawn(synapse.weight, "weight")),
                DelaySampler(drawn(synapse.delay, "delay"), projection.grid())};

  const IndexRange sources = share_of_rank(projection.source().size, communicator);
  const std::uint64_t outdegree = projection.whole_number("outdegree");
  const std::uint64_t per_round =
      std::max<std::uint64_t>(1, edges_per_round / std::max<std::uint64_t>(1, outdegree));
  TargetDraw draw(projection);
  const auto make = [&](std::uint64_t round, std::vector<Edge>& edges) {
    const std::uint64_t begin = sources.begin + round * per_round;
    const std::uint64_t end = std::min(sources.end, begin + per_round);
    edges.reserve((end - begin) * outdegree);
    for (std::uint64_t source = begin; source < end; ++source) {
      draw.append(static_cast<std::uint32_t>(source), edges);
    }
  };
  const std::uint64_t rounds = (sources.size() + per_round - 1) / per_round;
  std::vector<Edge> edges = distribute<Edge>(communicator, owner, rounds, make);
  sort_edges(edges);
  return std::make_shared<SortedEdges<Edge, Values>>(bounds_of(projection, values),
                                                     std::move(edges), std::move(values));
}

std::unique_ptr<SynapseGenerator> make(const GeneratorSetup& setup) {
  if (!setup.edges) throw Error("fixed_outdegree needs the synapses that prepare_explicit returns");
  return setup.edges->generator(setup);
}

}  // namespace

RuleEntry fixed_outdegree_rule() {
  ConnectionRuleInfo info;
  info.name = "fixed_outdegree";
  info.summary = "Every source has the same number of synapses, onto targets drawn evenly.";
  info.equations =
      "for each source: `outdegree` synapses, each target equally likely;\n"
      "without multapses: `outdegree` different targets, all sets equally likely;\n"
      "without autapses the source itself is not among its targets";
  info.reference = "NEST, rule fixed_outdegree";
  info.parameters = parameters;
  info.check = check;
  info.expected_synapses = expected_synapses;
  return {info, make, prepare};
}

}  // namespace engram

#include "core/random/binomial.hpp"
#include "network/rules/block_counts.hpp"
#include "network/rules/distance_generator.hpp"
#include "network/rules/registry.hpp"

namespace engram {
namespace {

constexpr Quantity parameters[] = {
    {.name = "p",
     .unit = "",
     .default_value = 0.0,
     .range = Range::between(0.0, 1.0),
     .meaning = "probability of a synapse between two neurons (with a kernel: at distance 0)",
     .required = true},
};

double expected_synapses(const ParameterLookup& parameter, double source_size, double target_size) {
  return parameter("p") * source_size * target_size;
}

/// Trials of equal probability: the number of successes is binomial, and given the number every set
/// of sources is equally likely.
class BernoulliCounts final : public BlockCounts {
 public:
  explicit BernoulliCounts(const GeneratorSetup& setup)
      : targets_(setup.targets),
        random_(setup.projection.random(Purpose::split_sources)),
        excludes_self_(setup.projection.excludes_self()),
        binomial_(setup.projection.number("p")) {}

  void count(const SourceBlock& block, std::span<std::uint32_t> counts) override {
    for_each_target(targets_, [&](std::uint32_t position, std::uint64_t index, std::uint32_t) {
      const Eligible eligible(block, index, excludes_self_);
      counts[position] =
          static_cast<std::uint32_t>(binomial_(eligible.count, random_.words(index, block.number)));
    });
  }

 private:
  std::vector<TargetRun> targets_;
  RandomSource random_;
  bool excludes_self_;
  Binomial binomial_;
};

std::unique_ptr<SynapseGenerator> make(const GeneratorSetup& setup) {
  if (setup.projection.rule().kernel) return distance_generator(setup);
  return counted_generator(setup, std::make_unique<BernoulliCounts>(setup), SourceChoice::distinct);
}

}  // namespace

RuleEntry pairwise_bernoulli_rule() {
  ConnectionRuleInfo info;
  info.name = "pairwise_bernoulli";
  info.summary = "Every pair is connected with a probability, which may fall with distance.";
  info.equations =
      "P(synapse from i to j) = p, independently for all pairs;\n"
      "kernel gaussian:    p exp(-d^2 / (2 scale^2)),\n"
      "kernel exponential: p exp(-d / scale),\n"
      "0 beyond max_distance, with d the distance between i and j";
  info.reference = "NEST, rule pairwise_bernoulli";
  info.parameters = parameters;
  info.takes_kernel = true;
  info.expected_synapses = expected_synapses;
  return {info, make};
}

}  // namespace engram

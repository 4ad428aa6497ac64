#include <algorithm>

#include "network/rules/block_counts.hpp"
#include "network/rules/registry.hpp"

namespace engram {
namespace {

double expected_synapses(const ParameterLookup&, double source_size, double target_size) {
  return source_size * target_size;
}

class EverySource final : public BlockCounts {
 public:
  explicit EverySource(const GeneratorSetup& setup)
      : targets_(setup.targets), excludes_self_(setup.projection.excludes_self()) {}

  void count(const SourceBlock& block, std::span<std::uint32_t> counts) override {
    for_each_target(targets_, [&](std::uint32_t position, std::uint64_t index, std::uint32_t) {
      counts[position] = Eligible(block, index, excludes_self_).count;
    });
  }

 private:
  std::vector<TargetRun> targets_;
  bool excludes_self_;
};

std::unique_ptr<SynapseGenerator> make(const GeneratorSetup& setup) {
  return counted_generator(setup, std::make_unique<EverySource>(setup), SourceChoice::listed);
}

}  // namespace

RuleEntry all_to_all_rule() {
  ConnectionRuleInfo info;
  info.name = "all_to_all";
  info.summary = "Every source is connected to every target.";
  info.equations =
      "synapses: (i, j) for all sources i and targets j;\n"
      "without autapses not (i, i) of one population";
  info.reference = "NEST, rule all_to_all";
  info.expected_synapses = expected_synapses;
  return {info, make};
}

}  // namespace engram

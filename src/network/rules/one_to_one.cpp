#include <algorithm>

#include <fmt/format.h>

#include "core/errors.hpp"
#include "network/rules/draw_loop.hpp"
#include "network/rules/registry.hpp"

namespace engram {
namespace {

std::vector<std::string> check(const ParameterLookup&, double source_size, double target_size, bool,
                               bool, bool) {
  if (source_size == target_size) return {};
  return {fmt::format(
      "one_to_one connects populations of equal size; these have {:.0f} and {:.0f} neurons",
      source_size, target_size)};
}

double expected_synapses(const ParameterLookup&, double source_size, double) {
  return source_size;
}

class OneToOne final : public SynapseGenerator {
 public:
  explicit OneToOne(const GeneratorSetup& setup)
      : targets_(setup.targets),
        excludes_self_(setup.projection.excludes_self()),
        loop_(setup.projection, SourceChoice::listed) {}

  void generate(const SourceBlock& block, SynapseSink& sink) override {
    // Every partner is the neuron itself.
    if (excludes_self_) return;
    loop_.begin(block, sink);
    const std::uint64_t block_end = block.first + block.count;
    for (const TargetRun& run : targets_) {
      const std::uint64_t begin = std::max(run.first_index, block.first);
      const std::uint64_t end = std::min(run.first_index + run.count, block_end);
      for (std::uint64_t index = begin; index < end; ++index) {
        loop_.add({.index = index,
                   .local = run.first_local + static_cast<std::uint32_t>(index - run.first_index),
                   .count = 1,
                   .first = static_cast<std::uint32_t>(index - block.first),
                   .eligible = block.count});
      }
    }
    loop_.end();
  }

 private:
  std::vector<TargetRun> targets_;
  bool excludes_self_;
  DrawLoop loop_;
};

std::unique_ptr<SynapseGenerator> make(const GeneratorSetup& setup) {
  const ProjectionView& projection = setup.projection;
  if (projection.source().size != projection.target().size) {
    throw Error(
        fmt::format("one_to_one connects populations of equal size; '{}' has {} neurons, '{}' {}",
                    projection.source().name, projection.source().size, projection.target().name,
                    projection.target().size));
  }
  return std::make_unique<OneToOne>(setup);
}

}  // namespace

RuleEntry one_to_one_rule() {
  ConnectionRuleInfo info;
  info.name = "one_to_one";
  info.summary = "Neuron i of the source is connected to neuron i of the target.";
  info.equations = "synapses: (i, i) for i = 0 .. n-1";
  info.reference = "NEST, rule one_to_one";
  info.check = check;
  info.expected_synapses = expected_synapses;
  return {info, make};
}

}  // namespace engram

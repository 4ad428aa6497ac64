#include "core/errors.hpp"
#include "network/rules/block_counts.hpp"
#include "network/rules/registry.hpp"
#include "network/rules/rule_checks.hpp"

namespace engram {
namespace {

constexpr Quantity parameters[] = {
    {.name = "indegree",
     .unit = "",
     .default_value = 0.0,
     .range = Range::between(0.0, 0xffffffffU),
     .meaning = "number of synapses of each target",
     .required = true},
};

std::vector<std::string> check(const ParameterLookup& parameter, double source_size,
                               double target_size, bool same_population, bool allow_autapses,
                               bool allow_multapses) {
  std::vector<std::string> sentences;
  const double indegree = parameter("indegree");
  require_whole(sentences, "indegree", indegree);
  require_degree(sentences, "indegree", indegree, source_size, "sources",
                 {source_size, target_size, same_population, allow_autapses, allow_multapses});
  return sentences;
}

double expected_synapses(const ParameterLookup& parameter, double, double target_size) {
  return parameter("indegree") * target_size;
}

std::unique_ptr<SynapseGenerator> make(const GeneratorSetup& setup) {
  const std::uint64_t indegree = setup.projection.whole_number("indegree");
  refuse_impossible(setup.projection, check);
  std::vector<std::uint32_t> totals(count_targets(setup.targets),
                                    static_cast<std::uint32_t>(indegree));
  return counted_generator(setup, split_over_blocks(setup, std::move(totals)),
                           choice_of(setup.projection.rule()));
}

}  // namespace

RuleEntry fixed_indegree_rule() {
  ConnectionRuleInfo info;
  info.name = "fixed_indegree";
  info.summary = "Every target has the same number of synapses, from sources drawn evenly.";
  info.equations =
      "for each target: `indegree` synapses, each source equally likely;\n"
      "without multapses: `indegree` different sources, all sets equally likely;\n"
      "without autapses the target itself is not among its sources";
  info.reference = "NEST, rule fixed_indegree";
  info.parameters = parameters;
  info.check = check;
  info.expected_synapses = expected_synapses;
  return {info, make};
}

}  // namespace engram

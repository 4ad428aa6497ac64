#include <fmt/format.h>

#include "core/errors.hpp"
#include "network/rules/block_counts.hpp"
#include "network/rules/registry.hpp"
#include "network/rules/rule_checks.hpp"
#include "network/rules/total_tree.hpp"

namespace engram {
namespace {

constexpr Quantity parameters[] = {
    {.name = "N",
     .unit = "",
     .default_value = 0.0,
     .range = Range::between(0.0, 1e15),
     .meaning = "number of synapses of the projection",
     .required = true},
};

std::vector<std::string> check(const ParameterLookup& parameter, double source_size,
                               double target_size, bool same_population, bool allow_autapses,
                               bool allow_multapses) {
  std::vector<std::string> sentences;
  const double total = parameter("N");
  require_whole(sentences, "N", total);
  const RuleSizes sizes{source_size, target_size, same_population, allow_autapses, allow_multapses};
  const double pairs = sizes.eligible(source_size) * target_size;
  if (total > 0.0 && pairs <= 0.0) {
    sentences.push_back(
        fmt::format("N is {:.0f}, but there is no pair of neurons to connect", total));
  } else if (!allow_multapses && total > pairs) {
    sentences.push_back(fmt::format(
        "N is {:.0f}, but without multapses it can be at most {:.0f}, the number of pairs; "
        "lower it or set allow_multapses: true",
        total, pairs));
  }
  return sentences;
}

double expected_synapses(const ParameterLookup& parameter, double, double) {
  return parameter("N");
}

std::unique_ptr<SynapseGenerator> make(const GeneratorSetup& setup) {
  const ProjectionView& projection = setup.projection;
  const std::uint64_t total = projection.whole_number("N");
  refuse_impossible(projection, check);
  const TotalToSplit what{
      .total = total,
      .targets = projection.target().size,
      .pairs_per_target = projection.rule().allow_multapses ? 0 : projection.eligible_sources()};
  std::vector<std::uint32_t> totals =
      split_total(what, projection.random(Purpose::split_total), setup.targets);
  return counted_generator(setup, split_over_blocks(setup, std::move(totals)),
                           choice_of(projection.rule()));
}

}  // namespace

RuleEntry fixed_total_number_rule() {
  ConnectionRuleInfo info;
  info.name = "fixed_total_number";
  info.summary = "The projection has a given number of synapses between pairs drawn evenly.";
  info.equations =
      "`N` synapses, each between a source and a target drawn evenly and independently:\n"
      "indegrees are multinomial(N; 1/n_target);\n"
      "without multapses: N different pairs, all sets equally likely;\n"
      "without autapses no pair (i, i) of one population";
  info.reference =
      "NEST, rule fixed_total_number; Potjans & Diesmann (2014), doi:10.1093/cercor/bhs358";
  info.parameters = parameters;
  info.check = check;
  info.expected_synapses = expected_synapses;
  return {info, make};
}

}  // namespace engram

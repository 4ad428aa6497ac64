#include "network/rules/registry.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/errors.hpp"

namespace engram {

std::span<const RuleEntry> connection_rules() {
  static const std::array rules = {
      one_to_one_rule(),      all_to_all_rule(),         fixed_indegree_rule(),
      fixed_outdegree_rule(), fixed_total_number_rule(), pairwise_bernoulli_rule(),
      sonata_edges_rule(),
  };
  return rules;
}

const RuleEntry& connection_rule(std::string_view name) {
  const auto rules = connection_rules();
  const auto found = std::find_if(rules.begin(), rules.end(),
                                  [&](const RuleEntry& rule) { return rule.info.name == name; });
  if (found != rules.end()) return *found;
  std::vector<std::string_view> names;
  for (const RuleEntry& rule : rules) names.push_back(rule.info.name);
  throw Error(fmt::format("there is no connection rule '{}'; the rules are {}", name,
                          fmt::join(names, ", ")));
}

std::unique_ptr<SynapseGenerator> make_generator(const GeneratorSetup& setup) {
  return connection_rule(setup.projection.rule().name).make(setup);
}

std::shared_ptr<const ExplicitEdges> prepare_explicit(const ProjectionView& projection,
                                                      const TargetOwner& owner,
                                                      const Communicator& communicator) {
  const RuleEntry& rule = connection_rule(projection.rule().name);
  return rule.prepare == nullptr ? nullptr : rule.prepare(projection, owner, communicator);
}

void refuse_impossible(const ProjectionView& projection,
                       decltype(ConnectionRuleInfo::check) rule_check) {
  const ConnectionRule& rule = projection.rule();
  const std::vector<std::string> sentences = rule_check(
      [&](std::string_view name) { return projection.number(name); },
      static_cast<double>(projection.source().size), static_cast<double>(projection.target().size),
      projection.source_id() == projection.target_id(), rule.allow_autapses, rule.allow_multapses);
  if (sentences.empty()) return;
  throw Error(fmt::format("rule {} from '{}' to '{}': {}", rule.name, projection.source().name,
                          projection.target().name, fmt::join(sentences, "; ")));
}

}  // namespace engram

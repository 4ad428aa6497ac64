#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "network/rules/rule_entry.hpp"

namespace engram {

/// Every connection rule the program knows.
[[nodiscard]] std::span<const RuleEntry> connection_rules();

/// The rule called `name`; throws Error, naming those that exist, if there is none.
[[nodiscard]] const RuleEntry& connection_rule(std::string_view name);

/// Makes the synapses of a projection onto the targets of a shard. Throws Error where the rule's
/// numbers are missing or impossible.
[[nodiscard]] std::unique_ptr<SynapseGenerator> make_generator(const GeneratorSetup& setup);

/// Collective: what has to travel before the generators of a projection can be made; null for rules
/// that need nothing. To be called once per projection, before any shard is built, with the same
/// projection on all ranks. Throws on every rank if anything fails on one.
[[nodiscard]] std::shared_ptr<const ExplicitEdges> prepare_explicit(
    const ProjectionView& projection, const TargetOwner& owner, const Communicator& communicator);

/// Throws Error with the sentences of the rule's check, for callers that have not validated the
/// experiment.
void refuse_impossible(const ProjectionView& projection,
                       decltype(ConnectionRuleInfo::check) rule_check);

RuleEntry one_to_one_rule();
RuleEntry all_to_all_rule();
RuleEntry fixed_indegree_rule();
RuleEntry fixed_outdegree_rule();
RuleEntry fixed_total_number_rule();
RuleEntry pairwise_bernoulli_rule();
RuleEntry sonata_edges_rule();

}  // namespace engram

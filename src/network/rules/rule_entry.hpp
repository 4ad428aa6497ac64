#pragma once

#include <functional>
#include <memory>

#include "core/ids.hpp"
#include "model/catalogue.hpp"
#include "network/rules/generator_setup.hpp"
#include "network/synapse_generator.hpp"

namespace engram {

class Communicator;

/// Rank that owns a target neuron, by index within the target population.
using TargetOwner = std::function<Rank(std::uint64_t target_index)>;

/// A connection rule: its description and how it makes synapses.
struct RuleEntry {
  ConnectionRuleInfo info;
  std::unique_ptr<SynapseGenerator> (*make)(const GeneratorSetup& setup) = nullptr;
  /// Collective. Rules that start from sources or files bring their synapses to the owners of the
  /// targets here; null for rules that any rank can evaluate for any target.
  std::shared_ptr<const ExplicitEdges> (*prepare)(const ProjectionView& projection,
                                                  const TargetOwner& owner,
                                                  const Communicator& communicator) = nullptr;
};

}  // namespace engram

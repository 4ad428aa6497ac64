#pragma once

#include <memory>
#include <vector>

#include "model/target_run.hpp"
#include "network/rules/projection_view.hpp"

namespace engram {

class ExplicitEdges;

/// What a generator is made from: a projection and the targets of one shard.
struct GeneratorSetup {
  ProjectionView projection;
  std::vector<TargetRun> targets;  ///< in any order, without overlap
  /// What prepare_explicit has returned; null for rules that need no exchange.
  std::shared_ptr<const ExplicitEdges> edges;
};

/// Calls visit(position, index in the population, index in the group) for every target, in order.
template <class Visit>
void for_each_target(const std::vector<TargetRun>& runs, const Visit& visit) {
  std::uint32_t position = 0;
  for (const TargetRun& run : runs) {
    for (std::uint32_t i = 0; i < run.count; ++i, ++position) {
      visit(position, run.first_index + i, run.first_local + i);
    }
  }
}

/// Number of targets.
[[nodiscard]] inline std::size_t count_targets(const std::vector<TargetRun>& runs) {
  std::size_t count = 0;
  for (const TargetRun& run : runs) count += run.count;
  return count;
}

}  // namespace engram

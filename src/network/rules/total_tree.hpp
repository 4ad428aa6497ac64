#pragma once

#include <cstdint>
#include <vector>

#include "core/philox.hpp"
#include "model/target_run.hpp"

namespace engram {

/// A total number of synapses that falls on the targets of a population.
struct TotalToSplit {
  std::uint64_t total = 0;    ///< synapses
  std::uint64_t targets = 0;  ///< size of the population
  /// Pairs each target can take part in where a pair may be used only once; 0: pairs may be used
  /// again.
  std::uint64_t pairs_per_target = 0;
};

/// How many of the synapses each of the given targets receives, in the order of the runs.
///
/// The numbers of all targets are multinomial (multivariate hypergeometric where pairs are used
/// only once) and add up to the total exactly. The total is split between the halves of the
/// targets, theirs again, and so on; each split is drawn from words that belong to its place in the
/// tree, so that any targets can be computed without the others, in a time that grows with the
/// depth of the tree. Throws Error where a target receives 2^32 synapses or more.
[[nodiscard]] std::vector<std::uint32_t> split_total(const TotalToSplit& what,
                                                     const RandomSource& random,
                                                     const std::vector<TargetRun>& runs);

}  // namespace engram

#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "network/rules/draw_loop.hpp"
#include "network/rules/generator_setup.hpp"

namespace engram {

/// What a target may draw from a block: how many of its sources, and which one not.
struct Eligible {
  std::uint32_t count = 0;
  std::uint32_t skip = DrawRequest::nobody;

  Eligible(const SourceBlock& block, std::uint64_t target, bool excludes_self)
      : count(block.count) {
    if (!excludes_self || target < block.first || target - block.first >= block.count) return;
    --count;
    skip = static_cast<std::uint32_t>(target - block.first);
  }
};

/// The part of a rule that differs between rules: how many synapses each target of a shard gets
/// from a block.
class BlockCounts {
 public:
  virtual ~BlockCounts() = default;
  /// Fills `counts`, one for each target in the order of the shard's runs. Blocks come in ascending
  /// order.
  virtual void count(const SourceBlock& block, std::span<std::uint32_t> counts) = 0;
};

/// A generator from counts per block: the sources within the block are drawn by DrawLoop.
[[nodiscard]] std::unique_ptr<SynapseGenerator> counted_generator(
    const GeneratorSetup& setup, std::unique_ptr<BlockCounts> counts, SourceChoice choice);

/// Counts of a rule that gives each target a number of synapses beforehand, `totals`, in the order
/// of the shard's runs: block after block takes its share, the rest stays for the later ones.
/// Binomial where a source may be drawn again, hypergeometric where not.
[[nodiscard]] std::unique_ptr<BlockCounts> split_over_blocks(const GeneratorSetup& setup,
                                                             std::vector<std::uint32_t> totals);

/// How the sources of a block are chosen when the rule allows, or not, several synapses between two
/// neurons.
[[nodiscard]] SourceChoice choice_of(const ConnectionRule& rule);

}  // namespace engram

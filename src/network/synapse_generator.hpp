#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "model/target_run.hpp"

namespace engram {

/// A run of sources of one population. Blocks have a fixed size that follows from the experiment
/// alone and are visited in order, so that what a block holds does not depend on the partition.
struct SourceBlock {
  std::uint64_t first = 0;  ///< index within the source population
  std::uint32_t count = 0;
  std::uint32_t number = 0;  ///< position among the blocks of the population
};

/// A synapse as drawn, before it is stored.
struct DrawnSynapse {
  std::uint32_t source;  ///< index within the source block
  std::uint32_t target;  ///< index within the target group
  double weight;         ///< unit of the receptor
  std::uint32_t delay;   ///< steps, at least 1
};

/// Receives synapses in batches.
class SynapseSink {
 public:
  virtual ~SynapseSink() = default;
  virtual void consume(std::span<const DrawnSynapse> synapses) = 0;
};

/// Makes the synapses of one projection onto one target group, block of sources after block of
/// sources.
class SynapseGenerator {
 public:
  virtual ~SynapseGenerator() = default;
  /// Hands all synapses from `block` to `sink`. Blocks must come in ascending order, none left out.
  virtual void generate(const SourceBlock& block, SynapseSink& sink) = 0;
};

}  // namespace engram

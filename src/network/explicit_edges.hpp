#pragma once

#include <cstdint>
#include <memory>

#include "network/synapse_generator.hpp"

namespace engram {

struct GeneratorSetup;

/// Largest and smallest values among the synapses of a projection, over all ranks.
struct ExplicitBounds {
  std::uint64_t synapses = 0;
  double max_abs_weight = 0.0;       ///< unit of the receptor
  std::uint32_t shortest_delay = 1;  ///< steps
  std::uint32_t longest_delay = 1;   ///< steps
};

/// The synapses of a projection that had to travel to the owners of their targets: on each rank
/// those onto its own neurons. Never changes, so that shards may be built by several threads at
/// once.
class ExplicitEdges {
 public:
  explicit ExplicitEdges(const ExplicitBounds& bounds) : bounds_(bounds) {}
  virtual ~ExplicitEdges() = default;

  [[nodiscard]] const ExplicitBounds& bounds() const { return bounds_; }
  /// Serves the synapses onto the targets of a shard. Refers to this object, which must outlive it.
  [[nodiscard]] virtual std::unique_ptr<SynapseGenerator> generator(
      const GeneratorSetup& setup) const = 0;

 private:
  ExplicitBounds bounds_;
};

}  // namespace engram

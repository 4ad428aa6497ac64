#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/state_visitor.hpp"
#include "core/time_grid.hpp"

namespace engram {

/// A step as the plastic rows store it: runs with plastic synapses have fewer than 2^31 steps.
using ShortStep = std::int32_t;

/// Earlier than every step: "never".
inline constexpr ShortStep never = -(1 << 30);

/// Recent spikes of the neurons of a group, for the synapses onto them.
class SpikeHistory {
 public:
  virtual ~SpikeHistory() = default;

  /// The neurons `fired` (within the group) have spiked in `step`. Steps must ascend.
  virtual void record(ShortStep step, std::span<const std::uint32_t> fired) = 0;
  /// Nobody will ask for spikes of steps up to `step` any more, except for the last one of a
  /// neuron.
  virtual void forget(ShortStep step) = 0;
  /// Shows all that is kept of the spikes, under names that no other history of the group has.
  virtual void visit_state(StateVisitor& visitor) = 0;
  /// Time constants of the traces, ms.
  [[nodiscard]] virtual std::span<const double> time_constants() const = 0;
  [[nodiscard]] virtual std::size_t bytes() const = 0;
};

}  // namespace engram

#pragma once

#include <cstddef>

#include "core/state_visitor.hpp"
#include "core/time_grid.hpp"
#include "neurons/neuron_group.hpp"

namespace engram {

/// Looks at the neurons of a group after every step, for synapses onto them that need more than
/// spikes.
class NeuronObserver {
 public:
  virtual ~NeuronObserver() = default;

  /// The neurons have computed `step`. Steps come one after the other from 0 on.
  virtual void observe(Step step, const NeuronGroup& neurons) = 0;
  /// All plastic synapses are up to date at the beginning of step `now`; at fixed model times.
  virtual void caught_up(Step now) = 0;
  /// Shows all that is remembered of the neurons, under names that no other observer of the group
  /// has.
  virtual void visit_state(StateVisitor& visitor) = 0;
  [[nodiscard]] virtual std::size_t bytes() const = 0;
};

}  // namespace engram

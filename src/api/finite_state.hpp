#pragma once

#include "engine/simulator.hpp"
#include "engram/experiment.hpp"
#include "model/catalogue.hpp"
#include "model/layout.hpp"
#include "parallel/communicator.hpp"

namespace engram {

/// Looks whether a run has left the numbers, and stops it there.
///
/// Neurons and fields are few beside synapses: looking at them costs little. Synapses that learn
/// are all read as of now, so the caller decides how often that is worth its time; a weight that is
/// no number stays one, so none is missed by looking seldom.
class FiniteState {
 public:
  /// All arguments must outlive this object.
  FiniteState(const Experiment& experiment, const Catalogue& catalogue, const NetworkLayout& layout,
              const Communicator& communicator)
      : experiment_(experiment),
        catalogue_(catalogue),
        layout_(layout),
        communicator_(communicator) {}

  /// Where a neuron has left the numbers, synapses are always looked at, since they may be why.
  enum class Look { without_synapses, everywhere };
  /// Collective: throws RunError on every rank where a number is not finite, naming the modulator
  /// and its voxel, the synapse with its projection, source and target, or the neuron and its
  /// variable, in this order: the former can be the cause of the latter.
  void require(Simulator& simulator, Look look) const;

 private:
  void require_fields(const Simulator& simulator) const;
  void require_synapses(Simulator& simulator) const;
  [[noreturn]] void throw_for(const NonFinite& neuron, Step now) const;
  [[nodiscard]] double ms(Step step) const;

  const Experiment& experiment_;
  const Catalogue& catalogue_;
  const NetworkLayout& layout_;
  const Communicator& communicator_;
};

}  // namespace engram

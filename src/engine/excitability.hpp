#pragma once

#include <vector>

#include "core/aligned.hpp"
#include "core/state_visitor.hpp"
#include "engine/field_system.hpp"
#include "engram/experiment.hpp"
#include "neurons/neuron_group.hpp"

namespace engram {

/// What modulators and homeostasis do to the excitability of a group's neurons.
class Excitability {
 public:
  Excitability() = default;
  /// `neurons`: of the group.
  explicit Excitability(std::size_t neurons) : neurons_(neurons) {}

  /// A modulator's action; `modulator`: its position.
  void add(const ExcitabilityModulation& modulation, std::size_t modulator, double baseline,
           VoxelMap voxels);
  /// The threshold shifts of homeostasis, mV, to be changed in place; made at the first call.
  AlignedVector<double>& homeostatic_shift();

  /// Takes over the present concentrations, and shifts that have been changed in place.
  void follow(const FieldSystem& fields);
  void follow_homeostasis();

  /// Shows what does not follow from the present concentrations. Between two boundaries of fields
  /// the threshold is that of the last one, whatever homeostasis has done since.
  void visit_state(StateVisitor& visitor);

  /// Rows for NeuronGroup::advance.
  [[nodiscard]] Adaptation adaptation() const {
    return {shift_.empty() ? nullptr : shift_.data(), gain_.empty() ? nullptr : gain_.data()};
  }
  /// Current of the modulators, pA, per neuron; null where there is none.
  [[nodiscard]] const double* current() const {
    return current_.empty() ? nullptr : current_.data();
  }

 private:
  struct Action {
    ExcitabilityModulation::Target target;
    double amount;
    ResponseFunction response;
    std::size_t modulator;
    VoxelMap voxels;
  };

  AlignedVector<double>& row_of(ExcitabilityModulation::Target target);

  std::size_t neurons_ = 0;
  std::vector<Action> actions_;
  AlignedVector<double> homeostatic_;
  AlignedVector<double> shift_, gain_, current_;
};

}  // namespace engram

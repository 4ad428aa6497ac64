#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/state_visitor.hpp"
#include "core/time_grid.hpp"
#include "model/catalogue.hpp"

namespace engram {

/// The current a group receives from stimuli during one step, in pA: one number for all neurons,
/// plus, where `per_neuron` is not null, one number for each.
struct CurrentInput {
  double uniform = 0.0;
  const double* per_neuron = nullptr;  ///< padded to the lane width
};

/// What slow processes (neuromodulators, homeostasis) do to the excitability of a group's neurons:
/// one double for each, padded to the lane width, or null where nothing changes.
struct Adaptation {
  const double* threshold_shift = nullptr;  ///< mV, added to the threshold
  const double* input_gain = nullptr;       ///< factor on the input sums of all receptors
};

/// Values of one parameter or state variable for the neurons of a group.
class GroupValues {
 public:
  GroupValues(double constant) : constant_(constant) {}              // NOLINT
  GroupValues(std::vector<double> each) : each_(std::move(each)) {}  // NOLINT

  [[nodiscard]] bool uniform() const { return each_.empty(); }
  [[nodiscard]] double operator[](std::size_t i) const { return uniform() ? constant_ : each_[i]; }

 private:
  double constant_ = 0.0;
  std::vector<double> each_;
};

/// What a group is made from: one value per line of the population's tables, in their order.
struct GroupSetup {
  std::size_t size = 0;
  double dt = 0.1;                          ///< ms
  std::vector<GroupValues> parameters;      ///< as NeuronTables::parameters
  std::vector<GroupValues> state;           ///< as NeuronTables::state
  std::vector<std::string> compartments{};  ///< names of those beside the soma
  std::vector<std::uint32_t> parents{};     ///< of each of them, see parents_of
};

/// The neurons of one population that live in one shard. One virtual call advances all of them.
class NeuronGroup {
 public:
  virtual ~NeuronGroup() = default;

  /// Advances every neuron by one step, in NEST's order: propagate, add the input that arrives at
  /// the end of the step, test the threshold.
  ///
  /// `ports[r]` points at the input sums of receptor r, one double per neuron, padded to the lane
  /// width; they are set back to zero. Indices (within the group, ascending) of neurons that spike
  /// are appended to `fired`.
  ///
  /// Throws Error for a threshold shift of a model without a threshold
  /// (NeuronModelInfo::has_threshold).
  virtual void advance(std::span<double* const> ports, CurrentInput current, Adaptation adaptation,
                       std::vector<std::uint32_t>& fired) = 0;

  /// Number of neurons, without padding.
  [[nodiscard]] virtual std::size_t size() const = 0;

  /// Value of state variable `variable` (position in the model's table) of neuron `neuron`.
  [[nodiscard]] virtual double state(std::size_t variable, std::size_t neuron) const = 0;

  /// What synapse rules read of the neurons beyond their spikes, one value per neuron, as it stands
  /// after the last step; `name` is one of NeuronModelInfo::offers. Empty for every other name. The
  /// place of the values may change with every step.
  [[nodiscard]] virtual std::span<const double> offered(std::string_view name) const {
    static_cast<void>(name);
    return {};
  }

  /// Shows everything that a step changes.
  virtual void visit_state(StateVisitor& visitor) = 0;

  /// Bytes this group holds per neuron, for reports.
  [[nodiscard]] virtual std::size_t bytes() const = 0;
};

/// A neuron model: what it says about itself and how a group of it is made.
struct NeuronModel {
  NeuronModelInfo info;
  std::unique_ptr<NeuronGroup> (*make)(const GroupSetup& setup);
};

/// All neuron models, in the order of the docs.
[[nodiscard]] std::span<const NeuronModel> neuron_models();

/// The model with this name, or null.
[[nodiscard]] const NeuronModel* find_neuron_model(std::string_view name);

}  // namespace engram

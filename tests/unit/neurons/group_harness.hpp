#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/aligned.hpp"
#include "model/neuron_tables.hpp"
#include "neurons/neuron_group.hpp"

namespace engram::testing {

/// Values that differ from a model's defaults.
using Overrides = std::map<std::string, GroupValues>;

/// A group of neurons with its input ports, driven step by step by a test.
class GroupHarness {
 public:
  GroupHarness(const std::string& model, std::size_t size, double dt,
               const Overrides& parameters = {}, const Overrides& state = {},
               const std::vector<Compartment>& compartments = {})
      : GroupHarness(*find_neuron_model(model), size, dt, parameters, state, compartments) {}

  /// `model` must outlive the group.
  GroupHarness(const NeuronModel& model, std::size_t size, double dt,
               const Overrides& parameters = {}, const Overrides& state = {},
               const std::vector<Compartment>& compartments = {})
      : model_(model), tables_(model_.info, Population{.compartments = compartments}) {
    GroupSetup setup;
    setup.size = size;
    setup.dt = dt;
    setup.parameters = values(tables_.parameters(), parameters, {});
    setup.state = values(tables_.state(), state, setup.parameters);
    for (const Compartment& each : compartments) setup.compartments.push_back(each.name);
    setup.parents = parents_of(compartments);
    group_ = model_.make(setup);
    for (std::size_t r = 0; r < tables_.receptors().size(); ++r) {
      inputs_.emplace_back(padded(size), 0.0);
    }
    for (auto& input : inputs_) ports_.push_back(input.data());
  }

  /// Advances one step; the neurons that fired.
  std::vector<std::uint32_t> step(CurrentInput current = {}, Adaptation adaptation = {}) {
    std::vector<std::uint32_t> fired;
    group_->advance(ports_, current, adaptation, fired);
    return fired;
  }

  /// Input sum of a receptor, used by the next step.
  double& input(std::size_t receptor, std::size_t neuron) { return inputs_[receptor][neuron]; }
  double& input(const std::string& receptor, std::size_t neuron = 0) {
    const auto found = std::ranges::find(tables_.receptors(), receptor);
    return input(static_cast<std::size_t>(found - tables_.receptors().begin()), neuron);
  }
  [[nodiscard]] const AlignedVector<double>& inputs(std::size_t receptor) const {
    return inputs_[receptor];
  }

  [[nodiscard]] double state(const std::string& variable, std::size_t neuron = 0) const {
    const Quantity* line = find(tables_.state(), variable);
    return group_->state(static_cast<std::size_t>(line - tables_.state().data()), neuron);
  }
  [[nodiscard]] double v(std::size_t neuron = 0) const { return state("V_m", neuron); }
  [[nodiscard]] NeuronGroup& group() { return *group_; }
  [[nodiscard]] const NeuronGroup& group() const { return *group_; }
  [[nodiscard]] const NeuronModelInfo& info() const { return model_.info; }

 private:
  std::vector<GroupValues> values(std::span<const Quantity> table, const Overrides& given,
                                  const std::vector<GroupValues>& parameters) const {
    std::vector<GroupValues> all;
    for (const Quantity& line : table) {
      const auto found = given.find(std::string(line.name));
      if (found != given.end()) {
        all.push_back(found->second);
      } else if (!line.default_from.empty()) {
        const Quantity* from = find(tables_.parameters(), line.default_from);
        all.push_back(parameters[static_cast<std::size_t>(from - tables_.parameters().data())]);
      } else {
        all.emplace_back(line.default_value);
      }
    }
    return all;
  }

  const NeuronModel& model_;
  NeuronTables tables_;
  std::unique_ptr<NeuronGroup> group_;
  std::vector<AlignedVector<double>> inputs_;
  std::vector<double*> ports_;
};

}  // namespace engram::testing

#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "neurons/delayed_row.hpp"
#include "neurons/neuron_lanes.hpp"
#include "neurons/propagators.hpp"

namespace engram {

/// A group of neurons that offers state variables to synapse rules, some of them with a delay.
///
/// The model is one for NeuronLanes whose offered variables are stored without an offset; it has
/// besides
/// * `offers`: names of the state variables that synapse rules may read;
/// * `delayed`: those of them that are read as they were some time ago;
/// * `delay`: name of the parameter that says how long ago, ms.
template <class Model>
class DelayedLanes final : public NeuronGroup {
 public:
  explicit DelayedLanes(const GroupSetup& setup) : neurons_(setup) {
    const std::vector<std::uint32_t> delays = delays_of(setup);
    for (const std::string_view name : Model::delayed) lines_.emplace_back(row(name), delays);
  }

  void advance(std::span<double* const> ports, CurrentInput current, Adaptation adaptation,
               std::vector<std::uint32_t>& fired) override {
    neurons_.advance(ports, current, adaptation, fired);
    for (std::size_t d = 0; d < lines_.size(); ++d) lines_[d].push(row(Model::delayed[d]));
  }

  [[nodiscard]] std::size_t size() const override { return neurons_.size(); }

  [[nodiscard]] double state(std::size_t variable, std::size_t neuron) const override {
    return neurons_.state(variable, neuron);
  }

  [[nodiscard]] std::span<const double> offered(std::string_view name) const override {
    for (std::size_t d = 0; d < lines_.size(); ++d) {
      if (name == Model::delayed[d]) return lines_[d].values();
    }
    const auto& offers = Model::offers;
    if (std::find(offers.begin(), offers.end(), name) == offers.end()) return {};
    return row(name);
  }

  void visit_state(StateVisitor& visitor) override {
    neurons_.visit_state(visitor);
    for (std::size_t d = 0; d < lines_.size(); ++d) {
      lines_[d].visit_state("delayed_" + std::string(Model::delayed[d]), visitor);
    }
  }

  [[nodiscard]] std::size_t bytes() const override {
    std::size_t total = neurons_.bytes();
    for (const DelayedRow& line : lines_) total += line.bytes();
    return total;
  }

 private:
  [[nodiscard]] std::span<const double> row(std::string_view name) const {
    return neurons_.row(static_cast<std::size_t>(find(Model::state, name) - Model::state.data()));
  }

  static std::vector<std::uint32_t> delays_of(const GroupSetup& setup) {
    const Quantity* line = find(Model::parameters, Model::delay);
    const GroupValues& given =
        setup.parameters[static_cast<std::size_t>(line - Model::parameters.data())];
    std::vector<std::uint32_t> steps(setup.size);
    for (std::size_t i = 0; i < steps.size(); ++i) {
      steps[i] = static_cast<std::uint32_t>(refractory_steps(given[i], setup.dt));
    }
    return steps;
  }

  NeuronLanes<Model> neurons_;
  std::vector<DelayedRow> lines_;  // as Model::delayed
};

/// The registry's line for a model whose groups are DelayedLanes.
template <class Model>
[[nodiscard]] NeuronModel delayed_lanes_model() {
  return {lanes_info<Model>(), [](const GroupSetup& setup) -> std::unique_ptr<NeuronGroup> {
            return std::make_unique<DelayedLanes<Model>>(setup);
          }};
}

}  // namespace engram

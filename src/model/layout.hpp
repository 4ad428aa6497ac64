#pragma once

#include <cstdint>
#include <vector>

#include "core/ids.hpp"
#include "engram/experiment.hpp"

namespace engram {

/// Numbers the neurons of an experiment: populations follow each other in the order of the file.
class NetworkLayout {
 public:
  explicit NetworkLayout(const Experiment& experiment);

  [[nodiscard]] std::uint32_t populations() const {
    return static_cast<std::uint32_t>(first_.size() - 1);
  }
  [[nodiscard]] std::uint64_t neurons() const { return first_.back(); }
  [[nodiscard]] std::uint64_t size(PopulationId population) const {
    return first_[population.value() + 1] - first_[population.value()];
  }
  [[nodiscard]] NeuronId neuron(PopulationId population, std::uint64_t index) const {
    return NeuronId(first_[population.value()] + index);
  }
  [[nodiscard]] PopulationId population_of(NeuronId neuron) const;
  [[nodiscard]] std::uint64_t index_of(NeuronId neuron) const {
    return neuron.value() - first_[population_of(neuron).value()];
  }
  /// Position of the population called `name`; throws Error if there is none.
  [[nodiscard]] PopulationId find(const std::string& name) const;

 private:
  std::vector<std::uint64_t> first_;  // one more than there are populations
  std::vector<std::string> names_;
};

}  // namespace engram

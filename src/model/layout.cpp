#include "model/layout.hpp"

#include <algorithm>

#include "core/errors.hpp"

namespace engram {

NetworkLayout::NetworkLayout(const Experiment& experiment) : first_{0} {
  for (const Population& population : experiment.populations) {
    first_.push_back(first_.back() + population.size);
    names_.push_back(population.name);
  }
}

PopulationId NetworkLayout::population_of(NeuronId neuron) const {
  const auto after = std::upper_bound(first_.begin(), first_.end(), neuron.value());
  return PopulationId(static_cast<std::uint32_t>(after - first_.begin() - 1));
}

PopulationId NetworkLayout::find(const std::string& name) const {
  const auto found = std::find(names_.begin(), names_.end(), name);
  if (found == names_.end()) throw Error("there is no population called '" + name + "'");
  return PopulationId(static_cast<std::uint32_t>(found - names_.begin()));
}

}  // namespace engram

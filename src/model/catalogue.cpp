#include "model/catalogue.hpp"

#include <algorithm>

namespace engram {
namespace {

template <class Info>
const Info* by_name(const std::vector<Info>& infos, std::string_view name) {
  const auto found =
      std::find_if(infos.begin(), infos.end(), [&](const Info& info) { return info.name == name; });
  return found == infos.end() ? nullptr : &*found;
}

}  // namespace

const NeuronModelInfo* Catalogue::neuron(std::string_view name) const {
  return by_name(neurons, name);
}
const StimulusInfo* Catalogue::stimulus(std::string_view name) const {
  return by_name(stimuli, name);
}
const ConnectionRuleInfo* Catalogue::rule(std::string_view name) const {
  return by_name(rules, name);
}
const SynapseModelInfo* Catalogue::synapse(std::string_view name) const {
  return by_name(synapses, name);
}
const SpeciesInfo* Catalogue::one_species(std::string_view name) const {
  return by_name(species, name);
}
const ResponseInfo* Catalogue::response(std::string_view name) const {
  return by_name(responses, name);
}
const EnergyInfo* Catalogue::energy_set(std::string_view name) const {
  return by_name(energy, name);
}
const StrategyInfo* Catalogue::strategy(std::string_view name) const {
  return by_name(strategies, name);
}

const Quantity* find(std::span<const Quantity> table, std::string_view name) {
  const auto found = std::find_if(table.begin(), table.end(),
                                  [&](const Quantity& line) { return line.name == name; });
  return found == table.end() ? nullptr : &*found;
}

}  // namespace engram

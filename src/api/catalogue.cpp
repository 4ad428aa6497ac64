#include "api/catalogue.hpp"

#include "model/energy.hpp"
#include "modulation/response.hpp"
#include "modulation/species.hpp"
#include "network/rules/registry.hpp"
#include "network/static_synapse.hpp"
#include "neurons/neuron_group.hpp"
#include "partitioning/strategy.hpp"
#include "plasticity/registry.hpp"
#include "stimuli/stimulus.hpp"

namespace engram {

Catalogue full_catalogue() {
  Catalogue all;
  for (const NeuronModel& model : neuron_models()) all.neurons.push_back(model.info);
  for (const StimulusType& type : stimulus_types()) all.stimuli.push_back(type.info);
  for (const RuleEntry& rule : connection_rules()) all.rules.push_back(rule.info);
  for (const Strategy& strategy : strategies()) all.strategies.push_back(strategy.info);
  all.synapses.push_back(static_synapse_info());
  for (const SynapseModelInfo& model : synapse_models()) all.synapses.push_back(model);
  const auto species = all_species();
  all.species.assign(species.begin(), species.end());
  const auto responses = response_functions();
  all.responses.assign(responses.begin(), responses.end());
  const auto energy = energy_constants();
  all.energy.assign(energy.begin(), energy.end());
  return all;
}

}  // namespace engram

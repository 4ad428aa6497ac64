#include "api/catalogue.hpp"

#include "network/rules/registry.hpp"
#include "network/static_synapse.hpp"
#include "neurons/neuron_group.hpp"
#include "partitioning/strategy.hpp"
#include "stimuli/stimulus.hpp"

namespace engram {

Catalogue full_catalogue() {
  Catalogue all;
  for (const NeuronModel& model : neuron_models()) all.neurons.push_back(model.info);
  for (const StimulusType& type : stimulus_types()) all.stimuli.push_back(type.info);
  for (const RuleEntry& rule : connection_rules()) all.rules.push_back(rule.info);
  for (const Strategy& strategy : strategies()) all.strategies.push_back(strategy.info);
  all.synapses.push_back(static_synapse_info());
  return all;
}

}  // namespace engram

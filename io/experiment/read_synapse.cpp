#include "io/experiment/blocks.hpp"

namespace engram::yaml {
namespace {

ThirdFactor read_third_factor(const Context& context, const Place& place) {
  ThirdFactor third;
  MapReader map(context, place);
  read_species_and_response(context, map, third.species, third.response);
  read(map, context, "tau_c", third.tau_c);
  map.finish();
  return third;
}

ReleaseModulation read_release(const Context& context, const Place& place) {
  ReleaseModulation release;
  MapReader map(context, place);
  read_species_and_response(context, map, release.species, release.response);
  read_required(map, context, "amount", "the change of release by a response of 1", release.amount);
  map.finish();
  return release;
}

SynapticScaling read_scaling(const Context& context, const Place& place) {
  SynapticScaling scaling;
  MapReader map(context, place);
  read(map, context, "target_rate", scaling.target_rate);
  read_required(map, context, "gain", "the relative change per Hz and interval", scaling.gain);
  read(map, context, "tau", scaling.tau);
  map.finish();
  return scaling;
}

/// What any synapse model may have besides its own parameters.
void read_additions(const Context& context, MapReader& map, SynapseSpec& synapse) {
  read(map, context, "axonal_delay", synapse.axonal_delay);
  if (const auto place = map.find("short_term")) {
    synapse.short_term.emplace().params = read_numbers_by_name(context, *place);
  }
  if (const auto place = map.find("third_factor")) {
    synapse.third_factor = read_third_factor(context, *place);
  }
  if (const auto place = map.find("release")) synapse.release = read_release(context, *place);
  if (const auto place = map.find("scaling")) synapse.scaling = read_scaling(context, *place);
}

}  // namespace

SynapseSpec read_synapse(const Context& context, const Place& place) {
  SynapseSpec synapse;
  MapReader map(context, place);
  read(map, context, "model", synapse.model);
  if (const auto weight = map.find("weight")) {
    synapse.weight = read_value(context, *weight, synapse.weight);
  }
  if (const auto delay = map.find("delay")) {
    synapse.delay = read_value(context, *delay, synapse.delay);
  }
  read(map, context, "receptor", synapse.receptor);
  read_additions(context, map, synapse);
  const SynapseModelInfo* model = context.catalogue.synapse(synapse.model);
  if (model == nullptr) return synapse;
  for (const Quantity& quantity : model->parameters) {
    const auto number_place = map.find(quantity.name);
    if (!number_place) continue;
    if (const auto number = read_number(context, *number_place)) {
      synapse.params[std::string(quantity.name)] = *number;
    }
  }
  map.finish();
  return synapse;
}

}  // namespace engram::yaml

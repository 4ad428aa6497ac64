#include <unordered_set>

#include "io/experiment/blocks.hpp"

namespace engram::yaml {
namespace {

SpikeList read_spike_file(const Context& context, const Place& place) {
  SpikeList spikes;
  MapReader map(context, place);
  if (const auto file = map.require("file", "path of a SONATA spikes file")) {
    spikes.file = read_file_name(context, *file);
  }
  read(map, context, "population", spikes.population);
  map.finish();
  return spikes;
}

void read_spikes(const Context& context, MapReader& map, Stimulus& stimulus) {
  const auto times = map.find("times");
  const auto file = map.find("spikes");
  if (!times && !file) return;
  stimulus.spikes.emplace();
  if (file) stimulus.spikes = read_spike_file(context, *file);
  if (times) stimulus.spikes->times = read_numbers(context, *times);
}

/// Numbers and lists by name, as the type's table has them.
void read_table(const Context& context, MapReader& map, const StimulusInfo& type,
                Stimulus& stimulus) {
  for (const Quantity& quantity : type.parameters) {
    const auto place = map.find(quantity.name);
    if (!place) continue;
    if (quantity.shape == Quantity::Shape::list) {
      stimulus.arrays[std::string(quantity.name)] = read_numbers(context, *place);
    } else if (const auto number = read_number(context, *place)) {
      stimulus.params[std::string(quantity.name)] = *number;
    }
  }
}

Stimulus read_stimulus(const Context& context, const std::string& name, const Place& place,
                       Switches& switches, bool& enabled) {
  Stimulus stimulus;
  stimulus.name = name;
  MapReader map(context, place);
  const auto type_name = map.require("type", "the name of a stimulus type");
  if (type_name) stimulus.type = read_text(context, *type_name).value_or("");
  read(map, context, "enabled", enabled);
  if (const auto when = map.find("when")) enabled &= switches.hold(context, *when);
  if (const auto target = map.require("target", "one or several populations")) {
    stimulus.targets = read_selections(context, *target);
  }
  if (const auto weight = map.find("weight")) {
    stimulus.weight = read_value(context, *weight, stimulus.weight);
  }
  if (const auto delay = map.find("delay")) {
    if (const auto number = read_number(context, *delay)) stimulus.delay = *number;
  }
  read(map, context, "receptor", stimulus.receptor);
  const StimulusInfo* type = context.catalogue.stimulus(stimulus.type);
  // The keys of an unknown type are unknown too; its name is the problem to solve first.
  if (type == nullptr) return stimulus;
  if (type->takes_spike_list) read_spikes(context, map, stimulus);
  read_table(context, map, *type, stimulus);
  map.finish();
  return stimulus;
}

}  // namespace

void read_stimuli(const Context& context, const Place& place, Draft& draft) {
  const MapReader map(context, place);
  for (const Entry* entry : map.rest()) {
    bool enabled = true;
    draft.experiment.stimuli.push_back(
        read_stimulus(context, entry->key, place.below(*entry), draft.switches, enabled));
    draft.stimulus_enabled.push_back(enabled);
  }
}

}  // namespace engram::yaml

#include "io/experiment/blocks.hpp"
#include "io/experiment/scalar.hpp"

namespace engram::yaml {
namespace {

std::vector<Selection> read_spike_selections(const Context& context, const Place& place,
                                             const std::vector<Population>& populations) {
  const bool is_text =
      place.node->kind == Node::Kind::scalar && type_of(*place.node) == ScalarType::text;
  if (is_text && place.node->text == "all") return every_population(populations);
  if (is_text && place.node->text == "none") return {};
  return read_selections(context, place);
}

StateRecording read_state(const Context& context, const Place& place) {
  StateRecording recording;
  MapReader map(context, place);
  recording.neurons = read_selection_keys(context, map);
  if (const auto variables = map.require("variables", "names of state variables")) {
    recording.variables = read_texts(context, *variables);
  }
  read(map, context, "every", recording.interval);
  map.finish();
  return recording;
}

}  // namespace

std::vector<Selection> every_population(const std::vector<Population>& populations) {
  std::vector<Selection> all;
  for (const Population& population : populations) all.push_back({population.name, {}, {}});
  return all;
}

Recording read_record(const Context& context, const Place& place,
                      const std::vector<Population>& populations) {
  Recording record;
  MapReader map(context, place);
  const auto spikes = map.find("spikes");
  record.spikes =
      spikes ? read_spike_selections(context, *spikes, populations) : every_population(populations);
  if (const auto state = map.find("state")) {
    for_each_item(context, *state, "a list of recordings",
                  [&](const Place& item) { record.state.push_back(read_state(context, item)); });
  }
  if (const auto weights = map.find("weights")) {
    record.weights = read_weight_recordings(context, *weights);
  }
  if (const auto fields = map.find("fields")) {
    record.fields = read_field_recordings(context, *fields);
  }
  map.finish();
  return record;
}

}  // namespace engram::yaml

#include "io/experiment/blocks.hpp"

namespace engram::yaml {
namespace {

void read_histogram(const Context& context, const Place& place, WeightRecording& recording) {
  MapReader map(context, place);
  if (const auto bins = map.require("bins", "the number of bins")) {
    const auto number = read_count(context, *bins);
    recording.histogram_bins = number.value_or(1);
    if (number == 0U) {
      context.add(bins->node->mark, bins->path, "found 0 bins; allowed: at least 1");
    }
  }
  read(map, context, "interval", recording.histogram_interval);
  read(map, context, "max", recording.histogram_max);
  map.finish();
}

WeightRecording read_weights(const Context& context, const Place& place) {
  WeightRecording recording;
  MapReader map(context, place);
  read_required(map, context, "source", "the name of a population", recording.source);
  read_required(map, context, "target", "the name of a population", recording.target);
  read(map, context, "snapshots", recording.snapshots);
  read(map, context, "sample", recording.sample);
  read(map, context, "interval", recording.interval);
  if (const auto histogram = map.find("histogram")) read_histogram(context, *histogram, recording);
  map.finish();
  return recording;
}

FieldRecording read_field(const Context& context, const Place& place) {
  FieldRecording recording;
  MapReader map(context, place);
  read_required(map, context, "modulator", "the name of a modulator", recording.modulator);
  read(map, context, "interval", recording.interval);
  if (const auto probes = map.find("probes")) {
    for_each_item(
        context, *probes, "a list of points, each a list of coordinates",
        [&](const Place& item) { recording.probes.push_back(read_numbers(context, item)); });
  }
  if (const auto neurons = map.find("neurons")) {
    recording.neurons = read_counts(context, *neurons);
  }
  read(map, context, "snapshots", recording.snapshots);
  map.finish();
  return recording;
}

}  // namespace

std::vector<WeightRecording> read_weight_recordings(const Context& context, const Place& place) {
  std::vector<WeightRecording> all;
  for_each_item(context, place, "a list of recordings",
                [&](const Place& item) { all.push_back(read_weights(context, item)); });
  return all;
}

std::vector<FieldRecording> read_field_recordings(const Context& context, const Place& place) {
  std::vector<FieldRecording> all;
  for_each_item(context, place, "a list of recordings",
                [&](const Place& item) { all.push_back(read_field(context, item)); });
  return all;
}

}  // namespace engram::yaml

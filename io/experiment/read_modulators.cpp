#include "io/experiment/blocks.hpp"

namespace engram::yaml {
namespace {

VoxelGrid read_grid(const Context& context, const Place& place) {
  VoxelGrid grid;
  MapReader map(context, place);
  if (const auto shape = map.require("shape", "voxels per axis")) {
    grid.shape = read_counts(context, *shape);
  }
  if (const auto extent = map.require("extent", "edge lengths of the box, micrometres")) {
    grid.extent = read_numbers(context, *extent);
  }
  read(map, context, "center", grid.center);
  read(map, context, "periodic", grid.periodic);
  map.finish();
  return grid;
}

ReleaseSource read_source(const Context& context, const Place& place) {
  ReleaseSource source;
  MapReader map(context, place);
  source.neurons = read_selection_keys(context, map);
  read_required(map, context, "amount", "what each spike releases, micromolar", source.amount);
  map.finish();
  return source;
}

void read_schedule(const Context& context, const Place& place, Modulator& modulator) {
  MapReader map(context, place);
  if (const auto times = map.require("times", "when there is a release, ms")) {
    modulator.release_times = read_numbers(context, *times);
  }
  if (const auto amounts = map.require("amounts", "what is released, micromolar")) {
    if (amounts->node->kind == Node::Kind::map) {
      modulator.release_array = read_array(context, *amounts);
    } else {
      modulator.release_amounts = read_numbers(context, *amounts);
    }
  }
  map.finish();
}

PairReward read_reward(const Context& context, const Place& place) {
  PairReward reward;
  MapReader map(context, place);
  if (const auto pre = map.require("pre", "one neuron: {population, ids: [id]}")) {
    reward.pre = read_selection(context, *pre);
  }
  if (const auto post = map.require("post", "one neuron: {population, ids: [id]}")) {
    reward.post = read_selection(context, *post);
  }
  read(map, context, "window", reward.window);
  if (const auto delay = map.find("delay")) {
    MapReader ends(context, *delay);
    read_required(ends, context, "min", "the shortest delay, ms", reward.delay_min);
    read_required(ends, context, "max", "the longest delay, ms", reward.delay_max);
    ends.finish();
  }
  read_required(map, context, "amount", "what is released everywhere, micromolar", reward.amount);
  map.finish();
  return reward;
}

Modulator read_modulator(const Context& context, const std::string& name, const Place& place) {
  Modulator modulator;
  modulator.name = name;
  MapReader map(context, place);
  read(map, context, "species", modulator.species);
  if (const auto params = map.find("params")) {
    modulator.params = read_numbers_by_name(context, *params);
  }
  if (const auto grid = map.find("grid")) modulator.grid = read_grid(context, *grid);
  read(map, context, "neurons", modulator.neurons);
  read(map, context, "interval", modulator.interval);
  if (const auto release = map.find("release")) {
    for_each_item(context, *release, "a list of releases", [&](const Place& item) {
      modulator.sources.push_back(read_source(context, item));
    });
  }
  if (const auto schedule = map.find("schedule")) read_schedule(context, *schedule, modulator);
  if (const auto reward = map.find("reward")) modulator.reward = read_reward(context, *reward);
  map.finish();
  return modulator;
}

}  // namespace

std::vector<Modulator> read_modulators(const Context& context, const Place& place) {
  std::vector<Modulator> modulators;
  const MapReader map(context, place);
  for (const Entry* entry : map.rest()) {
    modulators.push_back(read_modulator(context, entry->key, place.below(*entry)));
  }
  return modulators;
}

}  // namespace engram::yaml

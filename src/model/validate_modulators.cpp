#include <cmath>
#include <unordered_set>

#include <fmt/format.h>

#include "model/suggest.hpp"
#include "model/validate.hpp"
#include "model/validate_parts.hpp"

namespace engram::validation {
namespace {

/// Amounts of a release.
Quantity amount_of(const Modulator& modulator) {
  if (!modulator.neurons.empty()) return {"amount", "", 0.0, Range::any(), "what is added"};
  return {"amount", "micromolar", 0.0, Range::above(0.0), "what is released"};
}

void check_extent(Context& context, const VoxelGrid& grid, const std::string& path) {
  const std::size_t axes = grid.shape.size();
  if (grid.extent.size() != axes) {
    context.problems.add(path + ".extent",
                         fmt::format("found {} numbers; allowed: {}, as many as in 'shape'",
                                     grid.extent.size(), axes));
  }
  const Quantity length{"extent", "micrometres", 1.0, Range::above(0.0), "edge length"};
  for (std::size_t i = 0; i < grid.extent.size(); ++i) {
    check_number(context, grid.extent[i], length, fmt::format("{}.extent[{}]", path, i));
  }
  if (!grid.center.empty() && grid.center.size() != axes) {
    context.problems.add(path + ".center",
                         fmt::format("found {} numbers; allowed: {}, as many as in 'shape'",
                                     grid.center.size(), axes));
  }
  const Quantity coordinate{"center", "micrometres", 0.0, Range::any(), "coordinate"};
  for (std::size_t i = 0; i < grid.center.size(); ++i) {
    check_number(context, grid.center[i], coordinate, fmt::format("{}.center[{}]", path, i));
  }
}

void check_grid(Context& context, const VoxelGrid& grid, const std::string& path) {
  const std::size_t axes = grid.shape.size();
  if (axes != 2 && axes != 3) {
    context.problems.add(
        path + ".shape",
        fmt::format("found {} numbers; allowed: 2 or 3, the voxels per axis", axes));
    return;
  }
  std::uint64_t voxels = 1;
  for (std::size_t i = 0; i < axes; ++i) {
    if (grid.shape[i] == 0) {
      context.problems.add(fmt::format("{}.shape[{}]", path, i),
                           "found 0 voxels; allowed: at least 1");
      return;
    }
    voxels = grid.shape[i] > most_voxels / voxels ? most_voxels + 1 : voxels * grid.shape[i];
    if (voxels > most_voxels) {
      context.problems.add(path + ".shape", fmt::format("more than {} voxels in all", most_voxels));
      break;
    }
  }
  check_extent(context, grid, path);
}

/// Neuron i of a source adds to value i.
void check_as_many(Context& context, const Modulator& modulator, const Population& source,
                   const std::string& path) {
  const Population* own = context.population(modulator.neurons);
  if (own == nullptr || own->size == source.size) return;
  context.problems.add(
      path,
      fmt::format("'{}' has {} neurons, and '{}', for which '{}' has a value each, {}; allowed: "
                  "as many, since neuron i adds to the value of neuron i",
                  source.name, source.size, own->name, modulator.name, own->size));
}

/// What a learning signal may be.
void check_neurons(Context& context, const Modulator& modulator, const std::string& path) {
  const Population* population = context.known_population(modulator.neurons, path + ".neurons");
  if (population != nullptr && population->size > most_voxels) {
    context.problems.add(path + ".neurons",
                         fmt::format("'{}' has {} neurons; allowed: up to {}", population->name,
                                     population->size, most_voxels));
  }
  if (modulator.grid) {
    context.problems.add(path + ".grid",
                         "its values belong to neurons, which 'neurons' names: give either that "
                         "or 'grid'");
  }
  if (modulator.species != Modulator{}.species) {
    context.problems.add(path + ".species",
                         fmt::format("found '{}', the constants of a substance in the tissue; "
                                     "allowed for the values of neurons: custom",
                                     modulator.species));
  }
  for (const char* name : {"D", "V_max"}) {
    const auto given = modulator.params.find(name);
    if (given == modulator.params.end() || !(given->second > 0.0)) continue;
    context.problems.add(fmt::format("{}.params.{}", path, name),
                         fmt::format("found {}; allowed for the values of neurons: 0, as they "
                                     "neither spread nor are taken up",
                                     given->second));
  }
}

void check_sources(Context& context, const Modulator& modulator, const std::string& path) {
  for (std::size_t i = 0; i < modulator.sources.size(); ++i) {
    const std::string at = fmt::format("{}.release[{}]", path, i);
    const ReleaseSource& source = modulator.sources[i];
    const Population* population = check_selection(context, source.neurons, at);
    check_number(context, source.amount, amount_of(modulator), at + ".amount");
    if (population == nullptr) continue;
    if (modulator.neurons.empty()) {
      check_place(context, modulator, *population, at + ".population");
    } else {
      check_as_many(context, modulator, *population, at + ".population");
    }
  }
}

void check_schedule(Context& context, const Modulator& modulator, const std::string& path) {
  const std::vector<double>& times = modulator.release_times;
  const std::vector<double>& amounts = modulator.release_amounts;
  const bool from_file = !modulator.release_array.file.empty();
  if (from_file && modulator.neurons.empty()) {
    context.problems.add(path + ".amounts",
                         "a file has an amount for each neuron, and this modulator no 'neurons': "
                         "give a list of numbers");
  }
  if (!from_file && times.size() != amounts.size()) {
    context.problems.add(path, fmt::format("found {} times and {} amounts; allowed: one amount "
                                           "for each time",
                                           times.size(), amounts.size()));
  }
  const Quantity amount = amount_of(modulator);
  const Quantity time{"times", "ms", 0.0, Range::at_least(0.0), "time of a release"};
  for (std::size_t i = 0; i < times.size() && !context.problems.full(); ++i) {
    if (i > 0 && times[i] <= times[i - 1]) {
      context.problems.add(
          fmt::format("{}.times[{}]", path, i),
          fmt::format("found {} ms after {} ms; allowed: ascending times", times[i], times[i - 1]));
    } else if (!time.range.contains(times[i])) {
      check_number(context, times[i], time, fmt::format("{}.times[{}]", path, i));
    }
  }
  for (std::size_t i = 0; i < amounts.size() && !context.problems.full(); ++i) {
    if (amount.range.contains(amounts[i])) continue;
    check_number(context, amounts[i], amount, fmt::format("{}.amounts[{}]", path, i));
  }
}

void check_one_neuron(Context& context, const Selection& selection, const std::string& path) {
  const Population* population = check_selection(context, selection, path);
  if (population == nullptr) return;
  const std::uint64_t chosen =
      !selection.ids.empty() ? selection.ids.size() : selection.sample.value_or(population->size);
  if (chosen == 1) return;
  context.problems.add(path, fmt::format("found {} neurons; allowed: exactly one, for instance "
                                         "{{population: {}, ids: [0]}}",
                                         chosen, population->name));
}

void check_reward(Context& context, const PairReward& reward, const Quantity& amount,
                  const std::string& path) {
  check_one_neuron(context, reward.pre, path + ".pre");
  check_one_neuron(context, reward.post, path + ".post");
  check_number(context, reward.window,
               {"window", "ms", 20.0, Range::above(0.0), "longest time between the spikes"},
               path + ".window");
  const Quantity delay{"delay", "ms", 0.0, Range::at_least(0.0), "time until the release"};
  check_number(context, reward.delay_min, delay, path + ".delay.min");
  check_number(context, reward.delay_max, delay, path + ".delay.max");
  if (reward.delay_min > reward.delay_max) {
    context.problems.add(path + ".delay",
                         fmt::format("min {} is above max {}", reward.delay_min, reward.delay_max));
  }
  check_number(context, reward.amount, amount, path + ".amount");
}

void check_modulator(Context& context, const Modulator& modulator) {
  const std::string path = "modulators." + modulator.name;
  if (!sane_name(modulator.name)) {
    context.problems.add(path, fmt::format("{} cannot be the name of a modulator: up to 64 "
                                           "letters, digits, '_' and '-', beginning with a letter "
                                           "or '_'",
                                           quoted(modulator.name)));
  }
  const SpeciesInfo* species = context.catalogue.one_species(modulator.species);
  if (species == nullptr) {
    context.problems.add_unknown(path + ".species", "species", modulator.species,
                                 names_of(context.catalogue.species));
  } else {
    check_numbers(context, modulator.params, species->parameters, species->name, path + ".params.");
  }
  if (!modulator.neurons.empty()) check_neurons(context, modulator, path);
  if (modulator.grid) check_grid(context, *modulator.grid, path + ".grid");
  check_interval(context, modulator.interval, path + ".interval");
  check_sources(context, modulator, path);
  check_schedule(context, modulator, path + ".schedule");
  if (modulator.reward) {
    check_reward(context, *modulator.reward, amount_of(modulator), path + ".reward");
  }
  if (modulator.sources.empty() && modulator.release_times.empty() && !modulator.reward) {
    context.problems.add(path,
                         "a species that nobody releases: give it 'release', 'schedule' or "
                         "'reward', or leave the modulator out");
  }
}

}  // namespace

void check_modulators(Context& context) {
  std::unordered_set<std::string> seen;
  for (const Modulator& modulator : context.experiment.modulators) {
    if (!seen.insert(modulator.name).second) {
      context.problems.add("modulators." + modulator.name,
                           "there are two modulators with this name");
    }
    check_modulator(context, modulator);
  }
}

}  // namespace engram::validation

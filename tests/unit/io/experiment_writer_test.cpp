#include "io/experiment/writer.hpp"

#include <gtest/gtest.h>

#include "io/experiment/reader.hpp"
#include "support/example_experiments.hpp"
#include "support/fake_catalogue.hpp"

namespace engram {
namespace {

// One comparison per structure. The structured bindings fail to compile when a member is added that
// nobody compares.
bool same(const Positions& x, const Positions& y) {
  const auto& [kind, extent, center, periodic, shape, array] = x;
  return kind == y.kind && extent == y.extent && center == y.center && periodic == y.periodic &&
         shape == y.shape && array == y.array;
}

template <class T>
bool same(const std::vector<T>& x, const std::vector<T>& y);

template <class T>
bool same(const std::optional<T>& x, const std::optional<T>& y);

bool same(const Response& x, const Response& y) {
  const auto& [function, params] = x;
  return function == y.function && params == y.params;
}

bool same(const ExcitabilityModulation& x, const ExcitabilityModulation& y) {
  const auto& [species, target, amount, response] = x;
  return species == y.species && target == y.target && amount == y.amount &&
         same(response, y.response);
}

bool same(const ThresholdHomeostasis& x, const ThresholdHomeostasis& y) {
  const auto& [target_rate, gain, interval, max_shift] = x;
  return target_rate == y.target_rate && gain == y.gain && interval == y.interval &&
         max_shift == y.max_shift;
}

bool same(const Compartment& x, const Compartment& y) {
  const auto& [name, parent] = x;
  return name == y.name && parent == y.parent;
}

bool same(const Population& x, const Population& y) {
  const auto& [name, model, size, params, initial, positions, modulation, homeostasis, area,
               compartments] = x;
  return name == y.name && model == y.model && size == y.size && params == y.params &&
         initial == y.initial && same(positions, y.positions) && same(modulation, y.modulation) &&
         same(homeostasis, y.homeostasis) && area == y.area && same(compartments, y.compartments);
}

bool same(const Selection& x, const Selection& y) {
  const auto& [population, ids, sample] = x;
  return population == y.population && ids == y.ids && sample == y.sample;
}

bool same(const SpikeList& x, const SpikeList& y) {
  const auto& [times, file, population] = x;
  return times == y.times && file == y.file && population == y.population;
}

bool same(const Stimulus& x, const Stimulus& y) {
  const auto& [name, type, targets, params, arrays, spikes, weight, delay, receptor] = x;
  return name == y.name && type == y.type && same(targets, y.targets) && params == y.params &&
         arrays == y.arrays && same(spikes, y.spikes) && weight == y.weight && delay == y.delay &&
         receptor == y.receptor;
}

bool same(const DistanceKernel& x, const DistanceKernel& y) {
  const auto& [shape, scale, max_distance] = x;
  return shape == y.shape && scale == y.scale && max_distance == y.max_distance;
}

bool same(const ConnectionRule& x, const ConnectionRule& y) {
  const auto& [name, params, autapses, multapses, kernel, file, population] = x;
  return name == y.name && params == y.params && autapses == y.allow_autapses &&
         multapses == y.allow_multapses && same(kernel, y.kernel) && file == y.file &&
         population == y.population;
}

bool same(const ShortTermPlasticity& x, const ShortTermPlasticity& y) {
  const auto& [params] = x;
  return params == y.params;
}

bool same(const ThirdFactor& x, const ThirdFactor& y) {
  const auto& [species, tau_c, response] = x;
  return species == y.species && tau_c == y.tau_c && same(response, y.response);
}

bool same(const ReleaseModulation& x, const ReleaseModulation& y) {
  const auto& [species, amount, response] = x;
  return species == y.species && amount == y.amount && same(response, y.response);
}

bool same(const SynapticScaling& x, const SynapticScaling& y) {
  const auto& [target_rate, gain, tau] = x;
  return target_rate == y.target_rate && gain == y.gain && tau == y.tau;
}

bool same(const SynapseSpec& x, const SynapseSpec& y) {
  const auto& [model, weight, delay, params, axonal_delay, short_term, third_factor, release,
               scaling, receptor] = x;
  return model == y.model && weight == y.weight && delay == y.delay && params == y.params &&
         axonal_delay == y.axonal_delay && same(short_term, y.short_term) &&
         same(third_factor, y.third_factor) && same(release, y.release) &&
         same(scaling, y.scaling) && receptor == y.receptor;
}

bool same(const VoxelGrid& x, const VoxelGrid& y) {
  const auto& [shape, extent, center, periodic] = x;
  return shape == y.shape && extent == y.extent && center == y.center && periodic == y.periodic;
}

bool same(const ReleaseSource& x, const ReleaseSource& y) {
  const auto& [neurons, amount] = x;
  return same(neurons, y.neurons) && amount == y.amount;
}

bool same(const PairReward& x, const PairReward& y) {
  const auto& [pre, post, window, delay_min, delay_max, amount] = x;
  return same(pre, y.pre) && same(post, y.post) && window == y.window && delay_min == y.delay_min &&
         delay_max == y.delay_max && amount == y.amount;
}

bool same(const Modulator& x, const Modulator& y) {
  const auto& [name, species, params, grid, of_neurons, interval, sources, times, amounts, array,
               reward] = x;
  return name == y.name && species == y.species && params == y.params && same(grid, y.grid) &&
         of_neurons == y.neurons && interval == y.interval && same(sources, y.sources) &&
         times == y.release_times && amounts == y.release_amounts && array == y.release_array &&
         same(reward, y.reward);
}

bool same(const StructuralPlasticity& x, const StructuralPlasticity& y) {
  const auto& [source, target, synapse, params, interval, kernel] = x;
  return source == y.source && target == y.target && same(synapse, y.synapse) &&
         params == y.params && interval == y.interval && same(kernel, y.kernel);
}

bool same(const Projection& x, const Projection& y) {
  const auto& [source, target, rule, synapse] = x;
  return source == y.source && target == y.target && same(rule, y.rule) && same(synapse, y.synapse);
}

bool same(const StateRecording& x, const StateRecording& y) {
  const auto& [neurons, variables, interval] = x;
  return same(neurons, y.neurons) && variables == y.variables && interval == y.interval;
}

bool same(const WeightRecording& x, const WeightRecording& y) {
  const auto& [source, target, snapshots, sample, interval, bins, histogram_interval, max] = x;
  return source == y.source && target == y.target && snapshots == y.snapshots &&
         sample == y.sample && interval == y.interval && bins == y.histogram_bins &&
         histogram_interval == y.histogram_interval && max == y.histogram_max;
}

bool same(const FieldRecording& x, const FieldRecording& y) {
  const auto& [modulator, interval, probes, neurons, snapshots] = x;
  return modulator == y.modulator && interval == y.interval && probes == y.probes &&
         neurons == y.neurons && snapshots == y.snapshots;
}

template <class T>
bool same(const std::vector<T>& x, const std::vector<T>& y) {
  if (x.size() != y.size()) return false;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!same(x[i], y[i])) return false;
  }
  return true;
}

template <class T>
bool same(const std::optional<T>& x, const std::optional<T>& y) {
  return x.has_value() == y.has_value() && (!x || same(*x, *y));
}

bool same(const Recording& x, const Recording& y) {
  const auto& [spikes, state, weights, fields] = x;
  return same(spikes, y.spikes) && same(state, y.state) && same(weights, y.weights) &&
         same(fields, y.fields);
}

bool same(const SimulationSettings& x, const SimulationSettings& y) {
  const auto& [duration, warmup, dt, seed] = x;
  return duration == y.duration && warmup == y.warmup && dt == y.dt && seed == y.seed;
}

bool same(const Partitioning& x, const Partitioning& y) {
  const auto& [strategy, rates] = x;
  return strategy == y.strategy && rates == y.expected_rates;
}

bool same(const Reference& x, const Reference& y) {
  const auto& [source, rates, cvs, tolerance] = x;
  return source == y.source && rates == y.rates_hz && cvs == y.cv_isi && tolerance == y.tolerance;
}

bool same(const EnergySettings& x, const EnergySettings& y) {
  const auto& [constants, params, interval] = x;
  return constants == y.constants && params == y.params && interval == y.interval;
}

bool same(const SparsenessSettings& x, const SparsenessSettings& y) {
  const auto& [window] = x;
  return window == y.window;
}

bool same(const Experiment& x, const Experiment& y) {
  const auto& [name, description, simulation, populations, stimuli, modulators, projections,
               structural, record, energy, sparseness, partitioning, reference] = x;
  return name == y.name && description == y.description && same(simulation, y.simulation) &&
         same(populations, y.populations) && same(stimuli, y.stimuli) &&
         same(modulators, y.modulators) && same(projections, y.projections) &&
         same(structural, y.structural) && same(record, y.record) && same(energy, y.energy) &&
         same(sparseness, y.sparseness) && same(partitioning, y.partitioning) &&
         same(reference, y.reference);
}

Experiment parse(std::string_view text) {
  return parse_experiment(std::string(text), "x.yaml", testing::fake_catalogue());
}

TEST(ExperimentWriter, WhatItWritesReadsAsTheSameExperiment) {
  for (const std::string_view example : testing::example_experiments) {
    const Experiment once = parse(example);
    const Experiment twice = parse(experiment_json(once));
    EXPECT_TRUE(same(once, twice)) << experiment_json(once);
  }
}

TEST(ExperimentWriter, NumbersKeepEveryBit) {
  Experiment experiment = parse(testing::small_example);
  experiment.populations[0].params.emplace("tau_m", 0.1 + 0.2);
  experiment.populations[0].params.emplace("C_m", Distribution::uniform(1.0 / 3.0, 1e300));
  experiment.simulation.seed = 9007199254740993U;
  experiment.projections[0].synapse.weight = -3e-308;
  EXPECT_TRUE(same(experiment, parse(experiment_json(experiment))));
}

TEST(ExperimentWriter, TextThatIsNotUtf8GivesJsonAllTheSame) {
  Experiment experiment = parse(testing::small_example);
  experiment.description = "broken \xFF \"quoted\"\n";
  EXPECT_EQ(parse(experiment_json(experiment)).description, "broken \xEF\xBF\xBD \"quoted\"\n");
}

}  // namespace
}  // namespace engram

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

bool same(const Population& x, const Population& y) {
  const auto& [name, model, size, params, initial, positions, area] = x;
  return name == y.name && model == y.model && size == y.size && params == y.params &&
         initial == y.initial && positions.has_value() == y.positions.has_value() &&
         (!positions || same(*positions, *y.positions)) && area == y.area;
}

bool same(const Selection& x, const Selection& y) {
  const auto& [population, ids, sample] = x;
  return population == y.population && ids == y.ids && sample == y.sample;
}

bool same(const SpikeList& x, const SpikeList& y) {
  const auto& [times, file, population] = x;
  return times == y.times && file == y.file && population == y.population;
}

template <class T>
bool same(const std::vector<T>& x, const std::vector<T>& y);

bool same(const Stimulus& x, const Stimulus& y) {
  const auto& [name, type, targets, params, arrays, spikes, weight, delay] = x;
  return name == y.name && type == y.type && same(targets, y.targets) && params == y.params &&
         arrays == y.arrays && spikes.has_value() == y.spikes.has_value() &&
         (!spikes || same(*spikes, *y.spikes)) && weight == y.weight && delay == y.delay;
}

bool same(const DistanceKernel& x, const DistanceKernel& y) {
  const auto& [shape, scale, max_distance] = x;
  return shape == y.shape && scale == y.scale && max_distance == y.max_distance;
}

bool same(const ConnectionRule& x, const ConnectionRule& y) {
  const auto& [name, params, autapses, multapses, kernel, file, population] = x;
  return name == y.name && params == y.params && autapses == y.allow_autapses &&
         multapses == y.allow_multapses && kernel.has_value() == y.kernel.has_value() &&
         (!kernel || same(*kernel, *y.kernel)) && file == y.file && population == y.population;
}

bool same(const SynapseSpec& x, const SynapseSpec& y) {
  const auto& [model, weight, delay, params] = x;
  return model == y.model && weight == y.weight && delay == y.delay && params == y.params;
}

bool same(const Projection& x, const Projection& y) {
  const auto& [source, target, rule, synapse] = x;
  return source == y.source && target == y.target && same(rule, y.rule) && same(synapse, y.synapse);
}

bool same(const StateRecording& x, const StateRecording& y) {
  const auto& [neurons, variables, interval] = x;
  return same(neurons, y.neurons) && variables == y.variables && interval == y.interval;
}

template <class T>
bool same(const std::vector<T>& x, const std::vector<T>& y) {
  if (x.size() != y.size()) return false;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!same(x[i], y[i])) return false;
  }
  return true;
}

bool same(const Recording& x, const Recording& y) {
  const auto& [spikes, state] = x;
  return same(spikes, y.spikes) && same(state, y.state);
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

bool same(const Experiment& x, const Experiment& y) {
  const auto& [name, description, simulation, populations, stimuli, projections, record,
               partitioning, reference] = x;
  return name == y.name && description == y.description && same(simulation, y.simulation) &&
         same(populations, y.populations) && same(stimuli, y.stimuli) &&
         same(projections, y.projections) && same(record, y.record) &&
         same(partitioning, y.partitioning) && same(reference, y.reference);
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
  experiment.projections[0].synapse.weight = -5e-324;
  EXPECT_TRUE(same(experiment, parse(experiment_json(experiment))));
}

TEST(ExperimentWriter, TextThatIsNotUtf8GivesJsonAllTheSame) {
  Experiment experiment = parse(testing::small_example);
  experiment.description = "broken \xFF \"quoted\"\n";
  EXPECT_EQ(parse(experiment_json(experiment)).description, "broken \xEF\xBF\xBD \"quoted\"\n");
}

}  // namespace
}  // namespace engram

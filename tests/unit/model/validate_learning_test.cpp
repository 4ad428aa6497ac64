#include <gtest/gtest.h>

#include <cmath>

#include "model/structural_parameters.hpp"
#include "model/validate.hpp"
#include "support/fake_catalogue.hpp"

namespace engram {
namespace {

Population population(const std::string& name, std::uint64_t size) {
  Population p;
  p.name = name;
  p.model = "lif";
  p.size = size;
  return p;
}

/// Five neurons whose synapses learn, and a modulator.
Experiment learning() {
  Experiment e;
  e.populations = {population("E", 5)};
  Projection p;
  p.source = "E";
  p.target = "E";
  p.synapse.model = "pair_synapse";
  e.projections = {p};
  Modulator m;
  m.name = "m";
  m.sources = {{{"E", {}, {}}, 0.1}};
  e.modulators = {m};
  return e;
}

SynapseSpec& synapse_of(Experiment& e) {
  return e.projections[0].synapse;
}

std::vector<Problem> check(const Experiment& e) {
  return validate(e, testing::fake_catalogue());
}

/// Path of the one problem, or what else there is.
std::string path_of(const Experiment& e) {
  const std::vector<Problem> problems = check(e);
  if (problems.empty()) return "accepted";
  std::string all = problems[0].path;
  for (std::size_t i = 1; i < problems.size(); ++i) all += " + " + problems[i].path;
  return all;
}

TEST(ValidateLearning, AcceptsWhatIsBuiltInCode) {
  EXPECT_EQ(path_of(learning()), "accepted");
}

TEST(ValidateLearning, ModulatorsOfCodeHaveNamesOnce) {
  Experiment e = learning();
  e.modulators.push_back(e.modulators[0]);
  EXPECT_EQ(path_of(e), "modulators.m");
  e = learning();
  e.modulators[0].name = "";
  EXPECT_EQ(path_of(e), "modulators.");
  e = learning();
  e.modulators[0].release_amounts = {1.0};
  EXPECT_EQ(path_of(e), "modulators.m.schedule");
  e.modulators[0].release_times = {std::nan("")};
  EXPECT_EQ(path_of(e), "modulators.m.schedule.times[0]");
}

TEST(ValidateLearning, GridsThatNeedNoPositions) {
  Experiment e = learning();
  e.modulators[0].grid = VoxelGrid{.shape = {1, 1, 1}, .extent = {5, 5, 5}};
  EXPECT_EQ(path_of(e), "accepted");
  e.modulators[0].grid->shape = {1, 2, 1};
  EXPECT_EQ(path_of(e), "modulators.m.release[0].population");
  // How many coordinates a file of positions has is known only when it is read.
  e.populations[0].positions = Positions{.kind = Positions::Kind::file, .array = {"x.h5", "/x"}};
  EXPECT_EQ(path_of(e), "accepted");
  e.populations[0].positions = Positions{.extent = {10, 10}};
  EXPECT_EQ(path_of(e), "modulators.m.release[0].population");
  e.populations[0].positions = Positions{.extent = {10, 10, 10}};
  EXPECT_EQ(path_of(e), "accepted");
}

TEST(ValidateLearning, EverythingAModulatorActsOnNeedsAPlace) {
  Experiment e = learning();
  e.populations.push_back(population("P", 5));
  e.populations[1].positions = Positions{.extent = {10, 10}};
  e.modulators[0].sources[0].neurons.population = "P";
  e.modulators[0].grid = VoxelGrid{.shape = {2, 2}, .extent = {5, 5}};
  EXPECT_EQ(path_of(e), "accepted");
  e.populations[0].modulation = {{.species = "m", .amount = 1.0}};
  EXPECT_EQ(path_of(e), "populations.E.modulation[0].species");
  e.populations[0].modulation.clear();
  synapse_of(e).third_factor = ThirdFactor{.species = "m"};
  EXPECT_EQ(path_of(e), "projections[0].synapse.third_factor.species");
  synapse_of(e).third_factor.reset();
  synapse_of(e).release = ReleaseModulation{.species = "m", .amount = 1.0};
  EXPECT_EQ(path_of(e), "projections[0].synapse.release.species");
  // Where the source lies does not matter.
  e.projections[0].target = "P";
  EXPECT_EQ(path_of(e), "accepted");
}

TEST(ValidateLearning, MostVoxels) {
  Experiment e = learning();
  e.populations[0].positions = Positions{.extent = {10, 10}};
  e.modulators[0].grid = VoxelGrid{.shape = {1U << 16U, 1U << 15U}, .extent = {5, 5}};
  EXPECT_EQ(path_of(e), "accepted");
  e.modulators[0].grid->shape[1] += 1;
  EXPECT_EQ(path_of(e), "modulators.m.grid.shape");
}

TEST(ValidateLearning, OneNeuronMayBeChosenInThreeWays) {
  Experiment e = learning();
  PairReward reward;
  reward.pre = {"E", {2}, {}};
  reward.post = {"E", {}, 1};
  reward.amount = 0.5;
  e.modulators[0].reward = reward;
  EXPECT_EQ(path_of(e), "accepted");
  e.modulators[0].reward->pre.ids.clear();
  EXPECT_EQ(path_of(e), "modulators.m.reward.pre");
  e.populations[0].size = 1;
  EXPECT_EQ(path_of(e), "accepted");
}

TEST(ValidateLearning, WeightsOfOneSignWithinTheBounds) {
  Experiment e = learning();
  const auto told = [&](const Value& weight, double w_max) {
    synapse_of(e).weight = weight;
    synapse_of(e).params["Wmax"] = w_max;
    return path_of(e);
  };
  using Bounds = Distribution::Bounds;
  const std::string weight = "projections[0].synapse.weight";
  const std::string bound = "projections[0].synapse.Wmax";
  EXPECT_EQ(told(0.0, 40), "accepted");
  EXPECT_EQ(told(40.0, 40), "accepted");
  EXPECT_EQ(told(40.1, 40), weight);
  EXPECT_EQ(told(-40.0, -40), "accepted");
  EXPECT_EQ(told(-40.0, 40), bound);
  // Zero is no negative weight: a bound below it would leave the sign of the synapse open.
  EXPECT_EQ(told(0.0, -40), bound);
  // No draw lies further from the mean than 10 standard deviations.
  EXPECT_EQ(told(Distribution::normal(20, 2), 40), "accepted");
  EXPECT_EQ(told(Distribution::normal(20, 2), 39.9), weight);
  EXPECT_EQ(told(Distribution::normal(20, 2.1), 100), weight);
  EXPECT_EQ(told(Distribution::normal(20, 9).within(0, 40), 40), "accepted");
  EXPECT_EQ(told(Distribution::normal(-20, 9).within(-40, 0), -40), "accepted");
  // Clipping makes zeros, which are no negative weights.
  EXPECT_EQ(told(Distribution::normal(-20, 9).within(-40, 0, Bounds::clip), -40), weight);
  EXPECT_EQ(told(Distribution::normal(20, 9).within(0, 40, Bounds::clip), 40), "accepted");
  EXPECT_EQ(told(Distribution::uniform(0, 40), 40), "accepted");
  EXPECT_EQ(told(Distribution::uniform(-40, 0), -40), "accepted");
  EXPECT_EQ(told(Distribution::uniform(-40, 1), -40), weight);
  EXPECT_EQ(told(Distribution::lognormal(1, 0.1), 40), "accepted");
}

TEST(ValidateLearning, WithoutABoundZeroWouldStayZero) {
  Experiment e = learning();
  synapse_of(e).model = "voltage_synapse";
  Catalogue catalogue = testing::fake_catalogue();
  catalogue.neurons[0].offers = testing::filtered_potential;
  const auto problems = [&](const Value& weight) {
    synapse_of(e).weight = weight;
    return validate(e, catalogue).size();
  };
  EXPECT_EQ(problems(0.0), 1U);
  EXPECT_EQ(problems(1e-3), 0U);
  // Some may be 0 where others are not.
  EXPECT_EQ(problems(Distribution::uniform(0, 1)), 0U);
  EXPECT_EQ(problems(-1e-3), 0U);
}

TEST(ValidateLearning, ThresholdsStayAboveTheReset) {
  Experiment e = learning();
  Population& p = e.populations[0];
  const std::string path = "populations.E.homeostasis.max_shift";
  const auto told = [&](double max_shift) {
    p.homeostasis = ThresholdHomeostasis{.gain = 0.1, .max_shift = max_shift};
    return path_of(e);
  };
  // Of the model's own: -50 and -65 mV.
  EXPECT_EQ(told(14.9), "accepted");
  EXPECT_EQ(told(15.0), path);
  p.params.insert_or_assign("V_th", -55.0);
  EXPECT_EQ(told(9.9), "accepted");
  EXPECT_EQ(told(10.0), path);
  // The lowest threshold and the highest reset potential that can be drawn.
  p.params.insert_or_assign("V_th", Distribution::uniform(-56, -50));
  p.params.insert_or_assign("V_reset", Distribution::uniform(-70, -60));
  EXPECT_EQ(told(3.9), "accepted");
  EXPECT_EQ(told(4.0), path);
  // What an array holds is not known here.
  p.params.insert_or_assign("V_th", ArrayFile{"x.h5", "/v"});
  EXPECT_EQ(told(100.0), "accepted");
}

TEST(ValidateLearning, StaticWeightsMayHaveBothSigns) {
  Experiment e = learning();
  synapse_of(e).model = "static_synapse";
  synapse_of(e).weight = Distribution::normal(0, 1);
  EXPECT_EQ(path_of(e), "accepted");
  synapse_of(e).release = ReleaseModulation{.species = "m", .amount = 1.0};
  EXPECT_EQ(path_of(e), "projections[0].synapse.weight");
}

TEST(ValidateLearning, AxonalDelayLeavesADendriticStep) {
  Experiment e = learning();
  const auto told = [&](const Value& delay, double axonal) {
    synapse_of(e).delay = delay;
    synapse_of(e).axonal_delay = axonal;
    return path_of(e);
  };
  const std::string axon = "projections[0].synapse.axonal_delay";
  EXPECT_EQ(told(1.0, 0.9), "accepted");
  EXPECT_EQ(told(1.0, 1.0), axon);
  EXPECT_EQ(told(0.1, 0.1), axon);
  // Delays are rounded to steps: of 0.5 ms, 0.75 ms are two.
  e.simulation.dt = 0.5;
  EXPECT_EQ(told(0.75, 0.5), "accepted");
  EXPECT_EQ(told(0.74, 0.5), axon);
  EXPECT_EQ(told(Distribution::uniform(0.75, 3), 0.5), "accepted");
  EXPECT_EQ(told(Distribution::uniform(0.7, 3), 0.5), axon);
  e.simulation.dt = 0.1;
  EXPECT_EQ(told(Distribution::normal(2, 0.5).within(1, 3), 0.9), "accepted");
  EXPECT_EQ(told(Distribution::normal(2, 0.5).within(0.5, 3), 0.9), axon);
  EXPECT_EQ(told(1.0, std::nan("")), axon);
  synapse_of(e).model = "static_synapse";
  EXPECT_EQ(told(1.0, 0.5), axon);
  EXPECT_EQ(told(1.0, 0.0), "accepted");
  synapse_of(e).short_term.emplace();
  EXPECT_EQ(told(1.0, 0.5), "accepted");
}

TEST(ValidateLearning, LongRunsOnlyWithoutPlasticSynapses) {
  Experiment e = learning();
  e.simulation.dt = 0.5;
  e.simulation.warmup = 1.0;
  // 2^31 - 2 steps in all.
  e.simulation.duration = 0.5 * 2147483644.0;
  EXPECT_EQ(path_of(e), "accepted");
  e.simulation.duration += 0.5;
  EXPECT_EQ(path_of(e), "simulation.duration");
  synapse_of(e).model = "static_synapse";
  EXPECT_EQ(path_of(e), "accepted");
  e.structural = {{.source = "E", .target = "E"}};
  EXPECT_EQ(path_of(e), "simulation.duration");
}

TEST(ValidateLearning, PlasticSynapsesMayComeFromAFile) {
  Experiment e = learning();
  e.projections[0].rule.name = "sonata_edges";
  e.projections[0].rule.file = "edges.h5";
  EXPECT_EQ(path_of(e), "accepted");
}

TEST(ValidateLearning, WhatATargetMustOffer) {
  Experiment e = learning();
  synapse_of(e).model = "voltage_synapse";
  EXPECT_EQ(path_of(e), "projections[0].synapse.model");
  Catalogue catalogue = testing::fake_catalogue();
  catalogue.neurons[0].offers = testing::filtered_potential;
  EXPECT_TRUE(validate(e, catalogue).empty());
}

TEST(ValidateLearning, SnapshotsAtBothEndsOfTheRun) {
  Experiment e = learning();
  e.simulation.warmup = 0.1;
  e.simulation.duration = 0.2;
  WeightRecording weights;
  weights.source = "E";
  weights.target = "E";
  weights.snapshots = {0.0, 0.3};
  e.record.weights = {weights};
  EXPECT_EQ(path_of(e), "accepted");
  e.record.weights[0].snapshots[1] = 0.4;
  EXPECT_EQ(path_of(e), "record.weights[0].snapshots[1]");
}

TEST(ValidateLearning, ProbesMayLieOutsideOfPeriodicGridsOnly) {
  Experiment e = learning();
  e.populations[0].positions = Positions{.extent = {10, 10}};
  e.modulators[0].grid = VoxelGrid{.shape = {2, 2}, .extent = {10, 20}, .center = {5, 0}};
  FieldRecording field;
  field.modulator = "m";
  field.interval = 1.0;
  field.probes = {{0, -10}, {10, 10}};
  e.record.fields = {field};
  EXPECT_EQ(path_of(e), "accepted");
  e.record.fields[0].probes[1] = {10, 10.5};
  EXPECT_EQ(path_of(e), "record.fields[0].probes[1][1]");
  e.modulators[0].grid->periodic = true;
  EXPECT_EQ(path_of(e), "accepted");
  e.record.fields[0].probes[1] = {10, testing::inf};
  EXPECT_EQ(path_of(e), "record.fields[0].probes[1][1]");
}

TEST(ValidateLearning, StructuralSynapsesAreStatic) {
  Experiment e = learning();
  e.structural = {{.source = "E", .target = "E"}};
  EXPECT_EQ(path_of(e), "accepted");
  e.structural[0].synapse.short_term.emplace();
  EXPECT_EQ(path_of(e), "structural[0].synapse");
}

TEST(ValidateLearning, AxonalGrowthFollowsTheDendriticOneUnlessGiven) {
  StructuralPlasticity structural{.source = "E", .target = "E"};
  EXPECT_EQ(structural_number(structural, "axon_epsilon"), 0.05);
  structural.params = {{"epsilon", 0.2}, {"nu", 3e-4}};
  EXPECT_EQ(structural_number(structural, "axon_epsilon"), 0.2);
  EXPECT_EQ(structural_number(structural, "axon_nu"), 3e-4);
  structural.params["axon_epsilon"] = 0.1;
  EXPECT_EQ(structural_number(structural, "axon_epsilon"), 0.1);
  EXPECT_EQ(structural_number(structural, "epsilon"), 0.2);
  Experiment e = learning();
  e.structural = {structural};
  EXPECT_EQ(path_of(e), "accepted");
  e.structural[0].params["axon_eta"] = 0.15;
  EXPECT_EQ(path_of(e), "structural[0]");
}

TEST(ValidateLearning, StructuralDefaultsAreThoseOfThePaper) {
  // Butz & van Ooyen 2013: growth 1e-4 per ms, calcium 0.05 at the set point, which stands for 5 Hz
  // (tau_Ca beta_Ca r with r per ms).
  const auto of = [](std::string_view name) {
    return find(structural_parameters, name)->default_value;
  };
  EXPECT_EQ(of("nu"), 1e-4);
  EXPECT_DOUBLE_EQ(of("epsilon"), of("tau_Ca") * of("beta_Ca") * 0.005);
  EXPECT_EQ(of("eta"), 0.0);
  EXPECT_EQ(of("tau_vacant"), 0.1);
}

}  // namespace
}  // namespace engram

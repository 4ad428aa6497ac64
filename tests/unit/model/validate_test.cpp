#include "model/validate.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "model/validate_parts.hpp"
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

Experiment two_populations() {
  Experiment e;
  e.populations = {population("E", 80), population("I", 20)};
  Projection p;
  p.source = "E";
  p.target = "I";
  e.projections = {p};
  return e;
}

std::vector<Problem> check(const Experiment& e) {
  return validate(e, testing::fake_catalogue());
}

/// Path of the one problem, or what else there is.
std::string path_of(const Experiment& e) {
  const std::vector<Problem> problems = check(e);
  if (problems.size() != 1) return std::to_string(problems.size()) + " problems";
  return problems[0].path;
}

TEST(Validate, AcceptsWhatIsBuiltInCode) {
  EXPECT_TRUE(check(two_populations()).empty());
}

TEST(Validate, ExperimentsWithoutAnythingAreRefused) {
  EXPECT_EQ(path_of(Experiment{}), "populations");
}

TEST(Validate, ProblemsOfCodeHaveAPathButNoLine) {
  Experiment e = two_populations();
  e.projections[0].synapse.delay = std::nan("");
  const std::vector<Problem> problems = check(e);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].path, "projections[0].synapse.delay");
  EXPECT_EQ(problems[0].line, 0);
  EXPECT_TRUE(problems[0].file.empty());
}

TEST(Validate, WhatAFileCannotSayButCodeCan) {
  Experiment twice = two_populations();
  twice.populations.push_back(population("E", 5));
  EXPECT_EQ(path_of(twice), "populations.E");

  Experiment nameless = two_populations();
  nameless.populations.push_back(population("", 5));
  EXPECT_EQ(path_of(nameless), "populations.");

  Experiment infinite = two_populations();
  infinite.projections[0].synapse.weight = testing::inf;
  EXPECT_EQ(path_of(infinite), "projections[0].synapse.weight");

  Experiment bounded_constant = two_populations();
  bounded_constant.projections[0].synapse.weight = Distribution::constant(3).within(1, 2);
  EXPECT_EQ(path_of(bounded_constant), "projections[0].synapse.weight");

  Experiment bounded_uniform = two_populations();
  bounded_uniform.projections[0].synapse.weight = Distribution::uniform(0, 3).within(1, 2);
  EXPECT_EQ(path_of(bounded_uniform), "projections[0].synapse.weight.uniform");

  Experiment nan_bounds = two_populations();
  nan_bounds.projections[0].synapse.weight = Distribution::normal(0, 3).within(std::nan(""), 2);
  EXPECT_EQ(path_of(nan_bounds), "projections[0].synapse.weight.normal");

  Experiment needless_file = two_populations();
  needless_file.projections[0].rule.file = "x.h5";
  EXPECT_EQ(path_of(needless_file), "projections[0].rule");

  Experiment needless_spikes = two_populations();
  Stimulus dc;
  dc.name = "dc";
  dc.type = "dc_generator";
  dc.targets = {{"E", {}, {}}};
  dc.spikes.emplace();
  needless_spikes.stimuli = {dc};
  EXPECT_EQ(path_of(needless_spikes), "stimuli.dc");

  Experiment same_stimuli = two_populations();
  dc.spikes.reset();
  same_stimuli.stimuli = {dc, dc};
  EXPECT_EQ(path_of(same_stimuli), "stimuli.dc");

  Experiment list_as_number = two_populations();
  dc.type = "step_current_generator";
  dc.params["amplitude_times"] = 3.0;
  dc.arrays = {{"amplitude_times", {1.0}}, {"amplitude_values", {1.0}}};
  list_as_number.stimuli = {dc};
  EXPECT_EQ(path_of(list_as_number), "stimuli.dc.amplitude_times");
}

TEST(Validate, TooManyNeuronsInAll) {
  Experiment e;
  e.populations = {population("A", most_neurons), population("B", 1)};
  EXPECT_EQ(path_of(e), "populations");
}

TEST(Validate, DelaysAreJudgedAfterRoundingToTheGrid) {
  Experiment e = two_populations();
  e.simulation.dt = 0.1;
  const auto accepted = [&](Value delay) {
    e.projections[0].synapse.delay = delay;
    return check(e).empty();
  };
  EXPECT_TRUE(accepted(0.05));
  EXPECT_FALSE(accepted(0.049));
  EXPECT_TRUE(accepted(800.0));
  EXPECT_TRUE(accepted(800.04));
  EXPECT_FALSE(accepted(800.06));
  EXPECT_TRUE(accepted(Distribution::uniform(0.05, 0.3)));
  EXPECT_FALSE(accepted(Distribution::uniform(0.04, 0.3)));
  EXPECT_TRUE(accepted(Distribution::normal(1.5, 0.1)));
  EXPECT_FALSE(accepted(Distribution::normal(1.5, 0.2)));
  EXPECT_TRUE(accepted(Distribution::normal(1.5, 0.2).within(0.1, testing::inf)));
  EXPECT_FALSE(accepted(ArrayFile{"x", "y"}));
}

TEST(Validate, RedrawnValuesNeverTouchTheirBoundsAndClippedOnesDo) {
  Experiment e = two_populations();
  const auto accepted = [&](Distribution tau) {
    e.populations[0].params.insert_or_assign("tau_m", tau);  // above 0
    return check(e).empty();
  };
  using Bounds = Distribution::Bounds;
  EXPECT_TRUE(accepted(Distribution::normal(10, 5).within(0, 50, Bounds::redraw)));
  EXPECT_FALSE(accepted(Distribution::normal(10, 5).within(0, 50, Bounds::clip)));
  EXPECT_TRUE(accepted(Distribution::normal(10, 5).within(0.1, 50, Bounds::clip)));
  EXPECT_FALSE(accepted(Distribution::normal(10, 5)));
  EXPECT_TRUE(accepted(Distribution::normal(10, 0.9)));
  EXPECT_TRUE(accepted(Distribution::uniform(0, 1)));
  EXPECT_TRUE(accepted(Distribution::lognormal(-3, 2)));
  EXPECT_TRUE(accepted(Distribution::normal(10, 0)));
  EXPECT_FALSE(accepted(Distribution::normal(0, 0)));
  EXPECT_FALSE(accepted(Distribution::normal(10, 0).within(11, 12)));
  EXPECT_TRUE(accepted(Distribution::normal(10, 0).within(11, 12, Bounds::clip)));
}

TEST(Validate, BoundsThatNoDrawReachesAreRefused) {
  Experiment e = two_populations();
  const auto accepted = [&](Distribution weight) {
    e.projections[0].synapse.weight = weight;
    return check(e).empty();
  };
  // The chance beyond z standard deviations is 2.8e-7 at 5 and 7.6e-24 at 10.
  EXPECT_TRUE(accepted(Distribution::normal(0, 1).within(5, testing::inf)));
  EXPECT_FALSE(accepted(Distribution::normal(0, 1).within(10, testing::inf)));
  EXPECT_FALSE(accepted(Distribution::normal(0, 1).within(-testing::inf, -10)));
  EXPECT_FALSE(accepted(Distribution::lognormal(0, 1).within(-2, 0)));
  EXPECT_TRUE(accepted(Distribution::lognormal(0, 1).within(-2, 1)));
  EXPECT_TRUE(accepted(Distribution::normal(0, 1).within(10, 11, Distribution::Bounds::clip)));
}

TEST(Validate, RelationsBetweenParametersHoldForEveryDrawnValue) {
  Experiment e = two_populations();
  auto& params = e.populations[0].params;
  params.emplace("V_th", Distribution::uniform(-60, -50));
  params.emplace("V_reset", Distribution::uniform(-70, -61));
  EXPECT_TRUE(check(e).empty());
  params.insert_or_assign("V_reset", Distribution::uniform(-70, -59));
  EXPECT_EQ(path_of(e), "populations.E.params");
  params.insert_or_assign("V_th", ArrayFile{"x.h5", "/V_th"});
  EXPECT_TRUE(check(e).empty());
}

TEST(Validate, StopsKeepingProblemsAtSomePoint) {
  Experiment e = two_populations();
  for (int i = 0; i < 5000; ++i) e.projections.push_back(e.projections[0]);
  for (std::size_t i = 0; i < e.projections.size(); ++i) {
    e.projections[i].source = "X" + std::to_string(i);
  }
  const std::vector<Problem> problems = check(e);
  ASSERT_EQ(problems.size(), ProblemList::most + 1);
  EXPECT_EQ(problems.back().message, "and 4801 more problems");
}

}  // namespace
}  // namespace engram

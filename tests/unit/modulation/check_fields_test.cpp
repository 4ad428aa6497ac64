#include "modulation/check_fields.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fake_catalogue.hpp"

namespace engram {
namespace {

using ::testing::HasSubstr;

/// A modulator that gates the synapses of a projection, of a model that has a tau_c of its own (700
/// ms) or takes that of the third factor.
Experiment gated(double interval, const std::string& model = "pair_synapse") {
  Experiment e;
  e.simulation.dt = 0.5;
  e.populations = {{.name = "E", .model = "lif", .size = 5}};
  Modulator modulator;
  modulator.name = "m";
  modulator.params = {{"V_max", 0.1}};
  modulator.interval = interval;
  e.modulators = {modulator};
  Projection projection;
  projection.source = "E";
  projection.target = "E";
  projection.synapse.model = model;
  projection.synapse.third_factor = ThirdFactor{.species = "m", .tau_c = 100.0};
  if (model == "gated_synapse") projection.synapse.params = {{"tau_c", 700.0}};
  e.projections = {projection};
  return e;
}

/// Paths and messages of the problems.
std::vector<std::pair<std::string, std::string>> told(const Experiment& e) {
  std::vector<std::pair<std::string, std::string>> all;
  for (const Problem& problem : check_fields(e, testing::fake_catalogue())) {
    all.emplace_back(problem.path, problem.message);
  }
  return all;
}

TEST(CheckFields, IntervalsUpToFourTimesTheDecayOfTheTrace) {
  EXPECT_TRUE(told(gated(400.0)).empty());
  const auto problems = told(gated(400.5));
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].first, "projections[0].synapse.third_factor");
  EXPECT_THAT(problems[0].second, HasSubstr("'m' is known once per interval of 400.5 ms"));
  EXPECT_THAT(problems[0].second, HasSubstr("tau_c = 100 ms"));
  EXPECT_THAT(problems[0].second, HasSubstr("at most four tau_c, 400 ms"));
}

TEST(CheckFields, TheModelsOwnDecayCounts) {
  EXPECT_TRUE(told(gated(2800.0, "gated_synapse")).empty());
  EXPECT_EQ(told(gated(2800.5, "gated_synapse")).size(), 1U);
  // Its default where none is given: 1000 ms.
  Experiment e = gated(4000.0, "gated_synapse");
  e.projections[0].synapse.params.clear();
  EXPECT_TRUE(told(e).empty());
  e.modulators[0].interval = 4000.5;
  EXPECT_EQ(told(e).size(), 1U);
}

TEST(CheckFields, AnExponentialDecayIsKnownAtEveryStep) {
  Experiment e = gated(400.5);
  e.modulators[0].params.clear();
  EXPECT_TRUE(told(e).empty());
  // Between voxels something else happens as well.
  e.modulators[0].grid = VoxelGrid{.shape = {2, 2}, .extent = {1000, 1000}};
  EXPECT_TRUE(told(e).empty());
  e.modulators[0].params = {{"D", 0.1}};
  EXPECT_EQ(told(e).size(), 1U);
}

TEST(CheckFields, ALearningSignalIsKnownOncePerInterval) {
  Experiment e = gated(400.0);
  e.modulators[0].params.clear();
  e.modulators[0].neurons = "E";
  EXPECT_TRUE(told(e).empty());
  e.modulators[0].interval = 400.5;
  EXPECT_EQ(told(e).size(), 1U);
}

TEST(CheckFields, ATraceShorterThanAStepFollowsASteppedField) {
  Experiment e = gated(0.5);
  e.projections[0].synapse.third_factor->tau_c = 0.01;
  EXPECT_TRUE(told(e).empty());
  e.modulators[0].interval = 1.0;
  EXPECT_EQ(told(e).size(), 1U);
}

TEST(CheckFields, DiffusionThatNeedsTooManySubStepsIsToldOnce) {
  // Edges of 1 um in the plane: 1 / (4 * 0.5) = 0.5 ms is the longest stable step, and 1000 halves
  // of it are 250 ms.
  Experiment e = gated(250.0);
  e.modulators[0].params = {{"D", 0.5}};
  e.modulators[0].grid = VoxelGrid{.shape = {10, 10}, .extent = {10, 10}};
  EXPECT_TRUE(told(e).empty());
  e.modulators[0].interval = 1000.0;
  const auto problems = told(e);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].first, "modulators.m.interval");
  EXPECT_THAT(problems[0].second, HasSubstr("stable in steps of at most 0.5 ms"));
  EXPECT_THAT(problems[0].second, HasSubstr("an interval of at most 250 ms"));
  // A second modulator, sound or not, is looked at as well.
  e.modulators.push_back(e.modulators[0]);
  e.modulators[1].name = "other";
  EXPECT_EQ(told(e).size(), 2U);
}

TEST(CheckFields, WhereNoIntervalIsShortEnoughLargerVoxelsAreNeeded) {
  for (const double extent : {1e-3, 1e-170}) {
    Experiment e = gated(0.5);
    e.modulators[0].params = {{"D", 0.5}};
    e.modulators[0].grid = VoxelGrid{.shape = {10, 10}, .extent = {extent, extent}};
    const auto problems = told(e);
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_THAT(problems[0].second, HasSubstr("allowed: larger voxels"));
    EXPECT_THAT(problems[0].second, ::testing::Not(HasSubstr("nan")));
  }
}

}  // namespace
}  // namespace engram

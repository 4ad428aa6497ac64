#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/random/normal_quantile.hpp"
#include "stimuli/target_words.hpp"
#include "unit/stimuli/stimulus_harness.hpp"

namespace engram::testing {
namespace {

// Current of neuron 0 in each step.
std::vector<double> trace(StimulusHarness& harness, int steps) {
  const auto source = harness.current();
  std::vector<double> values;
  for (int s = 0; s < steps; ++s) values.push_back(harness.acting(*source, s)[0]);
  return values;
}

TEST(DcGenerator, BeginsOneStepAfterItsDelayAtTheStartOfTheRun) {
  // NEST, delay 0.1 ms: the current is sent in step 0, arrives at the end of step 1, acts in
  // step 2.
  StimulusHarness harness("dc_generator");
  harness.stimulus.params["amplitude"] = 250.0;
  const auto current = trace(harness, 6);
  EXPECT_EQ(current, (std::vector<double>{0, 0, 250, 250, 250, 250}));
  harness.stimulus.delay = 0.3;
  EXPECT_EQ(trace(harness, 6), (std::vector<double>{0, 0, 0, 0, 250, 250}));
}

TEST(DcGenerator, ActsFromStartToStopLaterByItsDelay) {
  // NEST sends from the step before start on, so that the current acts from start + delay on.
  StimulusHarness harness("dc_generator");
  harness.stimulus.params = {{"amplitude", 10.0}, {"start", 0.5}, {"stop", 0.8}};
  harness.stimulus.delay = 0.2;
  const auto current = trace(harness, 14);
  for (int s = 0; s < 14; ++s) EXPECT_EQ(current[s], s >= 7 && s < 10 ? 10.0 : 0.0) << s;
}

TEST(DcGenerator, NeverActsInAnEmptyWindow) {
  for (const double stop : {0.0, 0.1}) {
    StimulusHarness harness("dc_generator");
    harness.stimulus.params = {{"amplitude", 10.0}, {"stop", stop}};
    for (const double value : trace(harness, 10)) EXPECT_EQ(value, 0.0);
  }
}

TEST(DcGenerator, IsUniformOnlyForAWholePopulationWithOneFactor) {
  StimulusHarness harness("dc_generator");
  harness.stimulus.params["amplitude"] = 100.0;
  harness.setup.weights = {0.5};
  const auto whole = harness.current();
  EXPECT_TRUE(whole->uniform());
  EXPECT_EQ(whole->value(Step(5)), 50.0);
  EXPECT_EQ(harness.acting(*whole, 5)[3], 50.0);
  harness.setup.whole_population = false;
  EXPECT_FALSE(harness.current()->uniform());
  harness.setup.whole_population = true;
  harness.setup.weights.assign(16, 0.5);
  EXPECT_FALSE(harness.current()->uniform());
}

TEST(DcGenerator, ReachesItsTargetsOnlyEachWithItsFactor) {
  StimulusHarness harness("dc_generator");
  harness.stimulus.params["amplitude"] = 100.0;
  harness.setup.targets = {{40, 2, 2}, {90, 7, 1}};
  harness.setup.weights = {1.0, 2.0, -3.0};
  harness.setup.ports = {0, 0, 0};
  harness.setup.whole_population = false;
  const auto source = harness.current();
  const std::vector<double> current = harness.acting(*source, 4);
  EXPECT_EQ(current, (std::vector<double>{0, 0, 100, 200, 0, 0, 0, -300, 0, 0, 0, 0, 0, 0, 0, 0}));
}

TEST(StepCurrentGenerator, ChangesAtExactSteps) {
  StimulusHarness harness("step_current_generator");
  harness.stimulus.arrays = {{"amplitude_times", {0.2, 0.5, 0.6}},
                             {"amplitude_values", {5, -7, 0.5}}};
  harness.stimulus.delay = 0.3;
  EXPECT_EQ(trace(harness, 12), (std::vector<double>{0, 0, 0, 0, 0, 5, 5, 5, -7, 0.5, 0.5, 0.5}));
}

TEST(StepCurrentGenerator, ActsInItsFirstStepOnTheGrid) {
  StimulusHarness harness("step_current_generator");
  harness.stimulus.arrays = {{"amplitude_times", {0.1}}, {"amplitude_values", {5}}};
  EXPECT_EQ(trace(harness, 4), (std::vector<double>{0, 0, 5, 5}));
}

TEST(StepCurrentGenerator, KeepsItsAmplitudeUpToDateOutsideTheWindow) {
  StimulusHarness harness("step_current_generator");
  harness.stimulus.arrays = {{"amplitude_times", {0.2, 0.4, 0.6, 0.9}},
                             {"amplitude_values", {1, 2, 3, 4}}};
  harness.stimulus.params = {{"start", 0.5}, {"stop", 0.8}};
  EXPECT_EQ(trace(harness, 12), (std::vector<double>{0, 0, 0, 0, 0, 0, 2, 3, 3, 0, 0, 0}));
}

TEST(PiecewiseCurrents, AnnounceEveryChange) {
  StimulusHarness harness("step_current_generator");
  harness.stimulus.arrays = {{"amplitude_times", {0.2, 0.5, 0.6}},
                             {"amplitude_values", {5, 5, 0.5}}};
  const auto source = harness.current();
  double before = 0.0;
  EXPECT_TRUE(source->changes(Step(0)));
  for (int s = 1; s < 12; ++s) {
    const double now = harness.acting(*source, s)[0];
    EXPECT_EQ(source->changes(Step(s)), now != harness.acting(*source, s - 1)[0]) << s;
    before = now;
  }
  EXPECT_EQ(before, 0.5);
}

StimulusHarness noise(double mean, double std, double hold, std::uint32_t neurons) {
  StimulusHarness harness("noise_generator", neurons);
  harness.stimulus.params = {{"mean", mean}, {"std", std}, {"dt", hold}};
  return harness;
}

TEST(NoiseGenerator, HasItsMeanAndStandardDeviation) {
  StimulusHarness harness = noise(20.0, 5.0, 0.1, 1000);
  const auto source = harness.current();
  double sum = 0, squares = 0, fourth = 0, neighbours = 0, successors = 0;
  constexpr int steps = 500;
  constexpr double draws = 1000.0 * steps;
  std::vector<double> before;
  for (int s = 2; s < 2 + steps; ++s) {
    const std::vector<double> current = harness.acting(*source, s);
    for (std::size_t i = 0; i < 1000; ++i) {
      const double z = (current[i] - 20.0) / 5.0;
      sum += z;
      squares += z * z;
      fourth += z * z * z * z;
      if (i > 0) neighbours += z * (current[i - 1] - 20.0) / 5.0;
      if (!before.empty()) successors += z * (before[i] - 20.0) / 5.0;
    }
    before = current;
  }
  // Five standard errors: variances of z, z^2, z^4 and products are 1, 2, 96 and 1.
  EXPECT_NEAR(sum / draws, 0.0, 5 / std::sqrt(draws));
  EXPECT_NEAR(squares / draws, 1.0, 5 * std::sqrt(2 / draws));
  EXPECT_NEAR(fourth / draws, 3.0, 5 * std::sqrt(96 / draws));
  EXPECT_NEAR(neighbours / draws, 0.0, 5 / std::sqrt(draws));
  EXPECT_NEAR(successors / draws, 0.0, 5 / std::sqrt(draws));
}

TEST(NoiseGenerator, IsTheQuantileOfEachNeuronsWord) {
  StimulusHarness harness = noise(-3.0, 2.0, 1.0, 30);
  harness.setup.population = 4;
  harness.setup.entity = 2;
  harness.setup.targets = {{101, 0, 30}};
  const auto source = harness.current();
  const RandomSource words(12345, Purpose::noise, 2);
  for (const std::int64_t interval : {0, 1, 77}) {
    const std::vector<double> current = harness.acting(*source, 2 + 10 * interval);
    for (std::uint64_t i = 0; i < 30; ++i) {
      const std::uint32_t word = words.words(word_object(4, (101 + i) / 4),
                                             static_cast<std::uint64_t>(interval))[(101 + i) % 4];
      EXPECT_NEAR(current[i], -3.0 + 2.0 * normal_quantile(open_unit(word)), 1e-8);
    }
  }
}

TEST(NoiseGenerator, HoldsEachValueForItsTime) {
  StimulusHarness harness = noise(0.0, 1.0, 0.5, 16);
  harness.stimulus.params["start"] = 0.3;
  harness.stimulus.params["stop"] = 1.5;
  harness.stimulus.delay = 0.2;
  const auto source = harness.current();
  std::vector<double> values;
  for (int s = 0; s < 25; ++s) values.push_back(harness.acting(*source, s)[5]);
  // Sent from the step before start on, a step later at the neuron: acts from start + delay on.
  for (int s = 0; s < 25; ++s) {
    const bool active = s >= 5 && s < 17;
    EXPECT_EQ(values[s] != 0.0, active) << s;
    if (s == 0) continue;
    const bool change = s == 5 || s == 10 || s == 15 || s == 17;
    EXPECT_EQ(values[s] != values[s - 1], change) << s;
    EXPECT_EQ(source->changes(Step(s)), change) << s;
  }
}

TEST(NoiseGenerator, DoesNotDependOnTheGroupOrOnWhatWasAskedBefore) {
  StimulusHarness whole = noise(1.0, 1.0, 0.2, 100);
  StimulusHarness part = noise(1.0, 1.0, 0.2, 16);
  part.setup.targets = {{33, 4, 7}};
  const auto all = whole.current();
  const auto some = part.current();
  EXPECT_FALSE(some->uniform());
  for (const std::int64_t step : {500, 6, 7, 8, 6}) {
    const auto expected = whole.acting(*all, step);
    const auto found = part.acting(*some, step);
    for (std::size_t k = 0; k < 7; ++k) EXPECT_EQ(found[4 + k], expected[33 + k]);
  }
}

}  // namespace
}  // namespace engram::testing

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "unit/stimuli/stimulus_harness.hpp"

namespace engram::testing {
namespace {

constexpr std::uint32_t neurons = 1000;
constexpr int steps = 1000;

// Counts of every neuron (columns) in every step (rows).
std::vector<std::vector<double>> counts_of(StimulusHarness& harness) {
  const auto source = harness.spikes();
  std::vector<std::vector<double>> counts;
  for (int s = 1; s <= steps; ++s) {
    const auto& sums = harness.arriving(*source, s);
    counts.emplace_back(sums[0].begin(), sums[0].begin() + neurons);
  }
  return counts;
}

StimulusHarness poisson(double mean) {
  StimulusHarness harness("poisson_generator", neurons);
  harness.stimulus.params["rate"] = mean * 1e4;  // per step of 0.1 ms
  return harness;
}

TEST(PoissonGenerator, HasTheMeanAndVarianceOfItsRate) {
  for (const double mean : {0.01, 0.8, 3.0, 700.0}) {
    StimulusHarness harness = poisson(mean);
    const auto counts = counts_of(harness);
    double sum = 0, squares = 0;
    for (const auto& row : counts) {
      for (const double n : row) sum += n, squares += (n - mean) * (n - mean);
    }
    constexpr double draws = static_cast<double>(neurons) * steps;
    // Five standard errors; the fourth central moment is mean + 3 mean^2.
    EXPECT_NEAR(sum / draws, mean, 5 * std::sqrt(mean / draws));
    EXPECT_NEAR(squares / draws, mean, 5 * std::sqrt((mean + 2 * mean * mean) / draws));
  }
}

TEST(PoissonGenerator, GivesEveryNeuronItsOwnMeanRate) {
  StimulusHarness harness = poisson(0.5);
  const auto counts = counts_of(harness);
  double chi_square = 0;
  for (std::uint32_t i = 0; i < neurons; ++i) {
    double sum = 0;
    for (const auto& row : counts) sum += row[i];
    chi_square += (sum - 0.5 * steps) * (sum - 0.5 * steps) / (0.5 * steps);
  }
  EXPECT_NEAR(chi_square, neurons, 5 * std::sqrt(2.0 * neurons));
}

// Correlation of two sequences of counts with this mean, in standard errors.
double correlation(const std::vector<double>& a, const std::vector<double>& b, double mean) {
  double product = 0;
  for (std::size_t k = 0; k < a.size(); ++k) product += (a[k] - mean) * (b[k] - mean);
  return product / mean / std::sqrt(static_cast<double>(a.size()));
}

TEST(PoissonGenerator, IsIndependentBetweenNeuronsAndSteps) {
  StimulusHarness harness = poisson(2.0);
  const auto counts = counts_of(harness);
  std::vector<double> all;
  for (const auto& row : counts) all.insert(all.end(), row.begin(), row.end());
  // The same sequence moved by some neurons (also across the four words of a block) and by some
  // steps.
  for (const std::size_t shift :
       {1U, 2U, 3U, 4U, 5U, 8U, 256U, neurons, 2 * neurons, neurons + 1}) {
    const std::vector<double> a(all.begin(), all.end() - static_cast<std::ptrdiff_t>(shift));
    const std::vector<double> b(all.begin() + static_cast<std::ptrdiff_t>(shift), all.end());
    EXPECT_LT(std::abs(correlation(a, b, 2.0)), 4.5) << shift;
  }
}

TEST(PoissonGenerator, IsIndependentBetweenStimuliPopulationsAndSeeds) {
  StimulusHarness base = poisson(2.0);
  const auto counts = counts_of(base);
  StimulusHarness other_stimulus = poisson(2.0);
  other_stimulus.setup.entity = 1;
  StimulusHarness other_population = poisson(2.0);
  other_population.setup.population = 1;
  StimulusHarness other_seed = poisson(2.0);
  other_seed.setup.seed = 12346;
  for (StimulusHarness* other : {&other_stimulus, &other_population, &other_seed}) {
    const auto others = counts_of(*other);
    std::vector<double> a, b;
    for (int s = 0; s < steps; ++s) {
      a.insert(a.end(), counts[s].begin(), counts[s].end());
      b.insert(b.end(), others[s].begin(), others[s].end());
    }
    EXPECT_NE(a, b);
    EXPECT_LT(std::abs(correlation(a, b, 2.0)), 4.5);
  }
}

TEST(PoissonGenerator, DoesNotDependOnTheGroupOrOnWhatWasAskedBefore) {
  StimulusHarness whole = poisson(2.0);
  const auto all = whole.spikes();
  // Neurons 10..19 and 501..503 of the population live in another group at places 3.. and 40.. .
  StimulusHarness part("poisson_generator", 64);
  part.stimulus = whole.stimulus;
  part.setup.targets = {{10, 3, 10}, {501, 40, 3}};
  part.setup.whole_population = false;
  const auto some = part.spikes();
  for (const std::int64_t step : {700, 3, 4}) {
    const auto expected = whole.arriving(*all, step)[0];
    const auto& found = part.arriving(*some, step)[0];
    for (std::size_t k = 0; k < 10; ++k) EXPECT_EQ(found[3 + k], expected[10 + k]);
    for (std::size_t k = 0; k < 3; ++k) EXPECT_EQ(found[40 + k], expected[501 + k]);
    EXPECT_EQ(std::accumulate(found.begin(), found.begin() + 3, 0.0), 0.0);
    EXPECT_EQ(std::accumulate(found.begin() + 13, found.begin() + 40, 0.0), 0.0);
    EXPECT_EQ(std::accumulate(found.begin() + 43, found.end(), 0.0), 0.0);
  }
}

TEST(PoissonGenerator, IsActiveExactlyFromStartToStopAndArrivesAfterItsDelay) {
  StimulusHarness harness("poisson_generator", 16);
  harness.stimulus.params = {
      {"rate", 1e6}, {"start", 0.3}, {"stop", 0.7}};  // 100 per step: never zero
  harness.stimulus.delay = 1.5;
  const auto source = harness.spikes();
  for (int s = 0; s < 40; ++s) {
    const double sum = harness.arriving(*source, s)[0][0];
    EXPECT_EQ(sum > 0, s >= 3 + 15 && s < 7 + 15) << s;
  }
}

TEST(PoissonGenerator, MovesWithItsDelay) {
  StimulusHarness harness = poisson(2.0);
  const auto early = harness.spikes();
  const auto first = harness.arriving(*early, 11)[0];
  harness.stimulus.delay = 2.0;
  const auto late = harness.spikes();
  EXPECT_EQ(harness.arriving(*late, 30)[0], first);
}

TEST(PoissonGenerator, StartsAtTheBeginningOfTheRunByDefault) {
  StimulusHarness harness("poisson_generator", 16);
  harness.stimulus.params["rate"] = 1e6;
  const auto source = harness.spikes();
  EXPECT_EQ(harness.arriving(*source, 0)[0][0], 0.0);
  EXPECT_GT(harness.arriving(*source, 1)[0][0], 0.0);
  EXPECT_GT(harness.arriving(*source, 1000000000)[0][0], 0.0);
}

TEST(PoissonGenerator, UsesWeightsAndReceptorsOfEachTarget) {
  StimulusHarness plain("poisson_generator", 20);
  plain.stimulus.params["rate"] = 3e4;
  const auto ones = plain.spikes();
  StimulusHarness weighted = plain;
  weighted.setup.weights.clear();
  weighted.setup.ports.clear();
  for (int i = 0; i < 20; ++i) {
    weighted.setup.weights.push_back(i % 3 == 0 ? -0.5 * i : 0.25 * i);
    weighted.setup.ports.push_back(i % 3 == 0 ? 1 : 0);
  }
  const auto source = weighted.spikes();
  const auto& counts = plain.arriving(*ones, 5)[0];
  const auto& sums = weighted.arriving(*source, 5);
  double total = 0;
  for (std::size_t i = 0; i < 20; ++i) {
    EXPECT_EQ(sums[weighted.setup.ports[i]][i], counts[i] * weighted.setup.weights[i]);
    EXPECT_EQ(sums[1 - weighted.setup.ports[i]][i], 0.0);
    total += counts[i];
  }
  EXPECT_GT(total, 0.0);
}

TEST(PoissonGenerator, AddsToWhatIsThereAndIsSilentAtRateZero) {
  StimulusHarness harness("poisson_generator", 16);
  harness.stimulus.params["rate"] = 0.0;
  const auto source = harness.spikes();
  AlignedVector<double> a(16, 3.0), b(16, 4.0);
  std::vector<double*> ports{a.data(), b.data()};
  source->add(Step(9), ports);
  for (const double x : a) EXPECT_EQ(x, 3.0);
  for (const double x : b) EXPECT_EQ(x, 4.0);
  harness.stimulus.params["rate"] = 1e6;
  harness.spikes()->add(Step(9), ports);
  for (const double x : a) EXPECT_GT(x, 3.0);
  for (const double x : b) EXPECT_EQ(x, 4.0);
}

}  // namespace
}  // namespace engram::testing

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "core/errors.hpp"
#include "core/philox.hpp"
#include "network/values/delay_sampler.hpp"
#include "network/values/draw_value.hpp"
#include "network/values/weight_sampler.hpp"
#include "support/goodness_of_fit.hpp"

namespace engram {
namespace {

using Bounds = Distribution::Bounds;

double normal_cdf(double x, double mean, double std) {
  return 0.5 * std::erfc(-(x - mean) / std / std::numbers::sqrt2);
}

std::vector<std::uint32_t> random_words(std::size_t count, std::uint32_t entity) {
  const RandomSource random(3, Purpose::connect, entity);
  std::vector<std::uint32_t> words;
  for (std::size_t i = 0; i < count; ++i) words.push_back(random.words(i, 0)[1]);
  return words;
}

std::vector<double> draw_weights(const Distribution& distribution, std::uint32_t entity) {
  const auto words = random_words(20000, entity);
  std::vector<double> weights(words.size());
  WeightSampler(distribution).draw(words, weights.data());
  return weights;
}

TEST(Weights, ConstantIsConstant) {
  for (const double weight : draw_weights(Distribution::constant(-3.5), 0)) ASSERT_EQ(weight, -3.5);
  EXPECT_EQ(max_abs(Distribution::constant(-3.5)), 3.5);
  EXPECT_EQ(WeightSampler(Distribution::normal(2.0, 0.0))(17), 2.0);
}

TEST(Weights, UnboundedDistributionsFollowTheirFunctions) {
  EXPECT_TRUE(follows(draw_weights(Distribution::uniform(-1.0, 4.0), 1),
                      [](double x) { return (x + 1.0) / 5.0; }));
  EXPECT_TRUE(follows(draw_weights(Distribution::normal(87.8, 8.78), 2),
                      [](double x) { return normal_cdf(x, 87.8, 8.78); }));
  EXPECT_TRUE(follows(draw_weights(Distribution::lognormal(-1.0, 0.7), 3),
                      [](double x) { return normal_cdf(std::log(x), -1.0, 0.7); }));
}

TEST(Weights, RedrawnOnesFollowTheCutDistributions) {
  const double low = normal_cdf(0.0, 1.0, 1.0);
  const double high = normal_cdf(1.5, 1.0, 1.0);
  EXPECT_TRUE(follows(draw_weights(Distribution::normal(1.0, 1.0).within(0.0, 1.5), 4),
                      [=](double x) { return (normal_cdf(x, 1.0, 1.0) - low) / (high - low); }));
  // Far in the upper tail: by symmetry the reference is computed in the lower one.
  EXPECT_TRUE(follows(
      draw_weights(Distribution::normal(0.0, 1.0).within(7.0, 1e9), 5),
      [](double x) { return 1.0 - normal_cdf(-x, 0.0, 1.0) / normal_cdf(-7.0, 0.0, 1.0); }));
  EXPECT_TRUE(follows(draw_weights(Distribution::uniform(0.0, 10.0).within(2.0, 3.0), 6),
                      [](double x) { return x - 2.0; }));
  const double cut = normal_cdf(std::log(2.0), 0.0, 1.0);
  EXPECT_TRUE(follows(draw_weights(Distribution::lognormal(0.0, 1.0).within(-5.0, 2.0), 7),
                      [=](double x) { return normal_cdf(std::log(x), 0.0, 1.0) / cut; }));
}

TEST(Weights, ClippedOnesPileUpAtTheBounds) {
  const auto weights =
      draw_weights(Distribution::normal(1.0, 1.0).within(0.0, 2.0, Bounds::clip), 8);
  double at_low = 0.0;
  double at_high = 0.0;
  for (const double weight : weights) {
    ASSERT_GE(weight, 0.0);
    ASSERT_LE(weight, 2.0);
    at_low += weight == 0.0;
    at_high += weight == 2.0;
  }
  const double tail = normal_cdf(-1.0, 0.0, 1.0);
  EXPECT_TRUE(fits({at_low, at_high, 20000 - at_low - at_high},
                   {20000 * tail, 20000 * tail, 20000 * (1 - 2 * tail)}));
}

TEST(Weights, ExtremeWordsStayWithinTheBoundsAndTheLargestMagnitude) {
  const Distribution all[] = {
      Distribution::normal(5.0, 2.0),
      Distribution::normal(5.0, 2.0).within(0.0, 6.0),
      Distribution::normal(-5.0, 2.0).within(-100.0, 0.0),
      Distribution::normal(0.0, 1.0).within(6.0, 6.5),
      Distribution::lognormal(0.0, 2.0).within(0.1, 3.0),
      Distribution::uniform(-7.0, 2.0),
      Distribution::normal(5.0, 2.0).within(4.0, 6.0, Bounds::clip),
  };
  for (const Distribution& distribution : all) {
    const WeightSampler sampler(distribution);
    const double largest = max_abs(distribution);
    for (const std::uint32_t word :
         {0U, 1U, 2U, 0x7fffffffU, 0x80000000U, 0xfffffffeU, 0xffffffffU}) {
      EXPECT_GE(sampler(word), distribution.min);
      EXPECT_LE(sampler(word), distribution.max);
      EXPECT_LE(std::abs(sampler(word)), largest);
    }
    EXPECT_NEAR(std::max(std::abs(sampler(0)), std::abs(sampler(0xffffffffU))), largest, 1e-8);
  }
  EXPECT_NEAR(max_abs(Distribution::normal(0.0, 1.0)), 6.338, 5e-3);
  EXPECT_LE(max_abs(Distribution::normal(-5.0, 2.0).within(-100.0, 0.0)), 5.0 + 2.0 * 6.34);
}

TEST(Weights, ImpossibleNumbersAreRefused) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const Distribution& bad : {Distribution::constant(nan), Distribution::normal(0.0, -1.0),
                                  Distribution::normal(nan, 1.0), Distribution::uniform(2.0, 1.0),
                                  Distribution::normal(0.0, 1.0).within(2.0, 1.0),
                                  Distribution::normal(0.0, 1.0).within(60.0, 70.0),
                                  Distribution::uniform(0.0, 1.0).within(2.0, 3.0),
                                  Distribution::lognormal(0.0, 1.0).within(-3.0, -1.0),
                                  Distribution::constant(1.0).within(2.0, 3.0)}) {
    EXPECT_THROW(WeightSampler{bad}, Error);
  }
  EXPECT_EQ(WeightSampler(Distribution::constant(1.0).within(2.0, 3.0, Bounds::clip))(0), 2.0);
}

/// Histogram of delays in steps against the probabilities that a value falls where it rounds to the
/// step.
void expect_delays(const Distribution& distribution, double dt, std::uint32_t entity,
                   const std::function<double(double)>& cumulative) {
  const auto words = random_words(40000, entity);
  std::vector<std::uint32_t> delays(words.size());
  const DelaySampler sampler(distribution, TimeGrid(dt));
  sampler.draw(words, delays.data());
  std::vector<double> observed(sampler.longest() + 1, 0.0);
  std::vector<double> expected(sampler.longest() + 1, 0.0);
  for (const std::uint32_t delay : delays) {
    ASSERT_GE(delay, sampler.shortest());
    ASSERT_LE(delay, sampler.longest());
    observed[delay] += 1.0;
  }
  double before = 0.0;
  for (std::uint32_t step = 1; step <= sampler.longest(); ++step) {
    const double below = step == sampler.longest() ? 1.0 : cumulative((step + 0.5) * dt);
    expected[step] = 40000.0 * (below - before);
    before = below;
  }
  EXPECT_TRUE(fits(observed, expected));
}

TEST(Delays, AreRoundedToTheNearestStep) {
  const TimeGrid grid(0.1);
  EXPECT_EQ(DelaySampler(Distribution::constant(1.5), grid)(99), 15U);
  EXPECT_EQ(DelaySampler(Distribution::constant(0.25), TimeGrid(0.5))(99), 1U);  // half up
  EXPECT_EQ(DelaySampler(Distribution::constant(0.75), TimeGrid(0.5))(99), 2U);
  EXPECT_EQ(DelaySampler(Distribution::constant(0.01), grid)(99), 1U);  // at least one step
  expect_delays(Distribution::uniform(0.25, 1.85), 0.1, 20,
                [](double x) { return std::clamp((x - 0.25) / 1.6, 0.0, 1.0); });
  expect_delays(Distribution::normal(1.5, 0.1), 0.1, 21,
                [](double x) { return normal_cdf(x, 1.5, 0.1); });
}

// Potjans & Diesmann (2014): normal with relative width 0.5, drawn again below dt, then rounded.
TEST(Delays, BoundsApplyBeforeRounding) {
  const double low = normal_cdf(0.1, 0.75, 0.375);
  expect_delays(Distribution::normal(0.75, 0.375).within(0.1, 1e9), 0.1, 22,
                [=](double x) { return (normal_cdf(x, 0.75, 0.375) - low) / (1.0 - low); });
  expect_delays(Distribution::normal(0.75, 0.375).within(0.44, 1.06, Bounds::clip), 0.1, 23,
                [](double x) {
                  return x < 0.44 ? 0.0 : x >= 1.06 ? 1.0 : normal_cdf(x, 0.75, 0.375);
                });
  const Distribution clipped = Distribution::normal(0.75, 0.375).within(0.44, 1.06, Bounds::clip);
  EXPECT_EQ(shortest_delay_steps(clipped, TimeGrid(0.1)), 4U);
  EXPECT_EQ(longest_delay_steps(clipped, TimeGrid(0.1)), 11U);
}

TEST(Delays, LongRangesNeedNoTable) {
  const DelaySampler sampler(Distribution::uniform(1.0, 2001.0), TimeGrid(0.1));
  EXPECT_EQ(sampler.shortest(), 10U);
  EXPECT_EQ(sampler.longest(), 20010U);
  const auto words = random_words(20000, 24);
  std::vector<std::uint32_t> delays(words.size());
  sampler.draw(words, delays.data());
  std::vector<double> ms;
  for (const std::uint32_t delay : delays) ms.push_back(0.1 * delay);
  EXPECT_TRUE(follows(ms, [](double x) { return std::clamp((x - 1.0) / 2000.0, 0.0, 1.0); }));
}

TEST(DrawValue, FollowsTheDistributionAndDependsOnItsArguments) {
  const RandomSource random(9, Purpose::initial_state, 2);
  const Distribution normal = Distribution::normal(-58.0, 5.0).within(-65.0, -55.0);
  std::vector<double> values;
  for (std::uint64_t i = 0; i < 5000; ++i) values.push_back(draw_value(normal, random, i, 1));
  const double low = normal_cdf(-65.0, -58.0, 5.0);
  const double high = normal_cdf(-55.0, -58.0, 5.0);
  EXPECT_TRUE(
      follows(values, [=](double x) { return (normal_cdf(x, -58.0, 5.0) - low) / (high - low); }));
  EXPECT_EQ(values[3], draw_value(normal, random, 3, 1));
  EXPECT_NE(values[3], draw_value(normal, random, 3, 2));
  EXPECT_EQ(draw_value(Distribution::constant(4.0), random, 3, 2), 4.0);
}

}  // namespace
}  // namespace engram

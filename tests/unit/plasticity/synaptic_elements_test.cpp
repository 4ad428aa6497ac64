#include "plasticity/synaptic_elements.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <vector>

namespace engram {
namespace {

constexpr double dt = 0.1;
constexpr double tau = 10000.0;
constexpr double beta = 0.001;

/// The library's own exponentials, in the form of Butz & van Ooyen 2013.
double gaussian(double calcium, double eta, double epsilon) {
  const double xi = 0.5 * (eta + epsilon);
  const double zeta = (epsilon - eta) / (2.0 * std::sqrt(std::log(2.0)));
  return 2.0 * std::exp(-std::pow((calcium - xi) / zeta, 2.0)) - 1.0;
}

/// Simpson's rule on many pieces.
double integral(const std::function<double(double)>& f, double end) {
  constexpr int pieces = 20000;
  const double h = end / pieces;
  double sum = f(0.0) + f(end);
  for (int i = 1; i < pieces; ++i) sum += (i % 2 == 1 ? 4.0 : 2.0) * f(i * h);
  return sum * h / 3.0;
}

void spike(SynapticElements& elements, ShortStep step) {
  const std::uint32_t neuron = 0;
  elements.record(step, {&neuron, 1});
}

TEST(GrowthCurve, ValuesAtCharacteristicPoints) {
  const GrowthCurve bell{.nu = 2e-4, .eta = 0.1, .epsilon = 0.3};
  EXPECT_NEAR(bell.rate(0.1), 0.0, 1e-18);
  EXPECT_NEAR(bell.rate(0.3), 0.0, 1e-18);
  EXPECT_DOUBLE_EQ(bell.rate(0.2), 2e-4);
  EXPECT_NEAR(bell.rate(5.0), -2e-4, 1e-18);
  for (const double calcium : {0.0, 0.05, 0.12, 0.26, 0.4}) {
    EXPECT_NEAR(bell.rate(calcium), 2e-4 * gaussian(calcium, 0.1, 0.3), 1e-18);
  }
  const GrowthCurve line{.shape = CurveShape::linear, .nu = 1e-3, .epsilon = 0.05};
  EXPECT_DOUBLE_EQ(line.rate(0.0), 1e-3);
  EXPECT_NEAR(line.rate(0.05), 0.0, 1e-18);
  EXPECT_DOUBLE_EQ(line.rate(0.15), -2e-3);
  const GrowthCurve step{.shape = CurveShape::sigmoid, .nu = 1e-3, .epsilon = 0.05, .psi = 0.01};
  EXPECT_NEAR(step.rate(0.05), 0.0, 1e-18);
  EXPECT_NEAR(step.rate(0.06), 1e-3 * (2.0 / (1.0 + std::exp(1.0)) - 1.0), 1e-17);
  EXPECT_NEAR(step.rate(-1.0), 1e-3, 1e-18);
}

TEST(GrowthCurve, GrownIsTheIntegralOverDecayingCalcium) {
  const std::vector<GrowthCurve> curves{
      {.nu = 1e-4, .eta = 0.0, .epsilon = 0.05},
      {.nu = 1e-4, .eta = 0.02, .epsilon = 0.03},
      {.shape = CurveShape::linear, .nu = 1e-4, .epsilon = 0.05},
      {.shape = CurveShape::sigmoid, .nu = 1e-4, .epsilon = 0.05, .psi = 0.01}};
  for (const GrowthCurve& curve : curves) {
    for (const double calcium : {0.001, 0.03, 0.08, 0.5}) {
      for (const double ms : {0.1, 30.0, 700.0, 25000.0}) {
        const double expected =
            integral([&](double t) { return curve.rate(calcium * std::exp(-t / tau)); }, ms);
        EXPECT_NEAR(curve.grown(calcium, ms, tau), expected, 1e-7 * 1e-4 * ms)
            << static_cast<int>(curve.shape) << ' ' << calcium << ' ' << ms;
      }
    }
  }
}

TEST(SynapticElements, LinearGrowthBetweenSpikesHasAClosedForm) {
  constexpr double nu = 1e-3;
  constexpr double epsilon = 0.002;
  SynapticElements elements(1, {.shape = CurveShape::linear, .nu = nu, .epsilon = epsilon},
                            {tau, beta}, dt);
  double calcium = 0.0;
  double expected = 0.0;
  ShortStep before = 0;
  for (const ShortStep step : {4999, 5999, 60999, 61004}) {
    const double ms = (step + 1 - before) * dt;
    expected += nu * (ms - calcium * tau * -std::expm1(-ms / tau) / epsilon);
    calcium = calcium * std::exp(-ms / tau) + beta;
    before = step + 1;
    spike(elements, step);
    EXPECT_NEAR(elements.calcium(0), calcium, 1e-15);
    EXPECT_NEAR(elements.elements(0), expected, 1e-10);
  }
  elements.grow_until(100000);
  const double ms = (100000 - before) * dt;
  expected += nu * (ms - calcium * tau * -std::expm1(-ms / tau) / epsilon);
  EXPECT_NEAR(elements.elements(0), expected, 1e-10);
  EXPECT_GT(expected, 0.5);
}

TEST(SynapticElements, CalciumOfRegularSpikesIsAGeometricSum) {
  SynapticElements elements(1, {}, {tau, beta}, dt);
  constexpr int spikes = 400;
  constexpr ShortStep every = 2000;  // 5 Hz
  for (int i = 0; i < spikes; ++i) spike(elements, i * every);
  const double q = std::exp(-every * dt / tau);
  EXPECT_NEAR(elements.calcium(0), beta * (1.0 - std::pow(q, spikes)) / (1.0 - q), 1e-14);
  // Its mean over time would be tau beta r = 0.05; just after a spike it is half a spike more.
  EXPECT_NEAR(elements.calcium(0), 0.0505, 0.0001);
}

TEST(SynapticElements, ASpikeCountsForItsOwnNeuronOnly) {
  SynapticElements elements(3, {}, {tau, beta}, dt);
  const std::vector<std::uint32_t> fired{0, 2};
  elements.record(9, fired);
  elements.grow_until(10);
  EXPECT_EQ(elements.calcium(0), beta);
  EXPECT_EQ(elements.calcium(1), 0.0);
  EXPECT_EQ(elements.calcium(2), beta);
}

TEST(SynapticElements, ElementsNeverBecomeNegative) {
  SynapticElements elements(1, {.nu = 1e-3, .eta = 0.01, .epsilon = 0.05}, {tau, beta}, dt);
  elements.grow_until(100000);
  EXPECT_EQ(elements.elements(0), 0.0);
  EXPECT_EQ(elements.vacant(0), 0);
}

TEST(SynapticElements, WholeElementsThatAreNotBoundAreVacant) {
  // Without spikes the linear curve grows 1e-3 per ms: 3.7 after 3.7 s.
  SynapticElements elements(1, {.shape = CurveShape::linear, .nu = 1e-3, .epsilon = 0.05},
                            {tau, beta}, dt);
  elements.grow_until(37000);
  EXPECT_NEAR(elements.elements(0), 3.7, 1e-12);
  EXPECT_EQ(elements.vacant(0), 3);
  elements.bind(0);
  elements.bind(0);
  EXPECT_EQ(elements.vacant(0), 1);
  elements.lose_vacant(0.25);
  EXPECT_NEAR(elements.elements(0), 3.45, 1e-12);
  elements.lose_vacant(1.0);
  EXPECT_NEAR(elements.elements(0), 2.45, 1e-12);
  EXPECT_EQ(elements.vacant(0), 0);
  elements.lose_vacant(1.0);
  EXPECT_NEAR(elements.elements(0), 2.45, 1e-12);
  elements.bind(0);
  EXPECT_EQ(elements.vacant(0), -1);
  elements.lose_vacant(1.0);
  EXPECT_NEAR(elements.elements(0), 2.45, 1e-12);
  elements.release(0);
  EXPECT_EQ(elements.vacant(0), 0);
}

}  // namespace
}  // namespace engram

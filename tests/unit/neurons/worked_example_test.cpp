#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "neurons/neuron_lanes.hpp"
#include "support/worked_example/qif_psc_exp.hpp"
#include "unit/neurons/group_harness.hpp"

// The model of docs/writing_a_model.md and its tests, as that page shows them.

namespace engram::testing {
namespace {

const NeuronModel model = lanes_model<QifPscExp>();

// Under a constant current I the potential is a tangent of time: with x = V_m - (E_L + V_c) / 2,
// d = (V_c - E_L) / 2 and s^2 = I / k - d^2,  x = s tan(k s t / C_m).
double interval(double current) {
  const double middle = -50.0, d = 10.0, k = 0.7, c_m = 100.0;
  const double s = std::sqrt(current / k - d * d);
  return c_m / (k * s) * (std::atan((30.0 - middle) / s) - std::atan((-50.0 - middle) / s));
}

TEST(QifPscExp, FiresAtTheClosedFormRate) {
  for (const double current : {80.0, 130.0, 300.0}) {
    GroupHarness neuron(model, 1, 0.1);
    std::vector<int> spikes;
    for (int step = 0; step < 10000; ++step) {
      if (!neuron.step({current, nullptr}).empty()) spikes.push_back(step);
    }
    ASSERT_GT(spikes.size(), 5U);
    // A spike is found at the next point of the grid.
    for (std::size_t k = 1; k < spikes.size(); ++k) {
      EXPECT_EQ(spikes[k] - spikes[k - 1], std::ceil(interval(current) / 0.1)) << current;
    }
  }
}

TEST(QifPscExp, StaysSilentBelowItsRheobase) {
  // k d^2 = 70 pA.
  GroupHarness neuron(model, 1, 0.1);
  for (int step = 0; step < 20000; ++step) ASSERT_TRUE(neuron.step({69.9, nullptr}).empty());
}

TEST(QifPscExp, ConvergesWithTheFourthOrder) {
  // From rest: x = -d, and tan(k s t / C_m + phase) with phase = atan(-d / s).
  const double current = 100.0, d = 10.0, k = 0.7, c_m = 100.0;
  const double s = std::sqrt(current / k - d * d);
  const double exact = -50.0 + s * std::tan(k * s * 20.0 / c_m + std::atan(-d / s));
  const auto error = [&](double h) {
    GroupHarness neuron(model, 1, h);
    for (int step = 0; step < std::lround(20.0 / h); ++step) neuron.step({current, nullptr});
    return std::abs(neuron.v() - exact);
  };
  EXPECT_NEAR(error(0.5) / error(0.25), 16.0, 3.0);
  EXPECT_NEAR(error(0.25) / error(0.125), 16.0, 3.0);
}

TEST(QifPscExp, LetsItsCurrentDecay) {
  GroupHarness neuron(model, 1, 0.1);
  neuron.input(0, 0) = 50.0;
  neuron.step();
  for (int step = 1; step < 100; ++step) {
    neuron.step();
    EXPECT_NEAR(neuron.state("I_syn"), 50.0 * std::exp(-step * 0.1 / 2.0), 1e-12);
  }
}

}  // namespace
}  // namespace engram::testing

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "unit/neurons/group_harness.hpp"

namespace engram::testing {
namespace {

class Spiking : public ::testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Neurons, Spiking,
                         ::testing::Values("iaf_psc_exp", "iaf_psc_alpha", "iaf_psc_delta"));

// Steps in which neuron 0 fires under a constant current.
std::vector<int> spike_steps(GroupHarness& neuron, double current, int steps) {
  std::vector<int> spikes;
  for (int k = 0; k < steps; ++k) {
    if (!neuron.step({current, nullptr}).empty()) spikes.push_back(k);
  }
  return spikes;
}

TEST_P(Spiking, FiresAtTheClosedFormRateUnderConstantCurrent) {
  // From V_reset the potential reaches V_th after tau ln((I R - V_reset) / (I R - V_th)), found at
  // the next point of the grid; before that the neuron waits t_ref.
  const double tau_m = 10.0, c_m = 250.0, dt = 0.1, reset = -2.0, threshold = 15.0;
  for (const double current : {380.0, 400.0, 471.3, 650.0, 1200.0, 9000.0}) {
    for (const double t_ref : {0.0, 0.5, 2.0}) {
      GroupHarness neuron(GetParam(), 1, dt, {{"V_reset", -72.0}, {"t_ref", t_ref}});
      const double full = current * tau_m / c_m;
      const double to_threshold = tau_m * std::log((full - reset) / (full - threshold)) / dt;
      ASSERT_GT(std::abs(to_threshold - std::round(to_threshold)), 1e-6);
      const int interval =
          static_cast<int>(std::ceil(to_threshold)) + static_cast<int>(std::lround(t_ref / dt));
      const double first = tau_m * std::log(full / (full - threshold)) / dt;
      const std::vector<int> spikes = spike_steps(neuron, current, 4000);
      ASSERT_GT(spikes.size(), 2U);
      EXPECT_EQ(spikes[0], static_cast<int>(std::ceil(first)) - 1);
      for (std::size_t k = 1; k < spikes.size(); ++k) {
        ASSERT_EQ(spikes[k] - spikes[k - 1], interval) << current << " pA, t_ref " << t_ref;
      }
    }
  }
}

TEST_P(Spiking, StaysSilentBelowRheobase) {
  GroupHarness neuron(GetParam(), 1, 0.1);
  EXPECT_TRUE(
      spike_steps(neuron, 374.99, 20000).empty());  // 375 pA would reach threshold at infinity
  GroupHarness above(GetParam(), 1, 0.1);
  EXPECT_FALSE(spike_steps(above, 375.01, 20000).empty());
}

TEST_P(Spiking, StaysAtResetForExactlyTheRefractorySteps) {
  for (const int steps : {0, 1, 3, 20}) {
    GroupHarness neuron(GetParam(), 1, 0.1, {{"t_ref", 0.1 * steps}, {"V_reset", -68.0}},
                        {{"V_m", -20.0}});
    ASSERT_EQ(neuron.step({500.0, nullptr}).size(), 1U);
    EXPECT_EQ(neuron.state("refractory_steps"), steps);
    for (int k = 0; k < steps; ++k) {
      EXPECT_EQ(neuron.v(), -68.0);
      EXPECT_TRUE(neuron.step({500.0, nullptr}).empty());
    }
    EXPECT_EQ(neuron.v(), -68.0);
    EXPECT_EQ(neuron.state("refractory_steps"), 0.0);
    neuron.step({500.0, nullptr});
    EXPECT_GT(neuron.v(), -68.0) << steps;
  }
}

TEST(Refractoriness, LosesPotentialJumpsButKeepsCurrents) {
  GroupHarness delta("iaf_psc_delta", 1, 0.1, {{"t_ref", 0.2}}, {{"V_m", 0.0}});
  ASSERT_EQ(delta.step().size(), 1U);
  for (int k = 0; k < 2; ++k) {
    delta.input(0, 0) = 4.0;
    delta.step();
    EXPECT_EQ(delta.input(0, 0), 0.0);
  }
  delta.step();
  EXPECT_EQ(delta.v(), -70.0);

  GroupHarness current("iaf_psc_exp", 1, 0.1, {{"t_ref", 0.2}}, {{"V_m", 0.0}});
  ASSERT_EQ(current.step().size(), 1U);
  current.input(0, 0) = 100.0;
  current.step();
  current.step();
  EXPECT_EQ(current.v(), -70.0);
  EXPECT_NEAR(current.state("I_syn_ex"), 100.0 * std::exp(-0.05), 1e-10);
  current.step();
  EXPECT_GT(current.v(), -70.0);
}

TEST_P(Spiking, TestsTheThresholdWithEqualityIncluded) {
  GroupHarness at(GetParam(), 1, 0.1, {{"E_L", -50.0}, {"V_th", -50.0}, {"V_reset", -60.0}});
  EXPECT_EQ(at.step().size(), 1U);
  GroupHarness below(GetParam(), 1, 0.1,
                     {{"E_L", -50.0}, {"V_th", -49.9999999}, {"V_reset", -60.0}});
  EXPECT_TRUE(below.step().empty());
}

// iaf_psc_exp as one reads it: one neuron, branches, in NEST's order.
struct Reader {
  double v = 0, ex = 0, in = 0;
  int waiting = 0;
  bool step(double input_ex, double input_in, double current) {
    const double h = 0.1, tau_m = 10, c_m = 250, tau_ex = 0.5, tau_in = 3.0;
    if (waiting == 0) {
      const auto psp = [&](double tau) {
        return (std::exp(-h / tau_m) - std::exp(-h / tau)) / (1 / tau - 1 / tau_m) / c_m;
      };
      v = v * std::exp(-h / tau_m) + ex * psp(tau_ex) + in * psp(tau_in) +
          current * tau_m / c_m * (1 - std::exp(-h / tau_m));
    } else {
      --waiting;
    }
    ex = ex * std::exp(-h / tau_ex) + input_ex;
    in = in * std::exp(-h / tau_in) + input_in;
    if (v < 15) return false;
    v = 0;
    waiting = 20;
    return true;
  }
};

TEST(IafPscExp, AgreesSpikeForSpikeWithAScalarNeuronUnderRandomInput) {
  GroupHarness neurons("iaf_psc_exp", 37, 0.1, {{"tau_syn_ex", 0.5}, {"tau_syn_in", 3.0}});
  std::vector<Reader> readers(37);
  AlignedVector<double> current(padded(37), 0.0);
  std::mt19937 random(11);
  std::uniform_real_distribution<double> uniform(0.0, 1.0);
  int spikes = 0;
  for (int k = 0; k < 3000; ++k) {
    std::vector<std::uint32_t> expected;
    for (std::uint32_t i = 0; i < 37; ++i) {
      const double ex = uniform(random) < 0.3 ? 800.0 * uniform(random) : 0.0;
      const double in = uniform(random) < 0.1 ? -150.0 * uniform(random) : 0.0;
      current[i] = 200.0 * uniform(random);
      neurons.input(0, i) = ex;
      neurons.input(1, i) = in;
      if (readers[i].step(ex, in, 50.0 + current[i])) expected.push_back(i);
    }
    ASSERT_EQ(neurons.step({50.0, current.data()}), expected) << "step " << k;
    spikes += static_cast<int>(expected.size());
    for (std::uint32_t i = 0; i < 37; ++i) ASSERT_NEAR(neurons.v(i) + 70, readers[i].v, 1e-9);
  }
  EXPECT_GT(spikes, 500);
}

}  // namespace
}  // namespace engram::testing

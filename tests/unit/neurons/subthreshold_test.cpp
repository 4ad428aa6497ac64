#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "unit/neurons/group_harness.hpp"

namespace engram::testing {
namespace {

constexpr double tolerance = 1e-9;  // relative

void expect_close(double value, double expected, double scale) {
  EXPECT_NEAR(value, expected, tolerance * scale);
}

// V - E_L at time t after a current exp(-t/tau_s) began, integrated by hand (distinct time
// constants).
double psp_exp(double t, double tau_s, double tau_m, double c_m) {
  return (std::exp(-t / tau_m) - std::exp(-t / tau_s)) / (1 / tau_s - 1 / tau_m) / c_m;
}

// The same for the current (t/tau_s) exp(1 - t/tau_s).
double psp_alpha(double t, double tau_s, double tau_m, double c_m) {
  const double d = 1 / tau_s - 1 / tau_m;
  const double integral = (std::exp(-t / tau_m) - std::exp(-t / tau_s) * (1 + d * t)) / (d * d);
  return std::numbers::e / tau_s * integral / c_m;
}

class Subthreshold : public ::testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Neurons, Subthreshold,
                         ::testing::Values("iaf_psc_exp", "iaf_psc_alpha", "iaf_psc_delta"));

TEST_P(Subthreshold, ChargesExponentiallyUnderConstantCurrent) {
  const double tau_m = 13.0, c_m = 180.0, e_l = -65.0, current = 120.0, dt = 0.1;
  GroupHarness intrinsic(GetParam(), 1, dt,
                         {{"tau_m", tau_m}, {"C_m", c_m}, {"E_L", e_l}, {"I_e", current}});
  GroupHarness injected(GetParam(), 1, dt, {{"tau_m", tau_m}, {"C_m", c_m}, {"E_L", e_l}});
  const double full = current * tau_m / c_m;
  EXPECT_EQ(intrinsic.v(), e_l);
  for (int k = 1; k <= 2000; ++k) {
    EXPECT_TRUE(intrinsic.step().empty());
    EXPECT_TRUE(injected.step({current, nullptr}).empty());
    const double expected = -full * std::expm1(-k * dt / tau_m);
    expect_close(intrinsic.v() - e_l, expected, full);
    EXPECT_EQ(injected.v(), intrinsic.v());
  }
}

TEST_P(Subthreshold, RelaxesToTheRestingPotential) {
  GroupHarness neuron(GetParam(), 1, 0.1, {{"tau_m", 7.0}}, {{"V_m", -62.0}});
  for (int k = 1; k <= 500; ++k) {
    neuron.step();
    expect_close(neuron.v() + 70.0, 8.0 * std::exp(-k * 0.1 / 7.0), 8.0);
  }
}

TEST(IafPscExp, FollowsTheClosedFormOfOnePostsynapticCurrent) {
  const double weight = 300.0, tau_ex = 0.7, tau_in = 5.3, tau_m = 11.0, c_m = 210.0, dt = 0.1;
  const Overrides parameters{
      {"tau_syn_ex", tau_ex}, {"tau_syn_in", tau_in}, {"tau_m", tau_m}, {"C_m", c_m}};
  GroupHarness neurons("iaf_psc_exp", 2, dt, parameters);
  neurons.input(0, 0) = weight;  // arrives at the end of the first step
  neurons.input(1, 1) = -weight;
  neurons.step();
  EXPECT_EQ(neurons.v(0), -70.0);
  EXPECT_EQ(neurons.state("I_syn_ex", 0), weight);
  EXPECT_EQ(neurons.state("I_syn_in", 1), -weight);
  for (int k = 1; k <= 1500; ++k) {
    neurons.step();
    const double t = k * dt;
    expect_close(neurons.v(0) + 70, weight * psp_exp(t, tau_ex, tau_m, c_m), 1.0);
    expect_close(neurons.v(1) + 70, -weight * psp_exp(t, tau_in, tau_m, c_m), 1.0);
    expect_close(neurons.state("I_syn_ex", 0), weight * std::exp(-t / tau_ex), weight);
  }
}

TEST(IafPscAlpha, FollowsTheClosedFormOfOnePostsynapticCurrent) {
  const double weight = 300.0, tau_ex = 0.7, tau_in = 5.3, tau_m = 11.0, c_m = 210.0, dt = 0.1;
  const Overrides parameters{
      {"tau_syn_ex", tau_ex}, {"tau_syn_in", tau_in}, {"tau_m", tau_m}, {"C_m", c_m}};
  GroupHarness neurons("iaf_psc_alpha", 2, dt, parameters);
  neurons.input(0, 0) = weight;
  neurons.input(1, 1) = -weight;
  neurons.step();
  EXPECT_EQ(neurons.state("I_syn_ex", 0), 0.0);
  for (int k = 1; k <= 1500; ++k) {
    neurons.step();
    const double t = k * dt;
    expect_close(neurons.v(0) + 70, weight * psp_alpha(t, tau_ex, tau_m, c_m), 1.0);
    expect_close(neurons.v(1) + 70, -weight * psp_alpha(t, tau_in, tau_m, c_m), 1.0);
    // The current's peak is the weight, at t = tau.
    expect_close(neurons.state("I_syn_ex", 0), weight * t / tau_ex * std::exp(1 - t / tau_ex),
                 weight);
    expect_close(neurons.state("I_syn_in", 1), -weight * t / tau_in * std::exp(1 - t / tau_in),
                 weight);
  }
}

TEST(IafPscDelta, JumpsByTheWeightAndDecays) {
  GroupHarness neuron("iaf_psc_delta", 1, 0.1, {{"tau_m", 20.0}});
  neuron.input(0, 0) = 5.0;
  neuron.step();
  expect_close(neuron.v() + 70, 5.0, 5.0);
  for (int k = 1; k <= 100; ++k) {
    neuron.step();
    expect_close(neuron.v() + 70, 5.0 * std::exp(-k * 0.1 / 20.0), 5.0);
  }
}

TEST_P(Subthreshold, AddsUpItsInputs) {
  // Neuron 0 gets input A, neuron 1 input B, neuron 2 both: the deviations add.
  GroupHarness neurons(GetParam(), 3, 0.1, {{"tau_syn_ex", 1.3}, {"V_th", 1e6}});
  const std::size_t second = neurons.info().receptors.size() - 1;
  for (int k = 0; k < 400; ++k) {
    if (k % 17 == 3) neurons.input(0, 0) += 2.5, neurons.input(0, 2) += 2.5;
    if (k % 29 == 5) neurons.input(second, 1) -= 1.5, neurons.input(second, 2) -= 1.5;
    neurons.step();
    expect_close(neurons.v(2) + 70, (neurons.v(0) + 70) + (neurons.v(1) + 70), 10.0);
  }
  EXPECT_NE(neurons.v(0), -70.0);
  EXPECT_NE(neurons.v(1), -70.0);
}

TEST(MinimumPotential, HoldsInTheModelsThatHaveOne) {
  for (const char* model : {"iaf_psc_alpha", "iaf_psc_delta"}) {
    GroupHarness neuron(model, 1, 0.1, {{"V_min", -72.0}, {"tau_m", 10.0}});
    double lowest = 0.0;
    for (int k = 0; k < 300; ++k) {
      neuron.step({-100.0, nullptr});  // towards -74 mV
      lowest = std::min(lowest, neuron.v());
    }
    EXPECT_EQ(lowest, -72.0) << model;
    neuron.step({0.0, nullptr});
    expect_close(neuron.v() + 70, -2.0 * std::exp(-0.01), 2.0);
  }
}

}  // namespace
}  // namespace engram::testing

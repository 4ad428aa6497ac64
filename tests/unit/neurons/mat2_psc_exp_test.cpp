#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "unit/neurons/group_harness.hpp"

namespace engram::testing {
namespace {

const char* const model = "mat2_psc_exp";
constexpr double dt = 0.1;

TEST(Mat2PscExp, FollowsTheClosedFormsOfPotentialAndThreshold) {
  GroupHarness neuron(model, 1, dt);
  const double current = 700.0, full = current * 5.0 / 100.0;
  std::vector<double> spikes;
  double last = -1e9;
  for (int k = 1; k <= 5000; ++k) {
    const double t = k * dt;
    const double v = -70 - full * std::expm1(-t / 5.0);
    double fast = 0, slow = 0;
    for (const double spike : spikes) {
      fast += 37.0 * std::exp(-(t - spike) / 10.0);
      slow += 2.0 * std::exp(-(t - spike) / 200.0);
    }
    const bool expected = v >= -51 + fast + slow && t - last > 2.0 + dt / 2;
    ASSERT_EQ(!neuron.step({current, nullptr}).empty(), expected) << t;
    ASSERT_NEAR(neuron.v(), v, 1e-9);  // spikes leave it alone
    if (expected) {
      spikes.push_back(t);
      last = t;
      fast += 37.0;
      slow += 2.0;
    }
    ASSERT_NEAR(neuron.state("V_th_alpha_1"), fast, 1e-9) << t;
    ASSERT_NEAR(neuron.state("V_th_alpha_2"), slow, 1e-9) << t;
    ASSERT_NEAR(neuron.state("V_th"), -51 + fast + slow, 1e-9) << t;
  }
  ASSERT_GT(spikes.size(), 10U);
  // The slow part makes intervals longer and longer.
  EXPECT_GT(spikes.back() - spikes[spikes.size() - 2], 1.2 * (spikes[2] - spikes[1]));
}

TEST(Mat2PscExp, AddsCurrentsOfItsInputs) {
  GroupHarness neuron(model, 1, dt);
  neuron.input(0, 0) = 200.0;
  neuron.input(1, 0) = -90.0;
  neuron.step();
  const auto psp = [](double t, double tau) {
    return (std::exp(-t / 5.0) - std::exp(-t / tau)) / (1 / tau - 1 / 5.0) / 100.0;
  };
  for (int k = 1; k <= 300; ++k) {
    neuron.step();
    const double t = k * dt;
    ASSERT_NEAR(neuron.v(), -70 + 200 * psp(t, 1.0) - 90 * psp(t, 3.0), 1e-10);
  }
}

TEST(Mat2PscExp, IsExactWhereTimeConstantsAreEqual) {
  // NEST refuses tau_syn = tau_m.
  GroupHarness neuron(model, 1, dt, {{"tau_syn_ex", 5.0}});
  neuron.input(0, 0) = 100.0;
  neuron.step();
  for (int k = 1; k <= 100; ++k) {
    neuron.step();
    const double t = k * dt;
    ASSERT_NEAR(neuron.v(), -70 + 100.0 / 100.0 * t * std::exp(-t / 5.0), 1e-10);
  }
}

TEST(Mat2PscExp, FiresAgainAfterTheRefractoryTimeWhereThePotentialIsStillAbove) {
  for (const int steps : {0, 1, 20}) {
    GroupHarness neuron(model, 1, dt, {{"alpha_1", 0.0}, {"alpha_2", 0.0}, {"t_ref", dt * steps}},
                        {{"V_m", -10.0}});
    for (int k = 0; k < 50; ++k) {
      const bool expected = k % (steps + 1) == 0 && -70 + 60 * std::exp(-(k + 1) * dt / 5) > -51;
      ASSERT_EQ(!neuron.step().empty(), expected) << steps << " " << k;
    }
  }
}

TEST(Mat2PscExp, ShiftsItsThreshold) {
  const AlignedVector<double> shift(padded(1), 4.0);
  GroupHarness shifted(model, 1, dt), moved(model, 1, dt, {{"omega", -47.0}});
  int spikes = 0;
  for (int k = 0; k < 3000; ++k) {
    const auto fired = shifted.step({650.0, nullptr}, {shift.data(), nullptr});
    ASSERT_EQ(fired, moved.step({650.0, nullptr}));
    ASSERT_NEAR(shifted.state("V_th"), moved.state("V_th"), 1e-12);
    spikes += static_cast<int>(fired.size());
  }
  EXPECT_GT(spikes, 3);
}

TEST(Mat2PscExp, ShowsAThresholdThatFollowsFromItsParts) {
  // From the beginning, and whatever shift the last step had.
  GroupHarness neuron(model, 1, dt, {}, {{"V_th_alpha_1", 3.0}, {"V_th_alpha_2", 0.5}});
  EXPECT_DOUBLE_EQ(neuron.state("V_th"), -51 + 3.0 + 0.5);
  const AlignedVector<double> shift(padded(1), 4.0);
  const double parts = 3.0 * std::exp(-dt / 10.0) + 0.5 * std::exp(-dt / 200.0);
  neuron.step({0.0, nullptr}, {shift.data(), nullptr});
  EXPECT_NEAR(neuron.state("V_th"), -51 + parts + 4.0, 1e-12);
  const double later = 3.0 * std::exp(-2 * dt / 10.0) + 0.5 * std::exp(-2 * dt / 200.0);
  neuron.step();
  EXPECT_NEAR(neuron.state("V_th"), -51 + later, 1e-12);
}

TEST(Mat2PscExp, HasNestsDefaults) {
  const NeuronModelInfo& info = find_neuron_model(model)->info;
  for (const auto& [name, value] : std::vector<std::pair<const char*, double>>{{"tau_m", 5},
                                                                               {"C_m", 100},
                                                                               {"t_ref", 2},
                                                                               {"E_L", -70},
                                                                               {"I_e", 0},
                                                                               {"tau_syn_ex", 1},
                                                                               {"tau_syn_in", 3},
                                                                               {"tau_1", 10},
                                                                               {"tau_2", 200},
                                                                               {"alpha_1", 37},
                                                                               {"alpha_2", 2},
                                                                               {"omega", -51}}) {
    ASSERT_NE(find(info.parameters, name), nullptr) << name;
    EXPECT_EQ(find(info.parameters, name)->default_value, value) << name;
  }
  EXPECT_EQ(info.parameters.size(), 12U);
}

}  // namespace
}  // namespace engram::testing

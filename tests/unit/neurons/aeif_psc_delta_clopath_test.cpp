#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "unit/neurons/clopath_reader.hpp"
#include "unit/neurons/group_harness.hpp"

namespace engram::testing {
namespace {

using Real = long double;
constexpr double dt = 0.1;
const char* const model = "aeif_psc_delta_clopath";
using Reader = ClopathReader;

void expect_equal(const GroupHarness& neuron, const Reader::Variables& expected, double tolerance,
                  int step) {
  const auto close = [&](const char* name, Real value) {
    ASSERT_NEAR(neuron.state(name), static_cast<double>(value), tolerance)
        << name << " in step " << step;
  };
  close("V_m", expected.v);
  close("w", expected.w);
  close("z", expected.z);
  close("V_th", expected.v_th);
  close("u_bar_plus", expected.u_plus);
  close("u_bar_minus", expected.u_minus);
  close("u_bar_bar", expected.u_bar);
}

TEST(AeifPscDeltaClopath, FollowsAnIndependentSolverBelowThreshold) {
  GroupHarness neuron(model, 1, dt);
  Reader reader;
  for (int k = 0; k < 3000; ++k) {
    const double current = k < 1500 ? 300.0 : -150.0;
    const double input = k % 40 == 7 ? 2.0 : 0.0;
    neuron.input(0, 0) = input;
    ASSERT_TRUE(neuron.step({current, nullptr}).empty());
    ASSERT_FALSE(reader.step(current, input));
    expect_equal(neuron, reader.now, 1e-9, k);
  }
  EXPECT_GT(std::abs(neuron.v() + 70.6), 1.0);
}

TEST(AeifPscDeltaClopath, FollowsAnIndependentSolverThroughSpikesOfItsInput) {
  // Spikes from jumps over V_peak happen on the grid: all that follows is smooth, and exact to the
  // solvers' errors through clamp, refractoriness and the return.
  for (const int refractory_steps : {0, 15}) {
    GroupHarness neuron(model, 1, dt, {{"t_ref", dt * refractory_steps}});
    Reader reader(refractory_steps);
    std::vector<int> spikes;
    for (int k = 0; k < 2000; ++k) {
      const double input = k % 600 == 50 ? 150.0 : (k % 600 == 60 ? 500.0 : 0.0);
      neuron.input(0, 0) = input;
      const bool fires = !neuron.step().empty();
      ASSERT_EQ(fires, reader.step(0, input)) << k;
      if (fires) spikes.push_back(k);
      expect_equal(neuron, reader.now, 1e-7, k);
    }
    // The input of 500 mV one millisecond later meets the clamp and is lost.
    EXPECT_EQ(spikes, (std::vector<int>{50, 650, 1250, 1850}));
  }
}

TEST(AeifPscDeltaClopath, FiresWhereAnIndependentSolverFiresUnderACurrent) {
  // A spike is found up to two substeps (0.02 ms) late, in which V_clamp would have raised
  // u_bar_plus by 0.02 ms / 7 ms * 100 mV.
  GroupHarness neuron(model, 1, dt);
  Reader reader;
  int spikes = 0;
  for (int k = 0; k < 5000; ++k) {
    const bool fires = !neuron.step({700.0, nullptr}).empty();
    ASSERT_EQ(fires, reader.step(700.0L, 0)) << "step " << k;
    spikes += fires ? 1 : 0;
    ASSERT_NEAR(neuron.state("u_bar_plus"), static_cast<double>(reader.now.u_plus), 0.3) << k;
    ASSERT_NEAR(neuron.state("u_bar_minus"), static_cast<double>(reader.now.u_minus), 0.2) << k;
    ASSERT_NEAR(neuron.state("u_bar_bar"), static_cast<double>(reader.now.u_bar), 0.02) << k;
    ASSERT_NEAR(neuron.state("w"), static_cast<double>(reader.now.w), 0.1) << k;
  }
  EXPECT_GE(spikes, 3);
}

TEST(AeifPscDeltaClopath, KeepsTheRateOfAnIndependentSolverUnderAStrongCurrent) {
  GroupHarness neuron(model, 1, dt);
  Reader reader;
  std::vector<int> found, expected;
  for (int k = 0; k < 3000; ++k) {
    if (!neuron.step({2000.0, nullptr}).empty()) found.push_back(k);
    if (reader.step(2000.0L, 0)) expected.push_back(k);
  }
  ASSERT_EQ(found.size(), expected.size());
  ASSERT_GE(found.size(), 8U);
  // Of 30 ms and more between spikes, half a step is lost at worst.
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_LE(std::abs(found[i] - expected[i]), 3) << "spike " << i;
  }
}

TEST(AeifPscDeltaClopath, FiltersAConstantVoltageByTheClosedForms) {
  // Held at V_reset by refractoriness.
  const double held = -40.0, from_plus = -70.0, from_minus = -65.0, from_bar = -80.0;
  GroupHarness neuron(model, 1, dt, {{"V_reset", held}},
                      {{"V_m", held},
                       {"refractory_steps", 1e6},
                       {"u_bar_plus", from_plus},
                       {"u_bar_minus", from_minus},
                       {"u_bar_bar", from_bar},
                       {"z", 300.0},
                       {"V_th", 10.0},
                       {"w", 50.0}});
  for (int k = 1; k <= 5000; ++k) {
    ASSERT_TRUE(neuron.step({1000.0, nullptr}).empty());
    const double t = k * dt;
    ASSERT_EQ(neuron.v(), held);
    ASSERT_NEAR(neuron.state("u_bar_plus"), held + (from_plus - held) * std::exp(-t / 7), 1e-9);
    ASSERT_NEAR(neuron.state("u_bar_minus"), held + (from_minus - held) * std::exp(-t / 10), 1e-9);
    // A low-pass of 500 ms of one that decays with 10 ms.
    const double fast = (from_minus - held) * 10.0 / (10.0 - 500.0);
    ASSERT_NEAR(neuron.state("u_bar_bar"),
                held + fast * std::exp(-t / 10) + (from_bar - held - fast) * std::exp(-t / 500),
                1e-9);
    ASSERT_NEAR(neuron.state("z"), 300 * std::exp(-t / 40), 1e-9);
    ASSERT_NEAR(neuron.state("V_th"), -50.4 + 60.4 * std::exp(-t / 50), 1e-9);
    const double rest = 4.0 * (held + 70.6);
    ASSERT_NEAR(neuron.state("w"), rest + (50.0 - rest) * std::exp(-t / 144), 1e-9);
  }
}

TEST(AeifPscDeltaClopath, HoldsTheSpikeForTheClampAndThenResets) {
  for (const double t_clamp : {0.0, 0.1, 2.0}) {
    const int steps = static_cast<int>(std::lround(t_clamp / dt));
    GroupHarness neuron(model, 1, dt, {{"t_clamp", t_clamp}, {"t_ref", 0.2}});
    neuron.input(0, 0) = 200.0;
    ASSERT_EQ(neuron.step().size(), 1U);
    EXPECT_NEAR(neuron.state("w"), 80.5, 1e-4);  // at rest w is next to 0
    EXPECT_EQ(neuron.state("z"), 400.0);
    EXPECT_EQ(neuron.state("V_th"), 30.4);
    for (int k = 0; k < steps; ++k) {
      EXPECT_EQ(neuron.v(), 33.0);
      neuron.input(0, 0) = 1000.0;
      EXPECT_TRUE(neuron.step().empty());
    }
    for (int k = 0; k < 2; ++k) {
      EXPECT_EQ(neuron.v(), -60.0) << t_clamp;
      neuron.input(0, 0) = 1000.0;
      EXPECT_TRUE(neuron.step().empty());
    }
    EXPECT_EQ(neuron.v(), -60.0);
    neuron.step();
    EXPECT_NE(neuron.v(), -60.0);
  }
}

TEST(AeifPscDeltaClopath, OffersFilteredVoltagesWithTheirDelay) {
  const std::vector<double> delays{0.0, 0.1, 5.0, 7.3};
  GroupHarness neurons(model, delays.size(), dt, {{"delay_u_bars", delays}});
  std::vector<std::vector<double>> plus{{}}, minus{{}};
  plus.back().assign(delays.size(), -70.6);
  minus.back().assign(delays.size(), -70.6);
  for (int k = 1; k <= 400; ++k) {
    neurons.step({650.0, nullptr});
    plus.emplace_back();
    minus.emplace_back();
    for (std::size_t i = 0; i < delays.size(); ++i) {
      plus.back().push_back(neurons.state("u_bar_plus", i));
      minus.back().push_back(neurons.state("u_bar_minus", i));
    }
    for (std::size_t i = 0; i < delays.size(); ++i) {
      const auto ago = static_cast<std::size_t>(std::max(0L, k - std::lround(delays[i] / dt)));
      ASSERT_EQ(neurons.group().offered("u_bar_plus")[i], plus[ago][i]) << k << " " << i;
      ASSERT_EQ(neurons.group().offered("u_bar_minus")[i], minus[ago][i]);
      ASSERT_EQ(neurons.group().offered("u_bar_bar")[i], neurons.state("u_bar_bar", i));
      ASSERT_EQ(neurons.group().offered("V_m")[i], neurons.v(i));
    }
  }
  EXPECT_EQ(neurons.group().offered("V_m").size(), delays.size());
  EXPECT_TRUE(neurons.group().offered("w").empty());
  EXPECT_GT(plus.back()[0], -60.0);
}

TEST(AeifPscDeltaClopath, IsSharpWithoutAnExponential) {
  const Overrides sharp{{"Delta_T", 0.0}, {"a", 0.0}};
  GroupHarness below(model, 1, dt, sharp), above(model, 1, dt, sharp);
  // 20.2 mV from rest to threshold at 30 nS: 606 pA.
  int spikes = 0;
  for (int k = 0; k < 3000; ++k) {
    EXPECT_TRUE(below.step({605.0, nullptr}).empty());
    spikes += static_cast<int>(above.step({607.0, nullptr}).size());
  }
  EXPECT_GT(spikes, 0);
}

TEST(AeifPscDeltaClopath, GivesTheSameBitsInAnyPlaceOfAGroup) {
  constexpr std::size_t size = 150;
  std::vector<double> own(size);
  for (std::size_t i = 0; i < size; ++i) own[i] = 600.0 + 10.0 * static_cast<double>(i);
  GroupHarness together(model, size, dt, {{"I_e", own}});
  std::vector<GroupHarness> alone;
  for (std::size_t i = 0; i < size; ++i)
    alone.emplace_back(model, 1, dt, Overrides{{"I_e", own[i]}});
  std::size_t spikes = 0;
  for (int k = 0; k < 400; ++k) {
    const auto fired = together.step();
    spikes += fired.size();
    std::vector<std::uint32_t> expected;
    for (std::uint32_t i = 0; i < size; ++i) {
      if (!alone[i].step().empty()) expected.push_back(i);
      ASSERT_EQ(together.v(i), alone[i].v());
      ASSERT_EQ(together.state("u_bar_plus", i), alone[i].state("u_bar_plus"));
    }
    ASSERT_EQ(fired, expected);
  }
  EXPECT_GT(spikes, 100U);
}

TEST(AeifPscDeltaClopath, ChecksItsParametersAgainstEachOther) {
  const NeuronModelInfo& info = find_neuron_model(model)->info;
  const auto problems = [&](const std::string& changed, double value) {
    return info.check([&](std::string_view name) {
      return name == changed ? value : find(info.parameters, name)->default_value;
    });
  };
  EXPECT_TRUE(problems("", 0).empty());
  EXPECT_EQ(problems("V_reset", 33.0).size(), 1U);
  EXPECT_EQ(problems("V_th_max", -60.0).size(), 1U);
  EXPECT_EQ(problems("V_peak", -55.0).size(), 1U);
  EXPECT_EQ(problems("Delta_T", 0.1).size(), 1U);
  EXPECT_TRUE(problems("Delta_T", 0.0).empty());
}

}  // namespace
}  // namespace engram::testing

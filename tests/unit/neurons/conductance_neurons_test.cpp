#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <vector>

#include "unit/neurons/group_harness.hpp"
#include "unit/neurons/reference_solver.hpp"

namespace engram::testing {
namespace {

class Conductances : public ::testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Neurons, Conductances,
                         ::testing::Values("iaf_cond_exp", "iaf_cond_alpha"));

const Overrides slow{{"tau_syn_ex", 1.5}, {"tau_syn_in", 4.0}, {"g_L", 12.0}, {"C_m", 200.0}};

// Both models as one reads them, with the parameters `slow`: V, and per receptor the conductance
// and its drive, which iaf_cond_exp does not have.
struct Reader {
  bool alpha;
  std::array<Real, 5> y{-70, 0, 0, 0, 0};
  int waiting = 0;

  bool step(Real h, Real ex, Real in, Real current) {
    solve(y, h, static_cast<int>(std::lround(h / 0.002)), [&](const std::array<Real, 5>& at) {
      const auto [v, g_ex, d_ex, g_in, d_in] = at;
      const Real dv = (-12 * (v + 70) - g_ex * v - g_in * (v + 85) + current) / 200;
      return std::array<Real, 5>{waiting > 0 ? 0 : dv, d_ex - g_ex / 1.5L, -d_ex / 1.5L,
                                 d_in - g_in / 4, -d_in / 4};
    });
    const Real e = std::numbers::e_v<Real>;
    (alpha ? y[2] : y[1]) += alpha ? ex * e / 1.5L : ex;
    (alpha ? y[4] : y[3]) -= alpha ? in * e / 4 : in;
    if (waiting > 0) {
      --waiting;
      return false;
    }
    if (y[0] < -55) return false;
    y[0] = -60;
    waiting = 20;
    return true;
  }
};

bool is_alpha(const char* model) {
  return std::string(model) == "iaf_cond_alpha";
}

TEST_P(Conductances, FollowAnIndependentSolverSpikeForSpike) {
  GroupHarness neuron(GetParam(), 1, 0.1, slow);
  Reader reader{is_alpha(GetParam())};
  std::mt19937 random(3);
  std::uniform_real_distribution<double> uniform(0.0, 1.0);
  int spikes = 0;
  for (int k = 0; k < 6000; ++k) {
    const double ex = uniform(random) < 0.05 ? 12 * uniform(random) : 0.0;
    const double in = uniform(random) < 0.03 ? -20 * uniform(random) : 0.0;
    const double current = k < 3000 ? 170.0 : 40.0;
    neuron.input(0, 0) = ex;
    neuron.input(1, 0) = in;
    const bool fires = !neuron.step({current, nullptr}).empty();
    ASSERT_EQ(fires, reader.step(0.1L, ex, in, current)) << "step " << k;
    ASSERT_NEAR(neuron.v(), static_cast<double>(reader.y[0]), 1e-6) << "step " << k;
    ASSERT_NEAR(neuron.state("g_ex"), static_cast<double>(reader.y[1]), 1e-9);
    ASSERT_NEAR(neuron.state("g_in"), static_cast<double>(reader.y[3]), 1e-9);
    spikes += fires ? 1 : 0;
  }
  EXPECT_GT(spikes, 10);
}

TEST_P(Conductances, ConvergeWithTheFourthOrder) {
  // The potential 8 ms after two large inputs, below a threshold out of reach.
  const auto simulated = [&](double h) {
    Overrides parameters = slow;
    parameters.insert_or_assign("V_th", 100.0);
    GroupHarness neuron(GetParam(), 1, h, parameters);
    neuron.input(0, 0) = 60.0;
    neuron.input(1, 0) = -80.0;
    neuron.step();
    // What arrives at the end of the first step acts for 8 ms.
    for (int k = 0; k < std::lround(8 / h); ++k) neuron.step();
    return neuron.v();
  };
  Reader reader{is_alpha(GetParam())};
  reader.step(0.002L, 60, -80, 0);
  reader.y[0] = -70;
  reader.step(8.0L, 0, 0, 0);
  const auto error = [&](double h) {
    return std::abs(simulated(h) - static_cast<double>(reader.y[0]));
  };
  EXPECT_GT(error(1.0), 1e-7);
  for (const double h : {1.0, 0.5}) {
    EXPECT_GT(error(h) / error(h / 2), 11) << h;
    EXPECT_LT(error(h) / error(h / 2), 24) << h;
  }
}

TEST_P(Conductances, GoOnWhileThePotentialIsHeld) {
  GroupHarness neuron(GetParam(), 1, 0.1, {{"t_ref", 0.3}}, {{"V_m", -40.0}});
  ASSERT_EQ(neuron.step().size(), 1U);
  for (int k = 0; k < 3; ++k) {
    EXPECT_EQ(neuron.v(), -60.0);
    neuron.input(0, 0) = 30.0;
    EXPECT_TRUE(neuron.step().empty());
  }
  EXPECT_EQ(neuron.v(), -60.0);
  EXPECT_GT(neuron.state("g_ex"), 1.0);
  neuron.step();
  EXPECT_GT(neuron.v(), -60.0);
}

TEST_P(Conductances, NeverLeaveTheReversalPotentialsHoweverLargeTheyAre) {
  for (const double h : {0.1, 1.0, 10.0}) {
    for (const double weight : {1e2, 1e4, 1e8, 1e15}) {
      GroupHarness neuron(GetParam(), 1, h, {{"V_th", 50.0}});
      for (int k = 0; k < 300; ++k) {
        if (k % 7 == 1) neuron.input(0, 0) = weight;
        if (k % 11 == 2) neuron.input(1, 0) = -weight;
        ASSERT_TRUE(neuron.step().empty());
        ASSERT_LE(neuron.v(), 1.0) << weight << " nS, step " << k;
        ASSERT_GE(neuron.v(), -86.0) << weight << " nS, step " << k;
      }
    }
  }
}

TEST_P(Conductances, TakeParametersOfEachNeuron) {
  const std::vector<double> leak{8.0, 12.0, 20.0}, reversal{-60.0, -75.0, -90.0};
  GroupHarness together(GetParam(), 3, 0.1, {{"g_L", leak}, {"E_in", reversal}});
  for (std::size_t i = 0; i < 3; ++i) {
    GroupHarness alone(GetParam(), 1, 0.1, {{"g_L", leak[i]}, {"E_in", reversal[i]}});
    GroupHarness again(GetParam(), 3, 0.1, {{"g_L", leak}, {"E_in", reversal}});
    for (int k = 0; k < 500; ++k) {
      alone.input(0, 0) = again.input(0, i) = k % 9 == 0 ? 20.0 : 0.0;
      alone.input(1, 0) = again.input(1, i) = k % 17 == 0 ? -9.0 : 0.0;
      const bool fires = !alone.step({150.0, nullptr}).empty();
      const auto fired = again.step({150.0, nullptr});
      ASSERT_EQ(std::find(fired.begin(), fired.end(), i) != fired.end(), fires);
      ASSERT_EQ(alone.v(), again.v(i));
    }
  }
}

TEST_P(Conductances, HaveNestsDefaults) {
  const NeuronModelInfo& info = find_neuron_model(GetParam())->info;
  for (const auto& [name, value] : std::vector<std::pair<const char*, double>>{{"V_th", -55},
                                                                               {"V_reset", -60},
                                                                               {"t_ref", 2},
                                                                               {"g_L", 16.6667},
                                                                               {"C_m", 250},
                                                                               {"E_ex", 0},
                                                                               {"E_in", -85},
                                                                               {"E_L", -70},
                                                                               {"tau_syn_ex", 0.2},
                                                                               {"tau_syn_in", 2},
                                                                               {"I_e", 0}}) {
    ASSERT_NE(find(info.parameters, name), nullptr) << name;
    EXPECT_EQ(find(info.parameters, name)->default_value, value) << name;
  }
  EXPECT_EQ(info.parameters.size(), 11U);
  EXPECT_EQ(info.weight_unit, "nS");
  const auto problems = info.check([&](std::string_view name) {
    return name == "V_reset" ? -55.0 : find(info.parameters, name)->default_value;
  });
  EXPECT_THAT(problems, ::testing::ElementsAre(::testing::HasSubstr("V_reset")));
}

}  // namespace
}  // namespace engram::testing

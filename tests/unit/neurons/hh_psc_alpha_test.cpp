#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "unit/neurons/group_harness.hpp"
#include "unit/neurons/reference_solver.hpp"

namespace engram::testing {
namespace {

const char* const model = "hh_psc_alpha";

// V, m, h, n, and per receptor the current and its drive, with the default parameters.
using Variables = std::array<Real, 8>;

Variables rates(const Variables& at, Real current) {
  const auto [v, m, h, n, i_ex, d_ex, i_in, d_in] = at;
  const auto fraction = [](Real x) { return x == 0 ? Real(1) : -x / std::expm1(-x); };
  const Real alpha_m = fraction((v + 40) / 10), beta_m = 4 * std::exp(-(v + 65) / 18);
  const Real alpha_h = 0.07L * std::exp(-(v + 65) / 20);
  const Real beta_h = 1 / (1 + std::exp(-(v + 35) / 10));
  const Real alpha_n = 0.1L * fraction((v + 55) / 10), beta_n = 0.125L * std::exp(-(v + 65) / 80);
  const Real dv = (-12000 * m * m * m * h * (v - 50) - 3600 * n * n * n * n * (v + 77) -
                   30 * (v + 54.402L) + i_ex + i_in + current) /
                  100;
  return {dv,
          alpha_m * (1 - m) - beta_m * m,
          alpha_h * (1 - h) - beta_h * h,
          alpha_n * (1 - n) - beta_n * n,
          d_ex - i_ex / 0.2L,
          -d_ex / 0.2L,
          d_in - i_in / 2,
          -d_in / 2};
}

struct Reader {
  Variables y;
  int waiting = 0;

  Reader() {
    // Equilibrium of the gates at -65 mV.
    const Real alpha_m = -2.5L / (1 - std::exp(2.5L)), alpha_n = -0.1L / (1 - std::exp(1.0L));
    const Real beta_h = 1 / (1 + std::exp(3.0L));
    y = {-65,
         alpha_m / (alpha_m + 4),
         0.07L / (0.07L + beta_h),
         alpha_n / (alpha_n + 0.125L),
         0,
         0,
         0,
         0};
  }

  bool step(Real h, Real ex, Real in, Real current) {
    const Real before = y[0];
    solve(y, h, static_cast<int>(std::lround(h / 0.002L)),
          [&](const Variables& at) { return rates(at, current); });
    y[5] += ex * std::numbers::e_v<Real> / 0.2L;
    y[7] += in * std::numbers::e_v<Real> / 2;
    if (waiting > 0) {
      --waiting;
      return false;
    }
    if (y[0] < 0 || before <= y[0]) return false;
    waiting = static_cast<int>(std::lround(2 / h));
    return true;
  }
};

TEST(HhPscAlpha, StartsAtRest) {
  const GroupHarness neuron(model, 1, 0.1);
  const Reader reader;
  EXPECT_NEAR(neuron.state("Act_m"), static_cast<double>(reader.y[1]), 1e-15);
  EXPECT_NEAR(neuron.state("Inact_h"), static_cast<double>(reader.y[2]), 1e-15);
  EXPECT_NEAR(neuron.state("Act_n"), static_cast<double>(reader.y[3]), 1e-15);
}

TEST(HhPscAlpha, FollowsAnIndependentSolverThroughSpikes) {
  GroupHarness neuron(model, 1, 0.1);
  Reader reader;
  int spikes = 0;
  for (int k = 0; k < 4000; ++k) {
    const double current = k < 1000 ? 200.0 : (k < 3000 ? 1000.0 : -300.0);
    const double ex = k % 97 == 20 ? 900.0 : 0.0, in = k % 61 == 30 ? -100.0 : 0.0;
    neuron.input(0, 0) = ex;
    neuron.input(1, 0) = in;
    const bool fires = !neuron.step({current, nullptr}).empty();
    ASSERT_EQ(fires, reader.step(0.1L, ex, in, current)) << "step " << k;
    spikes += fires ? 1 : 0;
    // Up to 400 mV/ms: in time, a millionth of a second. Steps of 0.05 ms also miss a little of the
    // height of spikes, some 100 mV above rest: up to 0.15 % of it.
    const double slope = std::abs(static_cast<double>(rates(reader.y, current)[0]));
    const double height = reader.y[0] < -45 ? 0.0 : 0.15;
    ASSERT_NEAR(neuron.v(), static_cast<double>(reader.y[0]), 0.001 * slope + 0.005 + height) << k;
    // The solver's own error: 4e-10 of 740 pA.
    ASSERT_NEAR(neuron.state("I_syn_ex"), static_cast<double>(reader.y[4]), 1e-6) << k;
    ASSERT_NEAR(neuron.state("I_syn_in"), static_cast<double>(reader.y[6]), 1e-8) << k;
    ASSERT_NEAR(neuron.state("Act_n"), static_cast<double>(reader.y[3]), 1e-3) << k;
  }
  EXPECT_GT(spikes, 10);
}

TEST(HhPscAlpha, ConvergesWithTheFourthOrder) {
  // 1.3 ms after a strong current is switched on: on the way up to the first spike.
  const auto simulated = [](double h) {
    GroupHarness neuron(model, 1, h);
    for (int k = 0; k < std::lround(1.2 / h); ++k) neuron.step({2000.0, nullptr});
    return neuron.v();
  };
  Reader reader;
  reader.step(1.2L, 0, 0, 2000);
  const auto error = [&](double h) {
    return std::abs(simulated(h) - static_cast<double>(reader.y[0]));
  };
  // Steps up to 0.05 ms are taken as they are.
  EXPECT_GT(error(0.05), 1e-8);
  for (const double h : {0.05, 0.025}) {
    EXPECT_GT(error(h) / error(h / 2), 11) << h;
    EXPECT_LT(error(h) / error(h / 2), 25) << h;
  }
}

std::size_t spikes_under(double current) {
  GroupHarness neuron(model, 1, 0.1);
  std::size_t spikes = 0;
  for (int k = 0; k < 10000; ++k) {
    const auto fired = neuron.step({current, nullptr});
    if (k >= 2000) spikes += fired.size();
  }
  return spikes;
}

TEST(HhPscAlpha, BeginsToFireAtAFiniteRate) {
  EXPECT_EQ(spikes_under(600.0), 0U);
  EXPECT_GT(spikes_under(660.0), 35U);
  EXPECT_GT(spikes_under(1500.0), spikes_under(1000.0));
}

TEST(HhPscAlpha, StaysFiniteAndGatesStayFractionsUnderAnyCurrent) {
  for (const double h : {0.05, 0.1, 1.0}) {
    for (const double current : {-1e3, -1e4, -1e6, 1e4, 1e5, 1e6}) {
      GroupHarness neuron(model, 1, h, {}, {{"Act_m", 1.0}, {"Inact_h", 1.0}, {"Act_n", 1.0}});
      for (int k = 0; k < 500; ++k) {
        neuron.step({current, nullptr});
        ASSERT_TRUE(std::isfinite(neuron.v())) << current << " pA, step " << k;
        for (const char* gate : {"Act_m", "Inact_h", "Act_n"}) {
          ASSERT_GE(neuron.state(gate), 0) << gate << " " << current << " pA, step " << k;
          ASSERT_LE(neuron.state(gate), 1) << gate << " " << current << " pA, step " << k;
        }
      }
    }
  }
}

TEST(HhPscAlpha, TakesAsManySubstepsAsEachNeuronNeeds) {
  // More channels, shorter substeps: of its own neuron only.
  const std::vector<double> sodium{12000.0, 60000.0, 12000.0};
  GroupHarness together(model, 3, 0.1, {{"g_Na", sodium}});
  GroupHarness plain(model, 1, 0.1), strong(model, 1, 0.1, {{"g_Na", 60000.0}});
  GroupHarness fine(model, 1, 0.0125, {{"g_Na", 60000.0}});
  for (int k = 0; k < 1000; ++k) {
    together.step({800.0, nullptr});
    plain.step({800.0, nullptr});
    strong.step({800.0, nullptr});
    for (int part = 0; part < 8; ++part) fine.step({800.0, nullptr});
    ASSERT_EQ(together.v(0), plain.v());
    ASSERT_EQ(together.v(2), plain.v());
    ASSERT_EQ(together.v(1), strong.v());
    ASSERT_NEAR(strong.v(), fine.v(), 0.5) << k;
  }
}

TEST(HhPscAlpha, HasNestsDefaults) {
  const NeuronModelInfo& info = find_neuron_model(model)->info;
  for (const auto& [name, value] : std::vector<std::pair<const char*, double>>{{"t_ref", 2},
                                                                               {"g_Na", 12000},
                                                                               {"g_K", 3600},
                                                                               {"g_L", 30},
                                                                               {"C_m", 100},
                                                                               {"E_Na", 50},
                                                                               {"E_K", -77},
                                                                               {"E_L", -54.402},
                                                                               {"tau_syn_ex", 0.2},
                                                                               {"tau_syn_in", 2},
                                                                               {"I_e", 0}}) {
    ASSERT_NE(find(info.parameters, name), nullptr) << name;
    EXPECT_EQ(find(info.parameters, name)->default_value, value) << name;
  }
  EXPECT_EQ(info.parameters.size(), 11U);
  EXPECT_FALSE(info.has_threshold);
}

}  // namespace
}  // namespace engram::testing

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "unit/neurons/group_harness.hpp"
#include "unit/neurons/reference_solver.hpp"

namespace engram::testing {
namespace {

const char* const model = "aeif_cond_exp";

// The neuron with its default parameters as one reads it: in V, with steps that shrink as the
// potential runs away, and a spike where it passes V_peak within a step.
struct Reader {
  Real b = 80.5L;
  int refractory_steps = 0;
  std::array<Real, 4> y{-70.6L, 0, 0, 0};  // V, w, g_ex, g_in
  int waiting = 0;

  [[nodiscard]] std::array<Real, 4> rates(const std::array<Real, 4>& at, Real current) const {
    const auto [free, w, g_ex, g_in] = at;
    const Real v = waiting > 0 ? -60 : std::min(free, Real(0));
    const Real dv = (-30 * (v + 70.6L) + 60 * std::exp((v + 50.4L) / 2) - g_ex * v -
                     g_in * (v + 85) - w + current) /
                    281;
    return {waiting > 0 ? 0 : dv, (4 * (v + 70.6L) - w) / 144, -g_ex / 0.2L, -g_in / 2};
  }

  bool step(Real h, Real ex, Real in, Real current) {
    bool fires = false;
    for (Real left = h; left > 1e-12L;) {
      // A hundredth of the time in which the onset's current alone would reach infinity.
      const Real runaway = 281 / Real(30) * std::exp(-(y[0] + 50.4L) / 2);
      const Real part = std::min({left, Real(0.002), 0.01L * runaway});
      solve(y, part, 1, [&](const auto& at) { return rates(at, current); });
      left -= part;
      if (waiting > 0 || y[0] < 0) continue;
      y[0] = -60;
      y[1] += b;
      waiting = refractory_steps > 0 ? refractory_steps + 1 : 0;
      fires = true;
    }
    y[2] += ex;
    y[3] -= in;
    if (waiting > 0) --waiting;
    return fires;
  }
};

TEST(AeifCondExp, FollowsAnIndependentSolverBelowThreshold) {
  // A conductance of 30 nS that decays within two steps (0.2 ms) moves V_m by 1.5 mV at most. The
  // Runge-Kutta method integrates it by Simpson's rule, whose relative error is (h/tau)^4 / 2880.
  // Inputs follow each other every 4 ms, where the error has gone down to two thirds: 1 / (1 - 2/3)
  // times that of one input. w follows a (V_m - E_L), a = 4 nS. The solver's own error of g_ex is
  // 30 nS / e times 100 steps of (0.01)^5 / 120.
  const double tolerance = 3 * 1.5 * std::pow(0.5, 4) / 2880;
  GroupHarness neuron(model, 1, 0.1);
  Reader reader;
  for (int k = 0; k < 3000; ++k) {
    const double current = k < 1500 ? 300.0 : -150.0;
    const double ex = k % 40 == 7 ? 30.0 : 0.0, in = k % 70 == 9 ? -10.0 : 0.0;
    neuron.input(0, 0) = ex;
    neuron.input(1, 0) = in;
    ASSERT_TRUE(neuron.step({current, nullptr}).empty());
    ASSERT_FALSE(reader.step(0.1L, ex, in, current));
    ASSERT_NEAR(neuron.v(), static_cast<double>(reader.y[0]), tolerance) << k;
    ASSERT_NEAR(neuron.state("w"), static_cast<double>(reader.y[1]), 4 * tolerance) << k;
    ASSERT_NEAR(neuron.state("g_ex"), static_cast<double>(reader.y[2]), 1e-9) << k;
    ASSERT_NEAR(neuron.state("g_in"), static_cast<double>(reader.y[3]), 1e-9) << k;
  }
  EXPECT_GT(std::abs(neuron.v() + 70.6), 1.0);
}

TEST(AeifCondExp, FiresWhereAnIndependentSolverFires) {
  for (const int refractory_steps : {0, 20}) {
    GroupHarness neuron(model, 1, 0.1, {{"t_ref", 0.1 * refractory_steps}});
    Reader reader{80.5L, refractory_steps};
    int spikes = 0;
    for (int k = 0; k < 6000; ++k) {
      const double current = k < 3000 ? 900.0 : 2500.0;
      const double in = k % 50 == 9 ? -8.0 : 0.0;
      neuron.input(1, 0) = in;
      const bool fires = !neuron.step({current, nullptr}).empty();
      ASSERT_EQ(fires, reader.step(0.1L, 0, in, current)) << "step " << k;
      spikes += fires ? 1 : 0;
      // The last part of a spike, at most 0.05 ms long, takes y for a straight line in the integral
      // of w: 6e-4 pA, if that is 0.4 mV off in the mean of V_m (0.05 ms x 4 nS / 144 ms x 0.4 mV).
      // w keeps the errors of the last spikes; they move the next one, and V_m behind it. With
      // parts half as long V_m deviates by a third and w by half of what it does. In the upstroke
      // V_m moves as fast as one likes.
      if (reader.y[0] < -47) {
        ASSERT_NEAR(neuron.v(), static_cast<double>(reader.y[0]), 5e-4) << "step " << k;
      }
      ASSERT_NEAR(neuron.state("w"), static_cast<double>(reader.y[1]), 1e-3) << "step " << k;
    }
    EXPECT_GT(spikes, 20);
  }
}

// Potential and adaptation current 100 ms into a train of spikes, with steps of h.
struct End {
  double v, w;
};
End after(double h) {
  GroupHarness neuron(model, 1, h);
  for (int k = 0; k < std::lround(80 / h); ++k) neuron.step({1000.0, nullptr});
  return {neuron.v(), neuron.state("w")};
}

TEST(AeifCondExp, DependsLittleOnTheStep) {
  Reader reader;
  for (int k = 0; k < 800; ++k) reader.step(0.1L, 0, 0, 1000);
  ASSERT_GT(reader.y[1], 150);  // after several spikes
  // What is left comes from the spikes' last parts (see above), whose length does not depend on h.
  for (const double h : {0.4, 0.2, 0.1, 0.05}) {
    EXPECT_NEAR(after(h).v, static_cast<double>(reader.y[0]), 5e-5) << h;
    EXPECT_NEAR(after(h).w, static_cast<double>(reader.y[1]), 6e-4) << h;
  }
}

TEST(AeifCondExp, ConvergesWithTheFourthOrderBelowThreshold) {
  const auto simulated = [](double h) {
    GroupHarness neuron(model, 1, h, {{"tau_syn_ex", 3.0}, {"tau_syn_in", 5.0}},
                        {{"g_ex", 10.0}, {"g_in", 20.0}});
    for (int k = 0; k < std::lround(8 / h); ++k) EXPECT_TRUE(neuron.step().empty());
    return neuron.v();
  };
  std::array<Real, 4> y{-70.6L, 0, 10, 20};
  solve(y, 8, 8000, [](const std::array<Real, 4>& at) {
    const auto [v, w, ex, in] = at;
    return std::array<Real, 4>{
        (-30 * (v + 70.6L) + 60 * std::exp((v + 50.4L) / 2) - ex * v - in * (v + 85) - w) / 281,
        (4 * (v + 70.6L) - w) / 144, -ex / 3, -in / 5};
  });
  const auto error = [&](double h) { return std::abs(simulated(h) - static_cast<double>(y[0])); };
  EXPECT_GT(error(1.0), 1e-7);
  for (const double h : {1.0, 0.5}) {
    EXPECT_GT(error(h) / error(h / 2), 12) << h;
    EXPECT_LT(error(h) / error(h / 2), 21) << h;
  }
}

std::vector<int> spikes_under(double current, const Overrides& parameters, int steps) {
  GroupHarness neuron(model, 1, 0.1, parameters);
  std::vector<int> spikes;
  for (int k = 0; k < steps; ++k) {
    if (!neuron.step({current, nullptr}).empty()) spikes.push_back(k);
  }
  return spikes;
}

TEST(AeifCondExp, AdaptsItsRate) {
  const std::vector<int> adapting = spikes_under(1000.0, {}, 10000);
  const std::vector<int> steady = spikes_under(1000.0, {{"a", 0.0}, {"b", 0.0}}, 10000);
  ASSERT_GT(adapting.size(), 6U);
  // Every interval longer than the one before, until they settle at several times the first.
  for (std::size_t k = 2; k < 5; ++k) {
    EXPECT_GT(adapting[k] - adapting[k - 1], adapting[k - 1] - adapting[k - 2]);
  }
  EXPECT_GT(adapting.back() - adapting[adapting.size() - 2], 2 * (adapting[1] - adapting[0]));
  for (std::size_t k = 2; k < steady.size(); ++k) {
    EXPECT_NEAR(steady[k] - steady[k - 1], steady[1] - steady[0], 1);
  }
}

TEST(AeifCondExp, WithoutAnExponentialIsTheLeakyNeuronInContinuousTime) {
  // From V_reset to V_th in tau ln((I/g - V_reset) / (I/g - V_th)), found within the step, so that
  // nothing of a step is lost: the last of many spikes is where it would be without a grid.
  const double current = 900.0, leak = 30.0, tau = 281.0 / leak;
  const double full = current / leak, from = 10.6, to = 20.2;
  const double interval = tau * std::log((full - from) / (full - to));
  const double first = tau * std::log(full / (full - to));
  const Overrides parameters{{"Delta_T", 0.0}, {"a", 0.0}, {"b", 0.0}};
  const std::vector<int> spikes = spikes_under(current, parameters, 20000);
  ASSERT_GT(spikes.size(), 200U);
  for (std::size_t k = 0; k < spikes.size(); ++k) {
    const double expected = (first + static_cast<double>(k) * interval) / 0.1;
    ASSERT_NEAR(spikes[k] + 0.5, expected, 0.51) << k;
  }
  EXPECT_TRUE(spikes_under(605.9, parameters, 20000).empty());
}

TEST(AeifCondExp, GivesTheSameBitsInAnyPlaceOfAGroup) {
  // Who else takes a detour does not matter.
  constexpr std::size_t size = 150;
  std::vector<double> own(size);
  for (std::size_t i = 0; i < size; ++i) own[i] = 600.0 + 10.0 * static_cast<double>(i);
  GroupHarness together(model, size, 0.1, {{"I_e", own}});
  std::vector<GroupHarness> alone;
  for (std::size_t i = 0; i < size; ++i)
    alone.emplace_back(model, 1, 0.1, Overrides{{"I_e", own[i]}});
  std::mt19937 random(3);
  std::uniform_real_distribution<double> amount(-20.0, 20.0);
  std::size_t spikes = 0;
  for (int k = 0; k < 800; ++k) {
    for (std::size_t i = 0; i < size; i += 3) {
      const double input = amount(random);
      const std::size_t receptor = input < 0 ? 1 : 0;
      alone[i].input(receptor, 0) = together.input(receptor, i) = input;
    }
    const auto fired = together.step();
    spikes += fired.size();
    std::vector<std::uint32_t> expected;
    for (std::uint32_t i = 0; i < size; ++i) {
      if (!alone[i].step().empty()) expected.push_back(i);
    }
    ASSERT_EQ(fired, expected) << k;
    for (std::size_t i = 0; i < size; ++i) {
      ASSERT_EQ(together.v(i), alone[i].v());
      ASSERT_EQ(together.state("w", i), alone[i].state("w"));
    }
    for (const double left : together.inputs(0)) ASSERT_EQ(left, 0.0);
  }
  EXPECT_GT(spikes, 500U);
}

TEST(AeifCondExp, StaysFiniteUnderAnyConductanceAndCurrent) {
  for (const double weight : {1e3, 1e5, 1e6}) {
    GroupHarness neuron(model, 1, 0.1);
    for (int k = 0; k < 60; ++k) {
      if (k % 7 == 1) neuron.input(0, 0) = weight;
      if (k % 11 == 2) neuron.input(1, 0) = -weight;
      neuron.step({k % 13 == 0 ? 1e6 : -1e5, nullptr});
      ASSERT_TRUE(std::isfinite(neuron.v())) << weight << " nS, step " << k;
      ASSERT_LE(neuron.v(), 1.0);
    }
  }
}

TEST(AeifCondExp, FiresFromAStateBeyondItsPeak) {
  GroupHarness neuron(model, 1, 0.1, {}, {{"V_m", 20.0}});
  EXPECT_EQ(neuron.step().size(), 1U);
  EXPECT_NEAR(neuron.state("w"), 80.5, 0.1);
  EXPECT_LT(neuron.v(), -59.0);
}

TEST(AeifCondExp, ShiftsItsThreshold) {
  // 5 mV more at the threshold are 5 mV less at all other potentials.
  const AlignedVector<double> shift(padded(1), 5.0);
  GroupHarness shifted(model, 1, 0.1);
  GroupHarness moved(model, 1, 0.1, {{"V_th", -45.4}});
  int spikes = 0;
  for (int k = 0; k < 4000; ++k) {
    const auto fired = shifted.step({900.0, nullptr}, {shift.data(), nullptr});
    ASSERT_EQ(fired, moved.step({900.0, nullptr})) << k;
    ASSERT_NEAR(shifted.v(), moved.v(), 1e-6);
    spikes += static_cast<int>(fired.size());
  }
  EXPECT_GT(spikes, 5);
}

TEST(AeifCondExp, HasNestsDefaultsAndChecksThem) {
  const NeuronModelInfo& info = find_neuron_model(model)->info;
  for (const auto& [name, value] : std::vector<std::pair<const char*, double>>{{"V_peak", 0},
                                                                               {"V_reset", -60},
                                                                               {"t_ref", 0},
                                                                               {"g_L", 30},
                                                                               {"C_m", 281},
                                                                               {"E_ex", 0},
                                                                               {"E_in", -85},
                                                                               {"E_L", -70.6},
                                                                               {"Delta_T", 2},
                                                                               {"tau_w", 144},
                                                                               {"a", 4},
                                                                               {"b", 80.5},
                                                                               {"V_th", -50.4},
                                                                               {"tau_syn_ex", 0.2},
                                                                               {"tau_syn_in", 2},
                                                                               {"I_e", 0}}) {
    ASSERT_NE(find(info.parameters, name), nullptr) << name;
    EXPECT_EQ(find(info.parameters, name)->default_value, value) << name;
  }
  EXPECT_EQ(info.parameters.size(), 16U);
  const auto problems = [&](const std::map<std::string_view, double>& changed) {
    return info.check([&](std::string_view name) {
      const auto found = changed.find(name);
      return found != changed.end() ? found->second : find(info.parameters, name)->default_value;
    });
  };
  EXPECT_TRUE(problems({}).empty());
  EXPECT_EQ(problems({{"V_reset", 0}}).size(), 1U);
  EXPECT_EQ(problems({{"V_th", 1}}).size(), 1U);
  EXPECT_THAT(problems({{"Delta_T", 0.01}}),
              ::testing::ElementsAre(::testing::HasSubstr("0.0764")));
  EXPECT_EQ(problems({{"Delta_T", 0}, {"V_reset", -50}}).size(), 1U);
}

}  // namespace
}  // namespace engram::testing

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "unit/neurons/group_harness.hpp"

/// Synapses and plateaus of a neuron with dendrites, against a second implementation with small
/// explicit steps.
namespace engram {
namespace {

using testing::GroupHarness;
using testing::Overrides;

const std::vector<Compartment> two_dendrites{{"near", "soma"}, {"far", "near"}};

/// An input at a time that all steps of the tests meet.
struct Event {
  double ms;
  std::string receptor;
  double nS;
};

/// Soma, "near" and "far" with the defaults of the model, integrated by the classical Runge-Kutta
/// method with conductances from their closed form.
class Reference {
 public:
  explicit Reference(std::vector<Event> events) : events_(std::move(events)) {}

  /// Potentials at the time `end`, ms.
  [[nodiscard]] std::array<double, 3> at(double end) const {
    std::array<double, 3> v{-70, -70, -70};
    constexpr double h = 0.002;
    const auto steps = static_cast<int>(std::lround(end / h));
    for (int n = 0; n < steps; ++n) {
      const double t = n * h;
      const auto k1 = rates(t, v);
      const auto k2 = rates(t + h / 2, moved(v, h / 2, k1));
      const auto k3 = rates(t + h / 2, moved(v, h / 2, k2));
      const auto k4 = rates(t + h, moved(v, h, k3));
      for (std::size_t c = 0; c < 3; ++c) v[c] += h / 6 * (k1[c] + 2 * k2[c] + 2 * k3[c] + k4[c]);
    }
    return v;
  }

 private:
  using Potentials = std::array<double, 3>;

  static Potentials moved(Potentials v, double h, const Potentials& k) {
    for (std::size_t c = 0; c < 3; ++c) v[c] += h * k[c];
    return v;
  }

  static double wave(double t, double rise, double decay) {
    if (t < 0) return 0;
    const double peak = rise * decay / (decay - rise) * std::log(decay / rise);
    return (std::exp(-t / decay) - std::exp(-t / rise)) /
           (std::exp(-peak / decay) - std::exp(-peak / rise));
  }

  static std::size_t place(const std::string& receptor) {
    return receptor.starts_with("near.") ? 1 : receptor.starts_with("far.") ? 2 : 0;
  }

  [[nodiscard]] Potentials rates(double t, const Potentials& v) const {
    constexpr Potentials c_m{150, 75, 75};
    constexpr Potentials g_l{10, 5, 5};
    Potentials current{};
    for (std::size_t c = 0; c < 3; ++c) current[c] = g_l[c] * (-70 - v[c]);
    for (const auto& [a, b] : {std::pair{0U, 1U}, std::pair{1U, 2U}}) {
      current[a] += 2.5 * (v[b] - v[a]);
      current[b] += 2.5 * (v[a] - v[b]);
    }
    for (const Event& event : events_) {
      const std::size_t c = place(event.receptor);
      const double since = t - event.ms + 1e-9;
      const auto is = [&](const char* kind) { return event.receptor.ends_with(kind); };
      const double ampa = event.nS * wave(since, 0.2, 3) * (-v[c]);
      const double nmda =
          event.nS * wave(since, 0.2, 43) / (1 + std::exp(-0.062 * v[c]) / 3.57) * (-v[c]);
      if (is("GABA")) current[c] += event.nS * wave(since, 0.2, 10) * (-80 - v[c]);
      if (is("AMPA_NMDA")) {
        current[c] += ampa + 2 * nmda;
      } else if (is("AMPA")) {
        current[c] += ampa;
      } else if (is("NMDA")) {
        current[c] += nmda;
      }
    }
    return {current[0] / c_m[0], current[1] / c_m[1], current[2] / c_m[2]};
  }

  std::vector<Event> events_;
};

/// The same from the model.
std::array<double, 3> simulated(const std::vector<Event>& events, double end, double dt) {
  GroupHarness neuron("dendritic_neuron", 1, dt, {{"V_th", GroupValues(1e9)}}, {}, two_dendrites);
  const auto steps = std::lround(end / dt);
  for (long n = 0; n < steps; ++n) {
    // What is added at the end of a step acts from there on.
    for (const Event& event : events) {
      if (std::lround(event.ms / dt) == n + 1) neuron.input(event.receptor) += event.nS;
    }
    (void)neuron.step();
  }
  return {neuron.v(), neuron.state("near.V_m"), neuron.state("far.V_m")};
}

const std::vector<Event> mixture{
    {0.8, "far.NMDA", 8},  {1.6, "AMPA", 4}, {2.4, "near.AMPA_NMDA", 6}, {4.8, "far.AMPA", 12},
    {6.4, "near.GABA", 5}, {8.0, "GABA", 3}, {8.0, "far.NMDA", 10}};

TEST(DendriticSynapses, FollowAnIndependentSolution) {
  for (const double end : {4.8, 12.0, 40.0}) {
    const auto expected = Reference(mixture).at(end);
    const auto found = simulated(mixture, end, 0.05);
    for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(found[c], expected[c], 5e-3) << end << " " << c;
  }
}

TEST(DendriticSynapses, ConvergeWithTheSquareOfTheStep) {
  const double end = 16.0;
  const auto expected = Reference(mixture).at(end);
  const auto error = [&](double dt) {
    const auto found = simulated(mixture, end, dt);
    double sum = 0;
    for (std::size_t c = 0; c < 3; ++c) sum += std::abs(found[c] - expected[c]);
    return sum;
  };
  const double order = std::log2(error(0.1) / error(0.05));
  EXPECT_NEAR(order, 2.0, 0.2);
  EXPECT_LT(error(0.05), 1e-2);
}

/// How long "far" stays above -40 mV after `nS` of NMDA together with a short AMPA input, ms.
double time_up(double nS, double ampa, const Overrides& more) {
  Overrides parameters = more;
  parameters.insert({"V_th", GroupValues(1e9)});
  parameters.insert({"tau_d_NMDA", GroupValues(1000.0)});
  GroupHarness neuron("dendritic_neuron", 1, 0.1, parameters, {}, two_dendrites);
  neuron.input("far.NMDA") = nS;
  neuron.input("far.AMPA") = ampa;
  int up = 0;
  for (int step = 0; step < 10000; ++step) {
    (void)neuron.step();
    up += neuron.state("far.V_m") > -40 ? 1 : 0;
  }
  return 0.1 * up;
}

TEST(DendriticSynapses, NmdaHoldsADepolarisationThatItAloneDoesNotBegin) {
  // The block makes two states: NMDA alone stays blocked; with a push of AMPA, gone after 10 ms,
  // it opens and keeps itself open for more than 100 ms.
  EXPECT_EQ(time_up(24, 0, {}), 0);
  EXPECT_GT(time_up(24, 40, {}), 100);
  EXPECT_LT(time_up(0, 40, {}), 15);
}

TEST(DendriticSynapses, WithoutTheBlockOnlyTheSizeOfTheInputCounts) {
  // No magnesium, and as much conductance as was open at -70 mV: the push leaves nothing behind.
  const double open_at_rest = 1 / (1 + std::exp(0.062 * 70) / 3.57);
  EXPECT_EQ(time_up(24 * open_at_rest, 0, {{"Mg", 0.0}}), 0);
  EXPECT_LT(time_up(24 * open_at_rest, 40, {{"Mg", 0.0}}), 15);
}

TEST(DendriticSynapses, APlateauLastsItsTimeAndStartsAgainOnlyFromBelow) {
  const Overrides parameters{{"V_th", GroupValues(1e9)},
                             {"far.g_plateau", GroupValues(30.0)},
                             {"far.V_plateau", GroupValues(-45.0)},
                             {"far.t_plateau", GroupValues(100.0)}};
  GroupHarness neuron("dendritic_neuron", 1, 0.1, parameters, {}, two_dendrites);
  const auto advance = [&](int steps) {
    int open = 0;
    for (int n = 0; n < steps; ++n) {
      (void)neuron.step();
      open += neuron.state("far.plateau_steps") > 0 ? 1 : 0;
    }
    return open;
  };
  neuron.input("far.AMPA") = 8;  // too little
  EXPECT_EQ(advance(500), 0);
  neuron.input("far.AMPA") = 25;
  EXPECT_EQ(advance(3000), 1000);
  neuron.input("far.AMPA") = 25;
  advance(500);
  // The steady state with the plateau's conductance, near and soma being passive.
  const double rest_of_tree = 2.5 * (5 + 2.5 * 10 / 12.5) / (2.5 + 5 + 2.5 * 10 / 12.5);
  EXPECT_NEAR(neuron.state("far.V_m"), -70 * (5 + rest_of_tree) / (5 + rest_of_tree + 30), 0.05);
}

TEST(DendriticSynapses, GainScalesEveryReceptor) {
  const std::vector<std::string> receptors{"AMPA", "near.GABA", "far.NMDA", "far.AMPA_NMDA"};
  GroupHarness scaled("dendritic_neuron", 2, 0.1, {}, {}, two_dendrites);
  GroupHarness plain("dendritic_neuron", 2, 0.1, {}, {}, two_dendrites);
  AlignedVector<double> gain(padded(2), 1.0);
  gain[1] = 0.5;
  for (const std::string& receptor : receptors) {
    scaled.input(receptor, 1) = 2;
    plain.input(receptor, 1) = 1;
  }
  for (int step = 0; step < 50; ++step) {
    (void)scaled.step({}, {nullptr, gain.data()});
    (void)plain.step();
    ASSERT_EQ(scaled.v(1), plain.v(1));
  }
  EXPECT_NE(plain.v(1), -70);
}

}  // namespace
}  // namespace engram

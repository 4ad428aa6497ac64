#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <random>

#include "unit/neurons/group_harness.hpp"

/// Passive cables and trees against closed forms and against a dense linear system.
namespace engram {
namespace {

using testing::GroupHarness;
using testing::Overrides;

/// No spikes, so that the soma is passive too.
Overrides passive(Overrides more = {}) {
  more.insert({"V_th", GroupValues(1e9)});
  return more;
}

/// Lets the neuron come to rest.
void settle(GroupHarness& neuron, CurrentInput current = {}) {
  for (int step = 0; step < 40000; ++step) (void)neuron.step(current);
}

TEST(DendriticNeuron, AttenuatesBetweenTwoCompartmentsAsTheConductancesSay) {
  // A current into the soma: the dendrite sees the share g_C / (g_C + g_L) of the deflection, and
  // the soma's resistance is that of its leak beside the dendrite's two conductances in series.
  const double g_soma = 8;
  const double g_c = 3;
  const double g_d = 5;
  GroupHarness neuron("dendritic_neuron", 1, 0.1,
                      passive({{"g_L", g_soma}, {"d.g_C", g_c}, {"d.g_L", g_d}, {"I_e", 100.0}}),
                      {}, {{"d", "soma"}});
  settle(neuron);
  const double resistance = 1 / (g_soma + g_c * g_d / (g_c + g_d));
  EXPECT_NEAR(neuron.v() + 70, 100 * resistance, 1e-10);
  EXPECT_NEAR(neuron.state("d.V_m") + 70, 100 * resistance * g_c / (g_c + g_d), 1e-10);
}

TEST(DendriticNeuron, AttenuatesMoreTowardsTheLargerCompartment) {
  const auto deflection = [](const char* into, const char* read) {
    GroupHarness neuron("dendritic_neuron", 1, 0.1,
                        passive({{into, 10.0}, {"g_L", 20.0}, {"d.g_L", 1.0}}), {},
                        {{"d", "soma"}});
    settle(neuron);
    return neuron.state(read) + 70;
  };
  // What a current does elsewhere is the same both ways (reciprocity); locally it is not.
  EXPECT_NEAR(deflection("I_e", "d.V_m"), deflection("d.I_e", "V_m"), 1e-10);
  EXPECT_GT(deflection("d.I_e", "d.V_m"), 3 * deflection("I_e", "V_m"));
}

TEST(DendriticNeuron, FollowsTheCableEquation) {
  // A cable of 1.5 length constants with a sealed end, in equal pieces: V(x) falls as
  // cosh(L - x) / cosh(L) from the end the current enters, whose resistance is coth(L) r_inf.
  // Pieces of length h have g_L = h g and g_C = g / h; lumping makes errors of the order h^2.
  constexpr std::size_t pieces = 150;
  constexpr double length = 1.5;
  constexpr double h = length / pieces;
  constexpr double g = 40;
  std::vector<Compartment> chain;
  Overrides parameters = passive({{"g_L", h * g / 2}, {"C_m", 20.0 * h}, {"I_e", 100.0}});
  for (std::size_t k = 1; k <= pieces; ++k) {
    const std::string name = "c" + std::to_string(k);
    chain.push_back({name, k == 1 ? "soma" : "c" + std::to_string(k - 1)});
    parameters.insert({name + ".g_C", g / h});
    parameters.insert({name + ".g_L", k == pieces ? h * g / 2 : h * g});
    parameters.insert({name + ".C_m", 20.0 * h});
  }
  GroupHarness cable("dendritic_neuron", 1, 0.1, parameters, {}, chain);
  settle(cable);
  EXPECT_NEAR((cable.v() + 70) / (100 / g / std::tanh(length)), 1, h * h);
  for (const std::size_t k : {1U, 30U, 75U, 150U}) {
    const double share = (cable.state("c" + std::to_string(k) + ".V_m") + 70) / (cable.v() + 70);
    EXPECT_NEAR(share, std::cosh(length - static_cast<double>(k) * h) / std::cosh(length), h * h)
        << k;
  }
}

/// Solves a x = b by elimination with pivots.
std::vector<double> solved(std::vector<std::vector<double>> a, std::vector<double> b) {
  const std::size_t n = b.size();
  for (std::size_t p = 0; p < n; ++p) {
    std::size_t best = p;
    for (std::size_t r = p + 1; r < n; ++r) {
      if (std::abs(a[r][p]) > std::abs(a[best][p])) best = r;
    }
    std::swap(a[p], a[best]);
    std::swap(b[p], b[best]);
    for (std::size_t r = 0; r < n; ++r) {
      if (r == p) continue;
      const double f = a[r][p] / a[p][p];
      for (std::size_t c = p; c < n; ++c) a[r][c] -= f * a[p][c];
      b[r] -= f * b[p];
    }
  }
  for (std::size_t p = 0; p < n; ++p) b[p] /= a[p][p];
  return b;
}

TEST(DendriticNeuron, SolvesTreesOfEveryShapeAndOrder) {
  // Random trees whose compartments are listed in any order, each neuron with constants of its own.
  std::mt19937 random(7);  // NOLINT: the same every time
  std::uniform_real_distribution<double> of(0.5, 20);
  constexpr std::size_t neurons = 70;
  for (int trial = 0; trial < 4; ++trial) {
    constexpr std::size_t n = 9;
    std::vector<Compartment> tree;
    for (std::size_t k = 1; k < n; ++k) {
      const std::size_t parent = random() % k;
      tree.push_back(
          {"c" + std::to_string(k), parent == 0 ? "soma" : "c" + std::to_string(parent)});
    }
    std::ranges::shuffle(tree, random);
    Overrides parameters = passive();
    std::map<std::string, std::vector<double>> own;
    const auto draw = [&](const std::string& name) {
      std::vector<double>& values = own[name];
      for (std::size_t i = 0; i < neurons; ++i) values.push_back(of(random));
      parameters.insert({name, GroupValues(values)});
    };
    for (const char* name : {"g_L", "I_e", "C_m"}) draw(name);
    for (const Compartment& each : tree) {
      for (const char* name : {".g_L", ".g_C", ".I_e", ".C_m"}) draw(each.name + name);
    }
    GroupHarness group("dendritic_neuron", neurons, 0.5, parameters, {}, tree);
    settle(group);
    const std::vector<std::uint32_t> parents = parents_of(tree);
    for (const std::size_t i : {0UL, 15UL, 63UL, 69UL}) {
      std::vector<std::vector<double>> a(n, std::vector<double>(n, 0.0));
      std::vector<double> b(n);
      a[0][0] = own["g_L"][i];
      b[0] = own["I_e"][i];
      for (std::size_t k = 1; k < n; ++k) {
        const std::string& name = tree[k - 1].name;
        const std::size_t parent = parents[k - 1];
        const double g = own[name + ".g_C"][i];
        a[k][k] += own[name + ".g_L"][i] + g;
        a[parent][parent] += g;
        a[k][parent] -= g;
        a[parent][k] -= g;
        b[k] = own[name + ".I_e"][i];
      }
      const std::vector<double> expected = solved(a, b);
      EXPECT_NEAR(group.v(i) + 70, expected[0], 1e-9);
      for (std::size_t k = 1; k < n; ++k) {
        EXPECT_NEAR(group.state(tree[k - 1].name + ".V_m", i) + 70, expected[k], 1e-9);
      }
    }
  }
}

TEST(DendriticNeuron, TakesStimulusCurrentsIntoTheSoma) {
  GroupHarness uniform("dendritic_neuron", 3, 0.1, passive());
  GroupHarness own("dendritic_neuron", 3, 0.1, passive());
  AlignedVector<double> each(padded(3), 0.0);
  each[1] = 25;
  settle(uniform, {50, nullptr});
  settle(own, {50, each.data()});
  EXPECT_NEAR(uniform.v(0), -70 + 50.0 / 10, 1e-10);
  EXPECT_NEAR(own.v(1), -70 + 75.0 / 10, 1e-10);
  EXPECT_EQ(own.v(2), uniform.v(2));
}

TEST(DendriticNeuron, SpikesAndIsHeldWhileDendritesGoOn) {
  GroupHarness neuron("dendritic_neuron", 1, 0.1, {{"I_e", 500.0}, {"t_ref", 2.0}}, {},
                      {{"d", "soma"}});
  int steps = 0;
  while (neuron.step().empty()) ASSERT_LT(++steps, 1000);
  EXPECT_EQ(neuron.v(), -60);
  double dendrite = neuron.state("d.V_m");
  for (int held = 0; held < 20; ++held) {
    EXPECT_TRUE(neuron.step().empty());
    EXPECT_EQ(neuron.v(), -60);
    EXPECT_NE(neuron.state("d.V_m"), dendrite);
    dendrite = neuron.state("d.V_m");
  }
  (void)neuron.step();
  EXPECT_GT(neuron.v(), -60);
}

TEST(DendriticNeuron, StaysFiniteForAnyStepAndConductance) {
  for (const double dt : {0.1, 1.0, 50.0}) {
    GroupHarness neuron("dendritic_neuron", 1, dt, {{"C_m", 1.0}, {"d.C_m", 0.1}, {"d.g_C", 1e6}},
                        {}, {{"d", "soma"}});
    for (int step = 0; step < 2000; ++step) {
      neuron.input("d.NMDA") = step % 50 == 0 ? 1e6 : 0;
      neuron.input("GABA") = step % 70 == 0 ? 1e5 : 0;
      (void)neuron.step();
      ASSERT_LT(std::abs(neuron.v()), 200) << dt << " " << step;
      ASSERT_LT(std::abs(neuron.state("d.V_m")), 200) << dt << " " << step;
    }
  }
}

}  // namespace
}  // namespace engram

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "unit/neurons/group_harness.hpp"

namespace engram::testing {
namespace {

using Real = long double;

// The neuron as one reads it, in long double.
struct Reader {
  Real a, b, c, d;
  bool euler;
  Real h;
  Real v = -65, u = -13;

  bool step(Real current, Real input) {
    if (euler) {
      const Real old = v;
      v += h * (0.04L * old * old + 5 * old + 140 - u + current) + input;
      u += h * a * (b * old - u);
    } else {
      for (int half = 0; half < 2; ++half) {
        v += h / 2 * (0.04L * v * v + 5 * v + 140 - u + current + input);
      }
      u += h * a * (b * v - u);
    }
    if (v < 30) return false;
    v = c;
    u += d;
    return true;
  }
};

struct Cell {
  const char* name;
  double a, b, c, d, current;
};
// Izhikevich (2003), figure 2.
const Cell regular{"regular spiking", 0.02, 0.2, -65.0, 8.0, 10.0};
const Cell fast{"fast spiking", 0.1, 0.2, -65.0, 2.0, 10.0};
const Cell chattering{"chattering", 0.02, 0.2, -50.0, 2.0, 10.0};
const Cell bursting{"intrinsically bursting", 0.02, 0.2, -55.0, 4.0, 10.0};
const Cell low_threshold{"low-threshold spiking", 0.02, 0.25, -65.0, 2.0, 10.0};

Overrides parameters_of(const Cell& cell, double consistent) {
  return {{"a", cell.a},
          {"b", cell.b},
          {"c", cell.c},
          {"d", cell.d},
          {"consistent_integration", consistent}};
}

TEST(Izhikevich, TakesEachStepAsAnIndependentSolverDoes) {
  // From the model's own state in every step: with steps of 1 ms rounding errors grow fast.
  for (const Cell& cell : {regular, fast, chattering}) {
    for (const double consistent : {0.0, 1.0}) {
      for (const double h : {0.1, 0.5, 1.0}) {
        GroupHarness neuron("izhikevich", 1, h, parameters_of(cell, consistent));
        Reader reader{cell.a, cell.b, cell.c, cell.d, consistent == 1.0, h};
        int spikes = 0;
        for (int k = 0; k < 2000; ++k) {
          reader.v = neuron.v();
          reader.u = neuron.state("U_m");
          const bool fires = !neuron.step({cell.current, nullptr}).empty();
          ASSERT_EQ(fires, reader.step(cell.current, 0)) << cell.name << " step " << k;
          ASSERT_NEAR(neuron.v(), static_cast<double>(reader.v), 1e-10) << cell.name;
          ASSERT_NEAR(neuron.state("U_m"), static_cast<double>(reader.u), 1e-10) << cell.name;
          spikes += fires ? 1 : 0;
        }
        EXPECT_GT(spikes, 3) << cell.name;
      }
    }
  }
}

// Spike times in steps of 0.1 ms during a second, compared with the solver's.
std::vector<int> spikes_of(const Cell& cell, double consistent) {
  GroupHarness neuron("izhikevich", 1, 0.1, parameters_of(cell, consistent));
  Reader reader{cell.a, cell.b, cell.c, cell.d, consistent == 1.0, 0.1L};
  std::vector<int> spikes, expected;
  for (int k = 0; k < 10000; ++k) {
    if (!neuron.step({cell.current, nullptr}).empty()) spikes.push_back(k);
    if (reader.step(cell.current, 0)) expected.push_back(k);
  }
  // Every upstroke multiplies rounding errors, so that late spikes may fall on a neighbouring step.
  EXPECT_NEAR(static_cast<double>(spikes.size()), static_cast<double>(expected.size()), 1.0);
  for (std::size_t k = 0; k < std::min<std::size_t>(expected.size(), 10); ++k) {
    EXPECT_EQ(spikes.at(k), expected[k]) << cell.name;
  }
  return spikes;
}

TEST(Izhikevich, FiresInThePatternsOfIts2003Paper) {
  const auto intervals = [](const std::vector<int>& spikes) {
    std::vector<int> all;
    for (std::size_t k = 1; k < spikes.size(); ++k) all.push_back(spikes[k] - spikes[k - 1]);
    return all;
  };
  for (const double consistent : {0.0, 1.0}) {
    // Regular spiking adapts: the first interval is the shortest.
    const auto slow = intervals(spikes_of(regular, consistent));
    ASSERT_GT(slow.size(), 5U);
    EXPECT_LT(1.3 * slow.front(), slow.back());
    EXPECT_EQ(slow.front(), *std::min_element(slow.begin(), slow.end()));
    // Fast spiking fires several times as often, without adaptation.
    const auto quick = intervals(spikes_of(fast, consistent));
    ASSERT_GT(quick.size(), 2 * slow.size());
    EXPECT_LT(quick.back(), 1.3 * quick[2]);
    // Chattering fires in bursts of close spikes with long pauses between.
    const auto bursts = intervals(spikes_of(chattering, consistent));
    const auto close = std::count_if(bursts.begin(), bursts.end(), [](int i) { return i <= 60; });
    const auto pauses = std::count_if(bursts.begin(), bursts.end(), [](int i) { return i >= 200; });
    EXPECT_GE(pauses, 5);
    EXPECT_GE(close, 2 * pauses);
    // Intrinsically bursting: a burst at the beginning, then single spikes.
    const auto burst = intervals(spikes_of(bursting, consistent));
    ASSERT_GT(burst.size(), 5U);
    EXPECT_LT(2.5 * burst.front(), burst.back());
    EXPECT_LT(burst[burst.size() - 1], 1.2 * burst[burst.size() - 2]);
    EXPECT_GT(1.2 * burst[burst.size() - 1], burst[burst.size() - 2]);
  }
}

TEST(Izhikevich, FiresAtALowThresholdWhereItsPaperSaysSo) {
  // Without a resting point: 140 + I > (5 - b)^2 / 0.16, that is 144 for regular spiking cells and
  // 141.02 for low-threshold ones.
  for (const double consistent : {0.0, 1.0}) {
    Cell regular_below = regular, low_above = low_threshold;
    regular_below.current = low_above.current = 2.0;
    EXPECT_LE(spikes_of(regular_below, consistent).size(), 1U);
    EXPECT_GT(spikes_of(low_above, consistent).size(), 5U);
    // And adapts.
    const auto spikes = spikes_of(low_threshold, consistent);
    ASSERT_GT(spikes.size(), 10U);
    EXPECT_LT(1.2 * (spikes[1] - spikes[0]), spikes.back() - spikes[spikes.size() - 2]);
  }
}

TEST(Izhikevich, AgreesWithAnIndependentSolverUnderRandomInput) {
  for (const double consistent : {0.0, 1.0}) {
    constexpr std::size_t size = 21;
    GroupHarness neurons("izhikevich", size, 0.5, {{"consistent_integration", consistent}});
    std::vector<Reader> readers(size, {0.02L, 0.2L, -65, 8, consistent == 1.0, 0.5L});
    std::mt19937 random(4);
    std::uniform_real_distribution<double> uniform(-8.0, 12.0);
    int spikes = 0;
    for (int k = 0; k < 1000; ++k) {
      std::vector<std::uint32_t> expected;
      for (std::uint32_t i = 0; i < size; ++i) {
        const double input = uniform(random);
        neurons.input(0, i) = input;
        if (readers[i].step(3, input)) expected.push_back(i);
      }
      ASSERT_EQ(neurons.step({3.0, nullptr}), expected) << k;
      spikes += static_cast<int>(expected.size());
      for (std::size_t i = 0; i < size; ++i) {
        ASSERT_NEAR(neurons.v(i), static_cast<double>(readers[i].v), 1e-6);
      }
    }
    EXPECT_GT(spikes, 100);
  }
}

TEST(Izhikevich, JumpsByTheWeightAtTheEndOfTheStep) {
  GroupHarness neurons("izhikevich", 2, 0.1);
  neurons.input(0, 1) = 5.0;
  neurons.step();
  EXPECT_NEAR(neurons.v(1) - neurons.v(0), 5.0, 1e-12);
  EXPECT_EQ(neurons.state("U_m", 1), neurons.state("U_m", 0));
}

TEST(Izhikevich, StaysAboveItsMinimumAndTestsThePeakWithEqualityIncluded) {
  GroupHarness low("izhikevich", 1, 0.1, {{"V_min", -66.0}});
  low.input(0, 0) = -50.0;
  low.step();
  EXPECT_EQ(low.v(), -66.0);
  // No change within the step: 0.04 * 100^2 - 500 + 140 - 40 = 0.
  const Overrides still{{"V_th", -100.0}, {"c", -120.0}};
  GroupHarness at("izhikevich", 1, 0.125, still, {{"V_m", -100.0}, {"U_m", 40.0}});
  EXPECT_EQ(at.step().size(), 1U);
  EXPECT_EQ(at.v(), -120.0);
  GroupHarness below("izhikevich", 1, 0.125, {{"V_th", -99.999}, {"c", -120.0}},
                     {{"V_m", -100.0}, {"U_m", 40.0}});
  EXPECT_TRUE(below.step().empty());
}

TEST(Izhikevich, HasTheTablesOfNestAndChecksThem) {
  const NeuronModelInfo& info = find_neuron_model("izhikevich")->info;
  for (const auto& [name, value] :
       std::vector<std::pair<const char*, double>>{{"a", 0.02},
                                                   {"b", 0.2},
                                                   {"c", -65},
                                                   {"d", 8},
                                                   {"V_th", 30},
                                                   {"I_e", 0},
                                                   {"consistent_integration", 1}}) {
    ASSERT_NE(find(info.parameters, name), nullptr) << name;
    EXPECT_EQ(find(info.parameters, name)->default_value, value) << name;
  }
  EXPECT_FALSE(info.has_threshold);
  const auto problems = [&](std::string_view changed, double value) {
    return info.check([&](std::string_view name) {
      return name == changed ? value : find(info.parameters, name)->default_value;
    });
  };
  EXPECT_TRUE(problems("", 0).empty());
  EXPECT_EQ(problems("c", 30).size(), 1U);
  EXPECT_EQ(problems("V_min", 31).size(), 1U);
  EXPECT_EQ(problems("consistent_integration", 0.5).size(), 1U);
}

}  // namespace
}  // namespace engram::testing

#include <gtest/gtest.h>

#include <cfloat>
#include <cmath>
#include <numeric>
#include <random>

#include "core/errors.hpp"
#include "unit/neurons/group_harness.hpp"

namespace engram::testing {
namespace {

class Lanes : public ::testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Neurons, Lanes,
                         ::testing::Values("iaf_psc_exp", "iaf_psc_alpha", "iaf_psc_delta"));

// Random input for all neurons of several groups alike; the amounts drive some of them over
// threshold.
class SameInput {
 public:
  void give(std::vector<GroupHarness*> groups, std::size_t size) {
    const std::size_t receptors = groups[0]->info().receptors.size();
    const double scale = groups[0]->info().weight_unit == "mV" ? 8.0 : 900.0;
    for (std::size_t i = 0; i < size; ++i) {
      if (uniform_(random_) > 0.2) continue;
      const double amount = scale * (uniform_(random_) - 0.3);
      for (GroupHarness* group : groups) group->input(amount < 0 ? receptors - 1 : 0, i) += amount;
    }
  }

 private:
  std::mt19937 random_{5};
  std::uniform_real_distribution<double> uniform_{0.0, 1.0};
};

TEST_P(Lanes, GivesTheSameBitsWithOwnAndSharedConstantsAndCurrents) {
  constexpr std::size_t size = 333;
  GroupHarness shared(GetParam(), size, 0.1, {{"tau_m", 12.5}});
  GroupHarness own(GetParam(), size, 0.1, {{"tau_m", std::vector<double>(size, 12.5)}});
  GroupHarness own_current(GetParam(), size, 0.1, {{"tau_m", 12.5}});
  const AlignedVector<double> half(padded(size), 100.0);
  SameInput input;
  std::size_t spikes = 0;
  for (int k = 0; k < 500; ++k) {
    input.give({&shared, &own, &own_current}, size);
    const auto fired = shared.step({200.0, nullptr});
    ASSERT_EQ(fired, own.step({200.0, nullptr}));
    ASSERT_EQ(fired, own_current.step({100.0, half.data()}));
    spikes += fired.size();
    for (std::size_t i = 0; i < size; ++i) {
      ASSERT_EQ(shared.v(i), own.v(i));
      ASSERT_EQ(shared.v(i), own_current.v(i));
    }
  }
  EXPECT_GT(spikes, 100U);
}

TEST_P(Lanes, GivesTheSameBitsInGroupsOfOneNeuron) {
  // The place in a vector register, in a chunk and in a group does not matter.
  constexpr std::size_t size = 150;
  std::vector<double> resting(size);
  for (std::size_t i = 0; i < size; ++i) resting[i] = -70.0 - 0.01 * static_cast<double>(i);
  GroupHarness together(GetParam(), size, 0.1, {{"E_L", resting}});
  std::vector<GroupHarness> alone;
  for (std::size_t i = 0; i < size; ++i) {
    alone.emplace_back(GetParam(), 1, 0.1, Overrides{{"E_L", resting[i]}});
  }
  std::mt19937 random(3);
  std::uniform_real_distribution<double> amount(0.0,
                                                together.info().weight_unit == "mV" ? 3.0 : 600.0);
  std::size_t spikes = 0;
  for (int k = 0; k < 200; ++k) {
    for (std::size_t i = 0; i < size; ++i) {
      alone[i].input(0, 0) = together.input(0, i) = amount(random);
    }
    const auto fired = together.step();
    spikes += fired.size();
    std::vector<std::uint32_t> expected;
    for (std::uint32_t i = 0; i < size; ++i) {
      if (!alone[i].step().empty()) expected.push_back(i);
    }
    ASSERT_EQ(fired, expected);
    for (std::size_t i = 0; i < size; ++i) ASSERT_EQ(together.v(i), alone[i].v());
  }
  EXPECT_GT(spikes, 50U);
}

TEST_P(Lanes, NeverFiresInThePadding) {
  // Neurons that fire on their own (E_L above V_th), strong currents, and rubbish behind the last
  // neuron.
  for (const std::size_t size : {1U, 5U, 16U, 17U, 127U, 130U}) {
    GroupHarness group(GetParam(), size, 0.1, {{"E_L", -50.0}, {"t_ref", 0.1}});
    AlignedVector<double> current(padded(size), 5000.0);
    std::size_t spikes = 0;
    for (int k = 0; k < 200; ++k) {
      for (std::size_t i = size; i < padded(size); ++i) group.input(0, i) = 1e5;
      const auto fired = group.step({5000.0, current.data()});
      for (const std::uint32_t i : fired) ASSERT_LT(i, size);
      spikes += fired.size();
      for (const double left : group.inputs(0)) ASSERT_EQ(left, 0.0);
    }
    // 15 mV from V_reset to V_th at 4.2 mV per step, and one step of refractoriness.
    EXPECT_EQ(spikes, size * 40);
    EXPECT_EQ(group.group().size(), size);
  }
}

TEST_P(Lanes, ReportsFiredNeuronsInAscendingOrderOverManyChunks) {
  constexpr std::size_t size = 1000;
  std::vector<double> start(size, -70.0);
  std::vector<std::uint32_t> expected;
  for (std::uint32_t i = 0; i < size; ++i) {
    if (i % 7 == 2 || i == 127 || i == 128 || i == 999) {
      start[i] = -10.0;
      expected.push_back(i);
    }
  }
  GroupHarness group(GetParam(), size, 0.1, {}, {{"V_m", start}});
  EXPECT_EQ(group.step(), expected);
  EXPECT_TRUE(group.step().empty());
}

TEST_P(Lanes, AppendsToWhatOthersHaveReported) {
  GroupHarness group(GetParam(), 2, 0.1, {}, {{"V_m", std::vector<double>{-70.0, 0.0}}});
  std::vector<std::uint32_t> fired{7};
  AlignedVector<double> a(padded(2), 0.0), b(padded(2), 0.0);
  std::vector<double*> ports{a.data(), b.data()};
  group.group().advance(ports, {}, {}, fired);
  EXPECT_EQ(fired, (std::vector<std::uint32_t>{7, 1}));
}

TEST_P(Lanes, StartsFromGivenStatesAndReportsThem) {
  const GroupHarness group(
      GetParam(), 3, 0.1, {{"E_L", std::vector<double>{-60, -65, -70}}},
      {{"V_m", std::vector<double>{-61, -62, -63}}, {"refractory_steps", 4.0}});
  EXPECT_EQ(group.v(0), -61.0);
  EXPECT_EQ(group.v(1), -62.0);
  EXPECT_EQ(group.v(2), -63.0);
  EXPECT_EQ(group.state("refractory_steps", 2), 4.0);
  const GroupHarness resting(GetParam(), 3, 0.1, {{"E_L", std::vector<double>{-60, -65, -70}}});
  EXPECT_EQ(resting.v(1), -65.0);
}

TEST(NeuronLanes, LetsCurrentsFadeToZeroAndLeavesTheCallersArithmeticAlone) {
  GroupHarness neuron("iaf_psc_exp", 1, 1.0, {{"tau_syn_ex", 0.5}});
  neuron.input(0, 0) = 100.0;
  for (int k = 0; k < 400; ++k) neuron.step();  // exp(-800) is below the smallest double
  EXPECT_EQ(neuron.state("I_syn_ex"), 0.0);
  volatile double small = DBL_MIN;
  EXPECT_GT(small / 2, 0.0);
}

TEST(NeuronLanes, RefusesASetupThatDoesNotFitTheTables) {
  GroupSetup setup;
  setup.size = 4;
  setup.parameters.assign(3, GroupValues(1.0));
  EXPECT_THROW((void)find_neuron_model("iaf_psc_exp")->make(setup), Error);
}

TEST(NeuronLanes, CountsItsBytes) {
  const GroupHarness shared("iaf_psc_exp", 100, 0.1);
  EXPECT_EQ(shared.group().bytes(), 4 * sizeof(double));
  const GroupHarness own("iaf_psc_exp", 100, 0.1, {{"V_th", std::vector<double>(100, -50.0)}});
  EXPECT_GT(own.group().bytes(), shared.group().bytes());
}

TEST_P(Lanes, MakesEmptyGroups) {
  GroupHarness group(GetParam(), 0, 0.1);
  EXPECT_TRUE(group.step().empty());
  EXPECT_EQ(group.group().size(), 0U);
}

}  // namespace
}  // namespace engram::testing

#include <gtest/gtest.h>

#include "unit/neurons/group_harness.hpp"

namespace engram::testing {
namespace {

TEST(ParrotNeuron, RepeatsEverySpikeAtTheEndOfItsStep) {
  constexpr std::size_t size = 300;
  GroupHarness parrots("parrot_neuron", size, 0.1);
  std::size_t spikes = 0;
  for (std::uint32_t k = 0; k < 100; ++k) {
    std::vector<std::uint32_t> expected;
    for (std::uint32_t i = 0; i < size; ++i) {
      if ((i * 31 + k * 17) % 23 != 0) continue;
      parrots.input(0, i) = 1e-6 + i;  // any weight
      expected.push_back(i);
    }
    ASSERT_EQ(parrots.step(), expected) << k;
    spikes += expected.size();
  }
  EXPECT_GT(spikes, 1000U);
  EXPECT_TRUE(parrots.step().empty());
}

TEST(ParrotNeuron, MakesOneSpikeOfSeveralAndNoneOfNegativeWeights) {
  GroupHarness parrots("parrot_neuron", 3, 0.1);
  parrots.input(0, 0) = 7.0;  // seven spikes of weight 1
  parrots.input(0, 1) = -1.0;
  EXPECT_EQ(parrots.step(), (std::vector<std::uint32_t>{0}));
  EXPECT_TRUE(parrots.step().empty());
}

TEST(ParrotNeuron, HasNoStateNoCurrentAndNoThreshold) {
  const NeuronModelInfo& info = find_neuron_model("parrot_neuron")->info;
  EXPECT_TRUE(info.parameters.empty());
  EXPECT_TRUE(info.state.empty());
  EXPECT_EQ(info.receptors.size(), 1U);
  EXPECT_FALSE(info.accepts_current);
  EXPECT_FALSE(info.has_threshold);
  EXPECT_EQ(GroupHarness("parrot_neuron", 50, 0.1).group().bytes(), 0U);
}

TEST(ParrotNeuron, MakesEmptyGroups) {
  GroupHarness parrots("parrot_neuron", 0, 0.1);
  EXPECT_TRUE(parrots.step().empty());
}

}  // namespace
}  // namespace engram::testing

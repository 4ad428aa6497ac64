#include <gtest/gtest.h>

#include "core/errors.hpp"
#include "unit/stimuli/stimulus_harness.hpp"

namespace engram::testing {
namespace {

StimulusHarness listed(std::vector<double> times, std::uint32_t neurons = 16) {
  StimulusHarness harness("spike_times", neurons);
  harness.stimulus.spikes = SpikeList{std::move(times), "", ""};
  return harness;
}

TEST(SpikeTimes, ArriveAfterTheirDelay) {
  // A spike at the end of step s, that is at (s + 1) dt, arrives at the end of step s + delay.
  StimulusHarness harness = listed({0.1, 0.5, 0.5, 0.91});
  harness.stimulus.delay = 0.3;
  harness.setup.weights = {2.5};
  const auto source = harness.spikes();
  for (int s = 0; s < 20; ++s) {
    const double expected = s == 3 ? 2.5 : s == 7 ? 5.0 : s == 11 ? 2.5 : 0.0;
    const auto& sums = harness.arriving(*source, s);
    for (const double sum : sums[0]) EXPECT_EQ(sum, expected) << s;
    for (const double sum : sums[1]) EXPECT_EQ(sum, 0.0);
  }
}

TEST(SpikeTimes, MayComeInAnyOrder) {
  StimulusHarness harness = listed({0.7, 0.2});
  const auto source = harness.spikes();
  EXPECT_EQ(harness.arriving(*source, 7)[0][0], 1.0);
  EXPECT_EQ(harness.arriving(*source, 2)[0][0], 1.0);
  EXPECT_EQ(harness.arriving(*source, 3)[0][0], 0.0);
}

TEST(SpikeTimes, ReachEveryTargetOfLargeGroups) {
  StimulusHarness harness = listed({0.1}, 1000);
  harness.setup.targets = {{5, 0, 600}, {700, 610, 300}};
  const auto source = harness.spikes();
  const auto& sums = harness.arriving(*source, 1)[0];
  for (std::size_t i = 0; i < sums.size(); ++i) {
    EXPECT_EQ(sums[i], i < 600 || (i >= 610 && i < 910) ? 1.0 : 0.0) << i;
  }
}

TEST(SpikeTimes, RefuseTheBeginningOfTheRun) {
  for (const double time : {0.0, 0.04, -1.0}) {
    StimulusHarness harness = listed({0.5, time});
    EXPECT_THROW((void)harness.spikes(), BadInput) << time;
  }
  StimulusHarness harness = listed({0.06});  // rounds to the first step's end
  EXPECT_NO_THROW((void)harness.spikes());
}

TEST(SpikeTimes, OfAFileReachTheirOwnNeurons) {
  StimulusHarness harness("spike_times");
  harness.stimulus.spikes = SpikeList{{}, "spikes.h5", ""};
  harness.setup.targets = {{100, 2, 4}, {200, 9, 2}};
  harness.setup.weights = {1, 2, 3, 4, -5, 6};
  harness.setup.ports = {0, 0, 0, 0, 1, 0};
  harness.setup.spikes = {{4, 101}, {4, 200}, {4, 101}, {6, 103}};
  harness.stimulus.delay = 0.2;
  const auto source = harness.spikes();
  for (int s = 0; s < 12; ++s) {
    const auto& sums = harness.arriving(*source, s);
    for (std::size_t i = 0; i < 16; ++i) {
      EXPECT_EQ(sums[0][i], s == 6 && i == 3 ? 4.0 : s == 8 && i == 5 ? 4.0 : 0.0);
      EXPECT_EQ(sums[1][i], s == 6 && i == 9 ? -5.0 : 0.0);
    }
  }
}

TEST(SpikeTimes, OfAFileMustBelongToTheGroup) {
  StimulusHarness harness("spike_times");
  harness.stimulus.spikes = SpikeList{{}, "spikes.h5", ""};
  harness.setup.targets = {{100, 2, 4}};
  harness.setup.spikes = {{4, 104}};
  EXPECT_THROW((void)harness.spikes(), Error);
}

}  // namespace
}  // namespace engram::testing

#include <gtest/gtest.h>

#include <vector>

#include "core/aligned.hpp"
#include "neurons/threshold_homeostasis.hpp"
#include "unit/neurons/group_harness.hpp"

namespace engram::testing {
namespace {

TEST(ThresholdHomeostasis, MovesByGainTimesDistanceFromTheTarget) {
  const ThresholdHomeostasis control{
      .target_rate = 5.0, .gain = 0.5, .interval = 2000.0, .max_shift = 20.0};
  // 0, 5 and 20 Hz in two seconds.
  const std::vector<std::uint32_t> spikes{0, 10, 40};
  std::vector<double> shifts{1.0, 2.0, 3.0};
  move_thresholds(control, spikes, shifts);
  EXPECT_EQ(shifts, (std::vector<double>{1.0 - 2.5, 2.0, 3.0 + 7.5}));
  move_thresholds(control, spikes, shifts);
  EXPECT_EQ(shifts, (std::vector<double>{1.0 - 5.0, 2.0, 3.0 + 15.0}));
}

TEST(ThresholdHomeostasis, StaysWithinTheLargestShiftAndComesBack) {
  const ThresholdHomeostasis control{
      .target_rate = 5.0, .gain = 1.0, .interval = 1000.0, .max_shift = 7.0};
  std::vector<double> shifts{0.0, 0.0};
  for (int k = 0; k < 10; ++k) {
    move_thresholds(control, std::vector<std::uint32_t>{0, 8}, shifts);
    EXPECT_GE(shifts[0], -7.0);
    EXPECT_LE(shifts[1], 7.0);
  }
  EXPECT_EQ(shifts, (std::vector<double>{-7.0, 7.0}));
  move_thresholds(control, std::vector<std::uint32_t>{7, 4}, shifts);
  EXPECT_EQ(shifts, (std::vector<double>{-5.0, 6.0}));
}

TEST(ThresholdHomeostasis, LeavesThePaddingAlone) {
  const ThresholdHomeostasis control{.target_rate = 5.0, .gain = 1.0};
  std::vector<double> shifts(padded(3), 0.25);
  move_thresholds(control, std::vector<std::uint32_t>{0, 0, 0}, shifts);
  EXPECT_EQ(shifts[2], 0.25 - 5.0);
  for (std::size_t i = 3; i < shifts.size(); ++i) EXPECT_EQ(shifts[i], 0.25);
}

TEST(ThresholdHomeostasis, BringsNeuronsToTheirTargetRate) {
  const ThresholdHomeostasis control{
      .target_rate = 20.0, .gain = 0.02, .interval = 1000.0, .max_shift = 30.0};
  constexpr std::size_t size = 3;
  GroupHarness neurons("iaf_psc_exp", size, 0.1,
                       {{"I_e", std::vector<double>{400.0, 600.0, 900.0}}});
  AlignedVector<double> shifts(padded(size), 0.0);
  std::vector<std::uint32_t> spikes;
  for (int interval = 0; interval < 150; ++interval) {
    spikes.assign(size, 0);
    for (int k = 0; k < 10000; ++k) {
      for (const std::uint32_t i : neurons.step({}, {shifts.data(), nullptr})) ++spikes[i];
    }
    move_thresholds(control, spikes, shifts);
  }
  for (std::size_t i = 0; i < size; ++i) EXPECT_NEAR(spikes[i], 20.0, 2.0) << i;
  EXPECT_LT(shifts[0], shifts[1]);
  EXPECT_LT(shifts[1], shifts[2]);
}

}  // namespace
}  // namespace engram::testing

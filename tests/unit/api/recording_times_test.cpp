#include "api/recording_times.hpp"

#include <gtest/gtest.h>

namespace engram {
namespace {

TEST(RecordingTimes, AreNeverUnlessTold) {
  EXPECT_EQ(RecordingTimes().next(Step(0)), no_recording);
  EXPECT_EQ(RecordingTimes::every(0.0, Step(0), TimeGrid(0.1)).next(Step(5)), no_recording);
}

TEST(RecordingTimes, ComeAsListed) {
  const RecordingTimes times = RecordingTimes::at({0.0, 0.3, 2.0}, TimeGrid(0.1));
  EXPECT_EQ(times.next(Step(0)), Step(0));
  EXPECT_EQ(times.next(Step(1)), Step(3));
  EXPECT_EQ(times.next(Step(3)), Step(3));
  EXPECT_EQ(times.next(Step(4)), Step(20));
  EXPECT_EQ(times.next(Step(21)), no_recording);
  EXPECT_TRUE(times.contains(Step(3)));
  EXPECT_FALSE(times.contains(Step(4)));
}

TEST(RecordingTimes, AreMultiplesOfTheIntervalFromTheirBeginningOn) {
  const RecordingTimes times = RecordingTimes::every(0.5, Step(12), TimeGrid(0.1));
  EXPECT_EQ(times.next(Step(0)), Step(15));
  EXPECT_EQ(times.next(Step(15)), Step(15));
  EXPECT_EQ(times.next(Step(16)), Step(20));
  EXPECT_FALSE(times.contains(Step(10)));
  const RecordingTimes at_once = RecordingTimes::every(0.5, Step(10), TimeGrid(0.1));
  EXPECT_TRUE(at_once.contains(Step(10)));
}

}  // namespace
}  // namespace engram

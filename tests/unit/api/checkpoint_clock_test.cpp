#include "api/checkpoint_clock.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace engram {
namespace {

TEST(CheckpointClock, ComesAtAllMultiplesOfTheModelTime) {
  const CheckpointClock clock({.every_model_ms = 2.5}, TimeGrid(0.1));
  EXPECT_EQ(clock.next(Step(0)), Step(25));
  EXPECT_EQ(clock.next(Step(24)), Step(25));
  EXPECT_EQ(clock.next(Step(25)), Step(50));
  EXPECT_TRUE(clock.is_due(Step(50)));
  EXPECT_FALSE(clock.is_due(Step(49)));
}

TEST(CheckpointClock, ComesAtEveryStepAtMost) {
  const CheckpointClock clock({.every_model_ms = 0.01}, TimeGrid(0.1));
  EXPECT_EQ(clock.next(Step(7)), Step(8));
}

TEST(CheckpointClock, NeverComesUnasked) {
  const CheckpointClock clock({}, TimeGrid(0.1));
  EXPECT_EQ(clock.next(Step(7)).value(), std::numeric_limits<std::int64_t>::max());
  EXPECT_FALSE(clock.is_due(Step(0)));
  EXPECT_FALSE(clock.has_waited());
  EXPECT_FALSE(clock.time_is_up(1e9, 1e9));
}

TEST(CheckpointClock, LeavesTimeToSave) {
  CheckpointClock clock({.time_limit_seconds = 1000.0}, TimeGrid(0.1));
  EXPECT_FALSE(clock.time_is_up(1.0, 10.0));
  EXPECT_TRUE(clock.time_is_up(990.0, 10.0));
  EXPECT_TRUE(clock.time_is_up(1.0, 990.0));
  // What has been measured counts instead of the guess.
  clock.saved(10.0);
  EXPECT_FALSE(clock.time_is_up(1.0, 990.0));
  EXPECT_EQ(clock.saving(990.0), 10.0);
  clock.saved(900.0);
  EXPECT_TRUE(clock.time_is_up(1.0, 0.0));
}

TEST(CheckpointClock, WaitsAgainAfterEachTime) {
  CheckpointClock clock({.every_wall_seconds = 1e-9}, TimeGrid(0.1));
  EXPECT_TRUE(clock.has_waited());
  CheckpointClock patient({.every_wall_seconds = 1e6}, TimeGrid(0.1));
  EXPECT_FALSE(patient.has_waited());
}

}  // namespace
}  // namespace engram

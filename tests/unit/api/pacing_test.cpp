#include "api/pacing.hpp"

#include <gtest/gtest.h>

namespace engram {
namespace {

/// Lets `pieces` pieces run where a step takes `seconds_per_step`; returns the last one's seconds.
double run(Pacing& pacing, double seconds_per_step, int pieces) {
  double seconds = 0.0;
  for (int piece = 0; piece < pieces; ++piece) {
    seconds = static_cast<double>(pacing.steps()) * seconds_per_step;
    pacing.took(seconds);
  }
  return seconds;
}

TEST(Pacing, PiecesTakeAFifthOfASecond) {
  for (const double seconds_per_step : {1e-6, 1e-4, 1e-2}) {
    Pacing pacing(10, 1'000'000'000);
    EXPECT_NEAR(run(pacing, seconds_per_step, 30), 0.2, 0.02) << seconds_per_step;
  }
}

TEST(Pacing, AStepThatTakesLongerIsAPieceOfItsOwn) {
  Pacing pacing(10, 1000);
  run(pacing, 3.0, 2);
  EXPECT_EQ(pacing.steps(), 1);
}

TEST(Pacing, PiecesStayBelowTheLimit) {
  Pacing pacing(10, 5000);
  run(pacing, 1e-9, 30);
  EXPECT_EQ(pacing.steps(), 5000);
  pacing.took(0.0);
  EXPECT_EQ(pacing.steps(), 5000);
}

TEST(Pacing, OnePieceIsEnoughToSlowDown) {
  Pacing pacing(10, 1'000'000);
  run(pacing, 1e-7, 30);
  run(pacing, 1e-3, 1);
  EXPECT_NEAR(static_cast<double>(pacing.steps()) * 1e-3, 0.2, 0.02);
}

}  // namespace
}  // namespace engram

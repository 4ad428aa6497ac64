#include "cli/progress_text.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace engram::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

Progress running(double fraction) {
  Progress progress;
  progress.stage = Progress::Stage::running;
  progress.fraction = fraction;
  return progress;
}

TEST(DurationText, HasTheUnitThatFits) {
  EXPECT_EQ(duration_text(0.2), "0 s");
  EXPECT_EQ(duration_text(59.4), "59 s");
  EXPECT_EQ(duration_text(59.6), "1:00 min");
  EXPECT_EQ(duration_text(185.0), "3:05 min");
  EXPECT_EQ(duration_text(3609.0), "1:00:09 h");
  EXPECT_EQ(duration_text(std::numeric_limits<double>::infinity()), "? s");
}

TEST(ProgressText, SaysWhatIsKnownWhileBuilding) {
  Progress progress;
  progress.fraction = 0.255;
  progress.synapses = 76.4e6;
  progress.resident_bytes = 1.5e9;
  progress.seconds_left = 12.0;
  EXPECT_EQ(progress_text(progress), "building  25 %  76.4 million synapses  1.50 GB  12 s left");
  progress.synapses = 1234.0;
  EXPECT_NE(progress_text(progress).find("1234 synapses"), std::string::npos);
}

TEST(ProgressText, SaysWhatIsKnownWhileRunning) {
  Progress progress = running(0.4);
  progress.model_ms = 400.0;
  progress.duration_ms = 1000.0;
  progress.real_time_factor = 1.75;
  progress.rate_hz = 3.2;
  progress.resident_bytes = 2e9;
  progress.seconds_left = 65.0;
  EXPECT_EQ(progress_text(progress),
            "running   40 %  400.0 of 1000.0 ms  real-time factor 1.75  3.20 Hz  2.00 GB  "
            "1:05 min left");
}

TEST(ProgressText, NeverSaysDoneTooEarly) {
  EXPECT_NE(progress_text(running(0.9999)).find("99 %"), std::string::npos);
}

TEST(LinePacer, SpeaksEveryFivePercent) {
  const LinePacer::Clock::time_point begin;
  LinePacer pacer(begin);
  int lines = 0;
  for (int percent = 0; percent <= 1000; ++percent) {
    lines += pacer.due(running(percent * 1e-3), begin + milliseconds(percent)) ? 1 : 0;
  }
  // The first, and then one per twentieth; rounding may move one by a thousandth and lose it.
  EXPECT_GE(lines, 20);
  EXPECT_LE(lines, 21);
}

TEST(LinePacer, SpeaksEveryThirtySecondsOfASlowRun) {
  const LinePacer::Clock::time_point begin;
  LinePacer pacer(begin);
  EXPECT_TRUE(pacer.due(running(0.0), begin));
  int lines = 0;
  for (int second = 1; second <= 300; ++second) {
    lines += pacer.due(running(second * 1e-5), begin + seconds(second)) ? 1 : 0;
  }
  EXPECT_EQ(lines, 10);
}

TEST(LinePacer, SpeaksOnceAtTheEndAndAtEachStage) {
  const LinePacer::Clock::time_point now;
  LinePacer pacer(now);
  Progress building;
  building.fraction = 1.0;
  EXPECT_TRUE(pacer.due(building, now));
  EXPECT_FALSE(pacer.due(building, now));
  EXPECT_TRUE(pacer.due(running(0.0), now));
  EXPECT_FALSE(pacer.due(running(0.01), now));
  EXPECT_TRUE(pacer.due(running(0.96), now));
  EXPECT_TRUE(pacer.due(running(1.0), now));
  EXPECT_FALSE(pacer.due(running(1.0), now));
}

}  // namespace
}  // namespace engram::cli

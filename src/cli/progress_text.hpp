#pragma once

#include <chrono>
#include <string>

#include "engram/simulation.hpp"

namespace engram::cli {

/// One line that says how far a simulation has come.
[[nodiscard]] std::string progress_text(const Progress& progress);

/// "12 s", "3:05 min", "1:00:09 h".
[[nodiscard]] std::string duration_text(double seconds);

/// Decides when a plain line is due: at the start of a stage, every 5 percent, every 30 seconds, at
/// the end.
class LinePacer {
 public:
  using Clock = std::chrono::steady_clock;

  explicit LinePacer(Clock::time_point now) : last_(now) {}

  /// True if a line should be printed for this progress; the next one is then counted from here.
  [[nodiscard]] bool due(const Progress& progress, Clock::time_point now);

 private:
  Progress::Stage stage_ = Progress::Stage::finished;  // before the first
  double last_fraction_ = 0.0;
  Clock::time_point last_;
};

}  // namespace engram::cli

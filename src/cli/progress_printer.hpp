#pragma once

#include <chrono>

#include "engram/simulation.hpp"

namespace engram::cli {

/// Prints progress to standard error: on a terminal one line that is written over, else a plain line every
/// 5 percent or 30 seconds.
class ProgressPrinter {
 public:
  ProgressPrinter();
  void operator()(const Progress& progress);

 private:
  using Clock = std::chrono::steady_clock;

  [[nodiscard]] bool due(const Progress& progress);

  bool terminal_;
  Progress::Stage stage_ = Progress::Stage::building;
  double last_fraction_ = -1.0;
  Clock::time_point last_ = Clock::now();
};

}  // namespace engram::cli

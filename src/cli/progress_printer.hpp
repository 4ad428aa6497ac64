#pragma once

#include <cstddef>

#include "cli/progress_text.hpp"
#include "engram/simulation.hpp"

namespace engram::cli {

/// How progress is shown.
enum class ProgressStyle {
  automatic,  ///< `line` if standard error is a terminal, else `lines`
  line,       ///< one line that is written over
  lines,      ///< a plain line every 5 percent or 30 seconds
  none,
};

/// Prints progress to standard error.
class ProgressPrinter {
 public:
  explicit ProgressPrinter(ProgressStyle style);

  void operator()(const Progress& progress);

  /// Ends a line that is being written over, so that something else can be printed.
  void end_line();

 private:
  void write_over(const Progress& progress);

  ProgressStyle style_;
  LinePacer pacer_;
  Progress::Stage stage_ = Progress::Stage::building;
  bool open_ = false;  // the cursor stands in a line of ours
};

}  // namespace engram::cli

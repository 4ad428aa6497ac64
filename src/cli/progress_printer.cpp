#include "cli/progress_printer.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <string>

namespace engram::cli {
namespace {

/// Cuts a line that a terminal would break in two: the next one could not be written over it.
std::string fitted(std::string line) {
  winsize size{};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 &&
      line.size() >= size.ws_col) {
    line.resize(size.ws_col - 1U);
  }
  return line;
}

ProgressStyle resolved(ProgressStyle style) {
  if (style != ProgressStyle::automatic) return style;
  return isatty(STDERR_FILENO) != 0 ? ProgressStyle::line : ProgressStyle::lines;
}

}  // namespace

ProgressPrinter::ProgressPrinter(ProgressStyle style)
    : style_(resolved(style)), pacer_(LinePacer::Clock::now()) {}

void ProgressPrinter::operator()(const Progress& progress) {
  if (progress.stage == Progress::Stage::finished) {
    end_line();
  } else if (style_ == ProgressStyle::line) {
    write_over(progress);
  } else if (style_ == ProgressStyle::lines && pacer_.due(progress, LinePacer::Clock::now())) {
    std::fputs((progress_text(progress) + "\n").c_str(), stderr);
    std::fflush(stderr);
  }
}

void ProgressPrinter::write_over(const Progress& progress) {
  if (progress.stage != stage_) end_line();
  stage_ = progress.stage;
  open_ = true;
  // Back to the line's begin, and what an older, longer text left behind is wiped.
  std::fputs(("\r" + fitted(progress_text(progress)) + "\x1b[K").c_str(), stderr);
  std::fflush(stderr);
}

void ProgressPrinter::end_line() {
  if (open_) std::fputc('\n', stderr);
  open_ = false;
}

}  // namespace engram::cli

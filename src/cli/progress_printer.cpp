#include "cli/progress_printer.hpp"

#include <unistd.h>

#include <cstdio>
#include <string>

#include <fmt/format.h>

namespace engram::cli {
namespace {

std::string duration_text(double seconds) {
  const auto whole = static_cast<long>(seconds + 0.5);
  if (whole >= 3600) return fmt::format("{}:{:02}:{:02} h", whole / 3600, whole / 60 % 60, whole % 60);
  if (whole >= 60) return fmt::format("{}:{:02} min", whole / 60, whole % 60);
  return fmt::format("{:.0f} s", seconds);
}

std::string text(const Progress& progress) {
  const double percent = progress.fraction * 100.0;
  if (progress.stage == Progress::Stage::building) {
    return fmt::format("building {:3.0f} %  {:.1f} million synapses  {:.2f} GB  {} left", percent,
                       progress.synapses * 1e-6, progress.resident_bytes * 1e-9,
                       duration_text(progress.seconds_left));
  }
  return fmt::format("running {:3.0f} %  {:.1f} of {:.1f} ms  real-time factor {:.2f}  {:.2f} Hz  {:.2f} GB  {} left",
                     percent, progress.model_ms, progress.duration_ms, progress.real_time_factor,
                     progress.rate_hz, progress.resident_bytes * 1e-9,
                     duration_text(progress.seconds_left));
}

}  // namespace

ProgressPrinter::ProgressPrinter() : terminal_(isatty(STDERR_FILENO) != 0) {}

bool ProgressPrinter::due(const Progress& progress) {
  if (terminal_) return true;
  const bool next_stage = progress.stage != stage_;
  const bool far = progress.fraction >= last_fraction_ + 0.05 || progress.fraction >= 1.0;
  const bool late = Clock::now() - last_ >= std::chrono::seconds(30);
  if (!(next_stage || far || late)) return false;
  // The last line of a stage once is enough.
  return next_stage || late || last_fraction_ < 1.0;
}

void ProgressPrinter::operator()(const Progress& progress) {
  if (progress.stage == Progress::Stage::finished) {
    if (terminal_) std::fputc('\n', stderr);
    return;
  }
  if (!due(progress)) return;
  if (terminal_ && progress.stage != stage_) std::fputc('\n', stderr);
  stage_ = progress.stage;
  last_fraction_ = progress.fraction;
  last_ = Clock::now();
  const std::string line = text(progress);
  if (terminal_) {
    std::fprintf(stderr, "\r%-110s", line.c_str());
  } else {
    std::fprintf(stderr, "%s\n", line.c_str());
  }
  std::fflush(stderr);
}

}  // namespace engram::cli

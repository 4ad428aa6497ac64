#include "cli/progress_text.hpp"

#include <cmath>

#include <fmt/format.h>

namespace engram::cli {
namespace {

std::string count_text(double count) {
  if (count < 1e6) return fmt::format("{:.0f}", count);
  return fmt::format("{:.1f} million", count * 1e-6);
}

}  // namespace

std::string duration_text(double seconds) {
  if (!std::isfinite(seconds) || seconds > 1e9) return "? s";
  const auto whole = static_cast<long>(seconds + 0.5);
  if (whole >= 3600)
    return fmt::format("{}:{:02}:{:02} h", whole / 3600, whole / 60 % 60, whole % 60);
  if (whole >= 60) return fmt::format("{}:{:02} min", whole / 60, whole % 60);
  return fmt::format("{} s", whole);
}

std::string progress_text(const Progress& progress) {
  const double percent = std::floor(progress.fraction * 100.0);
  if (progress.stage == Progress::Stage::building) {
    return fmt::format("building {:3.0f} %  {} synapses  {:.2f} GB  {} left", percent,
                       count_text(progress.synapses), progress.resident_bytes * 1e-9,
                       duration_text(progress.seconds_left));
  }
  return fmt::format(
      "running  {:3.0f} %  {:.1f} of {:.1f} ms  real-time factor {:.2f}  {:.2f} Hz  {:.2f} GB  {} "
      "left",
      percent, progress.model_ms, progress.duration_ms, progress.real_time_factor, progress.rate_hz,
      progress.resident_bytes * 1e-9, duration_text(progress.seconds_left));
}

bool LinePacer::due(const Progress& progress, Clock::time_point now) {
  const bool next_stage = progress.stage != stage_;
  const bool far = progress.fraction >= last_fraction_ + 0.05;
  const bool late = now - last_ >= std::chrono::seconds(30);
  const bool ends = progress.fraction >= 1.0 && last_fraction_ < 1.0;
  if (!next_stage && !far && !late && !ends) return false;
  stage_ = progress.stage;
  last_fraction_ = progress.fraction;
  last_ = now;
  return true;
}

}  // namespace engram::cli

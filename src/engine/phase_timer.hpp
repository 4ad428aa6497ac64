#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <string_view>

namespace engram {

/// What a thread spends its time on.
enum class Phase : std::size_t {
  update,
  deliver,
  exchange,
  wait,
  plasticity,
  fields,
  record,
  checkpoint
};

inline constexpr std::array<std::string_view, 8> phase_names = {
    "update", "deliver", "exchange", "wait", "plasticity", "fields", "record", "checkpoint"};

/// Seconds per phase.
using PhaseTimes = std::array<double, phase_names.size()>;

/// Splits a thread's time into phases: each call books the time since the last one.
class PhaseTimer {
 public:
  void start() { last_ = Clock::now(); }
  /// The time since the last call was spent on `phase`.
  void book(Phase phase) {
    const Clock::time_point now = Clock::now();
    seconds_[static_cast<std::size_t>(phase)] += std::chrono::duration<double>(now - last_).count();
    last_ = now;
  }
  [[nodiscard]] const PhaseTimes& seconds() const { return seconds_; }
  void clear() { seconds_ = {}; }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point last_ = Clock::now();
  PhaseTimes seconds_{};
};

}  // namespace engram

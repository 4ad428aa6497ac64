#pragma once

#include <algorithm>
#include <cstdint>

namespace engram {

/// Chooses how many steps to compute between two looks at signals, progress and recorders: about a fifth of a
/// second of work, so that nothing of it costs measurable time and Ctrl-C is heard at once.
class Pacing {
 public:
  explicit Pacing(std::int64_t first_steps) : steps_(std::max<std::int64_t>(1, first_steps)) {}

  /// Steps of the next piece.
  [[nodiscard]] std::int64_t steps() const { return steps_; }

  /// The last piece took `seconds`.
  void took(double seconds) {
    const double factor = seconds > 0.0 ? std::clamp(wanted_seconds / seconds, 0.25, 4.0) : 4.0;
    steps_ = std::max<std::int64_t>(1, static_cast<std::int64_t>(static_cast<double>(steps_) * factor));
  }

 private:
  static constexpr double wanted_seconds = 0.2;
  std::int64_t steps_;
};

}  // namespace engram

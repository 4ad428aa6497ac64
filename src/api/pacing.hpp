#pragma once

#include <algorithm>
#include <cstdint>

namespace engram {

/// Chooses how many steps to compute between two looks at signals, progress and recorders: about a
/// fifth of a second of work, so that nothing of it costs measurable time and Ctrl-C is heard at
/// once. Never more than `most_steps`: where ranks share cores, a step may suddenly take a thousand
/// times as long as before.
class Pacing {
 public:
  Pacing(std::int64_t first_steps, std::int64_t most_steps)
      : most_(std::max<std::int64_t>(1, most_steps)),
        steps_(std::clamp<std::int64_t>(first_steps, 1, most_)) {}

  /// Steps of the next piece.
  [[nodiscard]] std::int64_t steps() const { return steps_; }

  /// The last piece took `seconds`.
  void took(double seconds) {
    const double factor = std::min(4.0, wanted_seconds / std::max(seconds, 1e-9));
    const double wanted = static_cast<double>(steps_) * factor;
    steps_ = wanted < static_cast<double>(most_)
                 ? std::max<std::int64_t>(1, static_cast<std::int64_t>(wanted))
                 : most_;
  }

 private:
  static constexpr double wanted_seconds = 0.2;
  std::int64_t most_;
  std::int64_t steps_;
};

}  // namespace engram

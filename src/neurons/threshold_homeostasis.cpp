#include "neurons/threshold_homeostasis.hpp"

#include <algorithm>

namespace engram {

void move_thresholds(const ThresholdHomeostasis& control, std::span<const std::uint32_t> spikes,
                     std::span<double> shifts) {
  const double seconds = control.interval / 1000.0;
  for (std::size_t i = 0; i < spikes.size(); ++i) {
    const double rate = static_cast<double>(spikes[i]) / seconds;
    const double moved = shifts[i] + control.gain * (rate - control.target_rate);
    shifts[i] = std::clamp(moved, -control.max_shift, control.max_shift);
  }
}

}  // namespace engram

#include "engine/window_counts.hpp"

#include <algorithm>
#include <utility>

namespace engram {

void WindowCounts::close() {
  CountHistogram& histogram = closed_.emplace_back(1, 0);
  std::uint64_t silent = present_.size();
  for (std::size_t i = 0; i < present_.size(); ++i) {
    const std::uint64_t spikes = std::exchange(present_[i], 0);
    if (spikes == 0) continue;
    --silent;
    if (spikes >= histogram.size()) histogram.resize(spikes + 1, 0);
    ++histogram[spikes];
    const auto value = static_cast<double>(spikes);
    ++active_[i];
    first_[i] += spikes;
    second_[i] += spikes * spikes;
    third_[i] += value * value * value;
    fourth_[i] += value * value * value * value;
  }
  histogram[0] = silent;
}

std::vector<CountHistogram> WindowCounts::take_closed() {
  return std::exchange(closed_, {});
}

void WindowCounts::forget() {
  *this = WindowCounts(present_.size());
}

void WindowCounts::visit_state(StateVisitor& visitor) {
  visitor.numbers("window_spikes", std::span<std::uint32_t>(present_));
  visitor.numbers("windows_active", std::span<std::uint32_t>(active_));
  visitor.numbers("windows_sum_1", std::span<std::uint64_t>(first_));
  visitor.numbers("windows_sum_2", std::span<std::uint64_t>(second_));
  visitor.numbers("windows_sum_3", std::span<double>(third_));
  visitor.numbers("windows_sum_4", std::span<double>(fourth_));
}

std::size_t WindowCounts::bytes() const {
  return present_.size() * (2 * sizeof(std::uint32_t) + 4 * sizeof(std::uint64_t));
}

}  // namespace engram

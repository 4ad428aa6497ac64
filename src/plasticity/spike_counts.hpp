#pragma once

#include <algorithm>
#include <vector>

#include "plasticity/spike_history.hpp"

namespace engram {

/// How often each neuron of a group has spiked since somebody last looked: what slow homeostasis
/// knows of their rates.
class SpikeCounts final : public SpikeHistory {
 public:
  explicit SpikeCounts(std::size_t neurons) : counts_(neurons, 0) {}

  void record(ShortStep /*step*/, std::span<const std::uint32_t> fired) override {
    for (const std::uint32_t neuron : fired) ++counts_[neuron];
  }
  void forget(ShortStep /*step*/) override {}
  [[nodiscard]] std::span<const double> time_constants() const override { return {}; }
  [[nodiscard]] std::size_t bytes() const override {
    return counts_.capacity() * sizeof(std::uint32_t);
  }

  /// One number per neuron of the group.
  [[nodiscard]] std::span<const std::uint32_t> counts() const { return counts_; }
  /// Counts from zero again.
  void clear() { std::ranges::fill(counts_, 0U); }

 private:
  std::vector<std::uint32_t> counts_;
};

}  // namespace engram

#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "plasticity/spike_history.hpp"

namespace engram {

/// How often each neuron of a group has spiked since somebody last looked: what slow homeostasis
/// knows of their rates.
class SpikeCounts final : public SpikeHistory {
 public:
  /// `name`: by which checkpoints tell it from others of the group.
  explicit SpikeCounts(std::size_t neurons, std::string name = "spike_counts")
      : name_(std::move(name)), counts_(neurons, 0) {}

  void record(ShortStep /*step*/, std::span<const std::uint32_t> fired) override {
    for (const std::uint32_t neuron : fired) ++counts_[neuron];
  }
  void forget(ShortStep /*step*/) override {}
  void visit_state(StateVisitor& visitor) override {
    visitor.numbers(name_, std::span<std::uint32_t>(counts_));
  }
  [[nodiscard]] std::span<const double> time_constants() const override { return {}; }
  [[nodiscard]] std::size_t bytes() const override {
    return counts_.capacity() * sizeof(std::uint32_t);
  }

  /// One number per neuron of the group.
  [[nodiscard]] std::span<const std::uint32_t> counts() const { return counts_; }
  /// Counts from zero again.
  void clear() { std::ranges::fill(counts_, 0U); }

 private:
  std::string name_;
  std::vector<std::uint32_t> counts_;
};

}  // namespace engram

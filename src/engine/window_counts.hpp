#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/state_visitor.hpp"
#include "model/sparseness.hpp"

namespace engram {

/// How many neurons had each number of spikes in a window; entry c for c spikes.
using CountHistogram = std::vector<std::uint64_t>;

/// Spikes of a group's neurons in windows of equal length: what measures of sparseness are made of.
class WindowCounts {
 public:
  explicit WindowCounts(std::size_t neurons)
      : present_(neurons, 0),
        active_(neurons, 0),
        first_(neurons, 0),
        second_(neurons, 0),
        third_(neurons, 0.0),
        fourth_(neurons, 0.0) {}

  /// The neurons `fired` have spiked.
  void count(std::span<const std::uint32_t> fired) {
    for (const std::uint32_t neuron : fired) ++present_[neuron];
  }
  /// A window ends.
  void close();
  /// The windows that have ended since this was last called.
  [[nodiscard]] std::vector<CountHistogram> take_closed();
  /// Forgets everything.
  void forget();

  /// Sums over the counts in a neuron's windows so far, of which there were `windows`.
  [[nodiscard]] PowerSums lifetime(std::size_t neuron, std::uint64_t windows) const {
    return {windows,         active_[neuron], first_[neuron],
            second_[neuron], third_[neuron],  fourth_[neuron]};
  }
  [[nodiscard]] std::size_t neurons() const { return present_.size(); }

  /// Windows that have ended and not been taken are not part of it.
  void visit_state(StateVisitor& visitor);
  [[nodiscard]] std::size_t bytes() const;

 private:
  std::vector<std::uint32_t> present_;  // spikes in the window that has begun
  // Over the windows before, a number per neuron: see PowerSums.
  std::vector<std::uint32_t> active_;
  std::vector<std::uint64_t> first_, second_;
  std::vector<double> third_, fourth_;
  std::vector<CountHistogram> closed_;
};

}  // namespace engram

#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/aligned.hpp"

namespace engram {

/// One number per neuron as it was some steps ago, each neuron with a delay of its own.
class DelayedRow {
 public:
  /// `start`: what the numbers were before the first step; `delays`: in steps, one per neuron, 0
  /// for no delay.
  DelayedRow(std::span<const double> start, std::span<const std::uint32_t> delays)
      : delays_(delays.begin(), delays.end()),
        rows_(delays.empty() ? 1 : *std::max_element(delays.begin(), delays.end()) + 1U),
        history_(rows_ * start.size()),
        delayed_(start.begin(), start.end()) {
    for (std::size_t row = 0; row < rows_; ++row) {
      std::copy(start.begin(), start.end(), history_.begin() + at(row, 0));
    }
  }

  /// Takes the numbers of one more step, one per neuron.
  void push(std::span<const double> now) {
    newest_ = newest_ + 1 == rows_ ? 0 : newest_ + 1;
    std::copy(now.begin(), now.end(), history_.begin() + at(newest_, 0));
    for (std::size_t i = 0; i < delayed_.size(); ++i) {
      const std::size_t back = delays_[i];
      const std::size_t row = newest_ >= back ? newest_ - back : newest_ + rows_ - back;
      delayed_[i] = history_[row * delayed_.size() + i];
    }
  }

  /// The numbers that were pushed the neuron's delay before the last.
  [[nodiscard]] std::span<const double> values() const { return delayed_; }

  /// Bytes held per neuron.
  [[nodiscard]] std::size_t bytes() const {
    return (rows_ + 1) * sizeof(double) + sizeof(std::uint32_t);
  }

 private:
  [[nodiscard]] std::ptrdiff_t at(std::size_t row, std::size_t neuron) const {
    return static_cast<std::ptrdiff_t>(row * delayed_.size() + neuron);
  }

  std::vector<std::uint32_t> delays_;
  std::size_t rows_;               // the longest delay and one more
  AlignedVector<double> history_;  // ring of rows, each of one step
  AlignedVector<double> delayed_;
  std::size_t newest_ = 0;
};

}  // namespace engram

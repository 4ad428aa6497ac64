#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/aligned.hpp"
#include "core/errors.hpp"
#include "core/state_visitor.hpp"

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
      delayed_[i] = history_[row_before(delays_[i]) * delayed_.size() + i];
    }
  }

  /// The numbers that were pushed the neuron's delay before the last.
  [[nodiscard]] std::span<const double> values() const { return delayed_; }

  /// Of each neuron the numbers that are still to come, the oldest (which values() has now) first.
  void visit_state(std::string_view name, StateVisitor& visitor) {
    visitor.lists<double>(
        name, [this] { return recent(); },
        [this](const KeyedLists<double>& lists) { set_recent(lists); });
  }

  /// Bytes held per neuron.
  [[nodiscard]] std::size_t bytes() const {
    return (rows_ + 1) * sizeof(double) + sizeof(std::uint32_t);
  }

 private:
  /// The row of `back` steps before the newest one.
  [[nodiscard]] std::size_t row_before(std::size_t back) const {
    return newest_ >= back ? newest_ - back : newest_ + rows_ - back;
  }

  [[nodiscard]] KeyedLists<double> recent() const {
    KeyedLists<double> lists;
    for (std::size_t i = 0; i < delays_.size(); ++i) {
      lists.counts.push_back(delays_[i] + 1U);
      for (std::size_t back = delays_[i] + 1U; back-- > 0;) {
        lists.values.push_back(history_[row_before(back) * delayed_.size() + i]);
      }
    }
    return lists;
  }

  void set_recent(const KeyedLists<double>& lists) {
    auto value = lists.values.begin();
    for (std::size_t i = 0; i < delays_.size(); ++i) {
      if (lists.counts[i] != delays_[i] + 1U) {
        throw Error("the stored past of a neuron is not as long as its delay");
      }
      delayed_[i] = *value;
      for (std::size_t back = delays_[i] + 1U; back-- > 0;) {
        history_[row_before(back) * delayed_.size() + i] = *value++;
      }
    }
  }

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

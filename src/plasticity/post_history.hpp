#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/aligned.hpp"
#include "core/decay_table.hpp"
#include "core/shortest_text.hpp"
#include "plasticity/spike_history.hpp"

namespace engram {

/// A spike history with exponential traces. Each neuron's latest spikes fill one cache line, which
/// is all that most visits of a synapse read; older ones, which only rarely spiking sources ask
/// for, are kept aside until they are forgotten.
///
/// Of every trace the value just before each spike is stored: just after it is larger by one, and
/// nothing is lost by subtraction.
template <std::size_t traces>
class PostHistory final : public SpikeHistory {
 public:
  /// Stands for the trace before a spike that never was: after it the trace is still zero.
  static constexpr float no_spike = -1.0F;
  /// Spikes in a neuron's line.
  static constexpr std::size_t length = (64 - 4) / (4 + 4 * traces);

  /// The latest spikes of a neuron, the last one first.
  struct alignas(64) Line {
    std::array<ShortStep, length> step;
    std::array<std::array<float, length>, traces> before;
    std::uint32_t older;  // position in older_ plus one; 0: none

    /// How many of the spikes came after `then`; they are the first ones.
    [[nodiscard]] std::size_t later_than(ShortStep then) const {
      std::size_t count = 0;
      if constexpr (length == 7) {
        // Halving, without a branch.
        count = step[3] > then ? 4 : 0;
        count += step[count + 1] > then ? 2 : 0;
        count += step[count] > then ? 1 : 0;
      } else {
        for (const ShortStep spike : step) count += spike > then ? 1 : 0;
      }
      return count;
    }
  };
  static_assert(sizeof(Line) == 64);

  /// One spike and the traces just before it.
  struct Entry {
    ShortStep step;
    std::array<float, traces> before;
  };

  PostHistory(std::size_t neurons, const std::array<double, traces>& tau, double dt)
      : lines_(neurons), tau_(tau) {
    for (Line& line : lines_) {
      line = Line{};
      line.step.fill(never);
      for (auto& before : line.before) before.fill(no_spike);
    }
    for (std::size_t q = 0; q < traces; ++q) decay_[q] = DecayTable(tau[q], dt);
  }

  void record(ShortStep step, std::span<const std::uint32_t> fired) override {
    for (const std::uint32_t neuron : fired) {
      Line& line = lines_[neuron];
      // The last one up to where spikes are forgotten may still be asked for.
      if (line.step[length - 2] > forgotten_ && line.step[length - 1] != never) set_aside(line);
      const std::int64_t since = std::int64_t{step} - line.step[0];
      for (std::size_t q = 0; q < traces; ++q) {
        const double after = 1.0 + static_cast<double>(line.before[q][0]);
        std::copy_backward(line.before[q].begin(), line.before[q].end() - 1, line.before[q].end());
        line.before[q][0] = static_cast<float>(after * decay_[q](since));
      }
      std::copy_backward(line.step.begin(), line.step.end() - 1, line.step.end());
      line.step[0] = step;
    }
  }

  void forget(ShortStep step) override {
    forgotten_ = step;
    for (std::vector<Entry>& list : older_) {
      auto keep = std::find_if(list.begin(), list.end(),
                               [&](const Entry& entry) { return entry.step > step; });
      if (keep != list.begin()) --keep;
      list.erase(list.begin(), keep);
    }
  }

  /// The spikes that are known, from the oldest to the last one, and the traces just before them.
  void visit_state(StateVisitor& visitor) override {
    visitor.lists<ShortStep>(
        name() + "/step",
        [this] {
          return known<ShortStep>([](const Entry& entry, auto& out) { out.push_back(entry.step); });
        },
        [this](const KeyedLists<ShortStep>& lists) { set_steps(lists); });
    for (std::size_t q = 0; q < traces; ++q) {
      visitor.lists<float>(
          name() + "/trace_" + std::to_string(q),
          [this, q] {
            return known<float>(
                [q](const Entry& entry, auto& out) { out.push_back(entry.before[q]); });
          },
          [this, q](const KeyedLists<float>& lists) { set_traces(q, lists); });
    }
  }

  [[nodiscard]] const Line& line(std::uint32_t neuron) const { return lines_[neuron]; }
  /// The lines of all neurons.
  [[nodiscard]] const Line* lines() const { return lines_.data(); }

  /// Whether spikes after `after` are too old for the line.
  [[nodiscard]] bool beyond_line(const Line& line, ShortStep after) const {
    return line.older != 0 && !older_[line.older - 1].empty() &&
           older_[line.older - 1].back().step > after;
  }

  /// Calls `action(Entry)` for the spikes in (after, up_to], in their order.
  template <class Action>
  void each(std::uint32_t neuron, ShortStep after, ShortStep up_to, const Action& action) const {
    const Line& line = lines_[neuron];
    std::size_t first = 0;
    while (first < length && line.step[first] > up_to) ++first;
    std::size_t last = first;
    while (last < length && line.step[last] > after) ++last;
    if (last == length && line.older != 0) [[unlikely]] {
      const std::vector<Entry>& older = older_[line.older - 1];
      auto entry = older.end();
      while (entry != older.begin() && std::prev(entry)->step > after) --entry;
      for (; entry != older.end() && entry->step <= up_to; ++entry) action(*entry);
    }
    for (std::size_t i = last; i-- > first;) action(entry_of(line, i));
  }

  /// The last spike before `step`; its step is `never` where there is none.
  [[nodiscard]] Entry last_before(std::uint32_t neuron, ShortStep step) const {
    const Line& line = lines_[neuron];
    for (std::size_t i = 0; i < length; ++i) {
      if (line.step[i] < step) return entry_of(line, i);
    }
    Entry found{never, {}};
    found.before.fill(no_spike);
    if (line.older != 0) {
      for (const Entry& entry : older_[line.older - 1]) {
        if (entry.step < step) found = entry;
      }
    }
    return found;
  }

  [[nodiscard]] const DecayTable& decay(std::size_t trace) const { return decay_[trace]; }
  [[nodiscard]] std::span<const double> time_constants() const override { return tau_; }
  [[nodiscard]] std::size_t bytes() const override {
    std::size_t total = lines_.size() * sizeof(Line);
    for (const std::vector<Entry>& list : older_) total += list.capacity() * sizeof(Entry);
    return total;
  }

  /// Spike `i` of a line.
  [[nodiscard]] static Entry entry_of(const Line& line, std::size_t i) {
    Entry entry{line.step[i], {}};
    for (std::size_t q = 0; q < traces; ++q) entry.before[q] = line.before[q][i];
    return entry;
  }

 private:
  void set_aside(Line& line) { older_of(line).push_back(entry_of(line, length - 1)); }

  std::vector<Entry>& older_of(Line& line) {
    if (line.older == 0) {
      older_.emplace_back();
      line.older = static_cast<std::uint32_t>(older_.size());
    }
    return older_[line.older - 1];
  }

  /// Tells histories with other time constants apart.
  [[nodiscard]] std::string name() const {
    std::string text = "spikes";
    for (const double tau : tau_) text += '_' + shortest_text(tau);
    return text;
  }

  /// Some number of each known spike; `take(entry, list)` appends it.
  template <class T, class Take>
  [[nodiscard]] KeyedLists<T> known(const Take& take) const {
    KeyedLists<T> lists;
    for (const Line& line : lines_) {
      const std::size_t before = lists.values.size();
      if (line.older != 0) {
        for (const Entry& entry : older_[line.older - 1]) take(entry, lists.values);
      }
      for (std::size_t i = length; i-- > 0;) {
        if (line.step[i] != never) take(entry_of(line, i), lists.values);
      }
      lists.counts.push_back(lists.values.size() - before);
    }
    return lists;
  }

  /// Makes as many spikes known as there are steps; their traces keep the place they have.
  void set_steps(const KeyedLists<ShortStep>& lists) {
    // Until the next call of forget() nothing is known to be superfluous.
    forgotten_ = never;
    each_place(
        lists, [](Entry& entry, ShortStep step) { entry.step = step; },
        [](Line& line, std::size_t i, ShortStep step) { line.step[i] = step; });
  }
  void set_traces(std::size_t q, const KeyedLists<float>& lists) {
    each_place(
        lists, [q](Entry& entry, float trace) { entry.before[q] = trace; },
        [q](Line& line, std::size_t i, float trace) { line.before[q][i] = trace; });
  }

  /// Puts the last values of each list into the neuron's line and the others aside.
  template <class T, class PutAside, class PutInLine>
  void each_place(const KeyedLists<T>& lists, const PutAside& put_aside,
                  const PutInLine& put_in_line) {
    auto value = lists.values.begin();
    for (std::size_t neuron = 0; neuron < lines_.size(); ++neuron) {
      Line& line = lines_[neuron];
      const std::size_t in_line = std::min<std::size_t>(lists.counts[neuron], length);
      const std::size_t aside = lists.counts[neuron] - in_line;
      if (aside > 0) older_of(line).resize(aside);
      for (std::size_t i = 0; i < aside; ++i) put_aside(older_of(line)[i], *value++);
      for (std::size_t i = in_line; i-- > 0;) put_in_line(line, i, *value++);
    }
  }

  AlignedVector<Line> lines_;
  std::vector<std::vector<Entry>> older_;
  std::array<double, traces> tau_;
  std::array<DecayTable, traces> decay_;
  ShortStep forgotten_ = never;
};

}  // namespace engram

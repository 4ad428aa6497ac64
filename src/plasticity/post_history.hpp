#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/aligned.hpp"
#include "core/decay_table.hpp"
#include "core/lane_memory.hpp"
#include "core/lanes.hpp"
#include "core/shortest_text.hpp"
#include "plasticity/spike_history.hpp"

namespace engram {

/// A spike history with exponential traces. Each neuron's latest spikes, which are all that most
/// visits of a synapse read, lie close together with those of the other neurons, so that they stay
/// in the cache; those before them lie apart, and older ones still, which only rarely spiking
/// sources ask for, in lists until they are forgotten.
///
/// Of every trace the value just before each spike is stored: just after it is larger by one, and
/// nothing is lost by subtraction.
template <std::size_t traces>
class PostHistory final : public SpikeHistory {
 public:
  /// Stands for the trace before a spike that never was: after it the trace is still zero.
  static constexpr float no_spike = -1.0F;
  /// Spikes of a neuron that lie near, those that lie further away, and both together.
  static constexpr std::size_t near = 4, far = 8, length = near + far;

  /// One spike and the traces just before it.
  struct Entry {
    ShortStep step;
    std::array<float, traces> before;
  };
  /// A spike of each of several neurons.
  struct EntryLanes {
    IntLanes step;
    std::array<FloatLanes, traces> before;
  };

  PostHistory(std::size_t neurons, const std::array<double, traces>& tau, double dt)
      : neurons_(neurons), entries_(neurons * length, nothing()), lists_(neurons, 0), tau_(tau) {
    for (std::size_t q = 0; q < traces; ++q) decay_[q] = DecayTable(tau[q], dt);
  }

  void record(ShortStep step, std::span<const std::uint32_t> fired) override {
    for (const std::uint32_t neuron : fired) {
      Entry* nearer = &entries_[neuron * near];
      const Entry pushed_out = nearer[near - 1];
      if (pushed_out.step != never) push_far(neuron, pushed_out);
      Entry spike{step, {}};
      const std::int64_t since = std::int64_t{step} - nearer->step;
      for (std::size_t q = 0; q < traces; ++q) {
        const double after = 1.0 + static_cast<double>(nearer->before[q]);
        spike.before[q] = static_cast<float>(after * decay_[q](since));
      }
      std::copy_backward(nearer, nearer + near - 1, nearer + near);
      *nearer = spike;
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

  /// Spike `i` of a neuron, counted from its last one; fewer than `length`.
  [[nodiscard]] const Entry& entry(std::uint32_t neuron, std::size_t i) const {
    return entries_[place(neuron, i)];
  }
  /// The same of several neurons.
  [[nodiscard, gnu::always_inline]] EntryLanes entries(const IntLanes& neuron,
                                                       std::size_t i) const {
    const bool nearby = i < near;
    const auto each = static_cast<std::int32_t>(nearby ? near : far);
    const auto first = static_cast<std::int32_t>(nearby ? i : neurons_ * near + i - near);
    return at(neuron * each + first);
  }

  /// Spikes after `after` and before those that entry() gives, oldest first.
  [[nodiscard]] std::span<const Entry> older(std::uint32_t neuron, ShortStep after) const {
    if (lists_[neuron] == 0) return {};
    const std::vector<Entry>& list = older_[lists_[neuron] - 1];
    auto first = list.end();
    while (first != list.begin() && std::prev(first)->step > after) --first;
    return {first, list.end()};
  }

  /// Calls `action(Entry)` for the spikes in (after, up_to], in their order.
  template <class Action>
  void each(std::uint32_t neuron, ShortStep after, ShortStep up_to, const Action& action) const {
    std::size_t first = 0;
    while (first < length && entry(neuron, first).step > up_to) ++first;
    std::size_t last = first;
    while (last < length && entry(neuron, last).step > after) ++last;
    if (last == length) [[unlikely]] {
      for (const Entry& spike : older(neuron, after)) {
        if (spike.step <= up_to) action(spike);
      }
    }
    for (std::size_t i = last; i-- > first;) action(entry(neuron, i));
  }

  /// The last spike before `step`; its step is `never` where there is none.
  [[nodiscard]] Entry last_before(std::uint32_t neuron, ShortStep step) const {
    for (std::size_t i = 0; i < length; ++i) {
      if (entry(neuron, i).step < step) return entry(neuron, i);
    }
    Entry found = nothing();
    for (const Entry& spike : older(neuron, never)) {
      if (spike.step < step) found = spike;
    }
    return found;
  }

  [[nodiscard]] const DecayTable& decay(std::size_t trace) const { return decay_[trace]; }
  [[nodiscard]] std::span<const double> time_constants() const override { return tau_; }
  [[nodiscard]] std::size_t bytes() const override {
    std::size_t total = entries_.size() * sizeof(Entry) + lists_.size() * sizeof(std::uint32_t);
    for (const std::vector<Entry>& list : older_) total += list.capacity() * sizeof(Entry);
    return total;
  }

 private:
  static constexpr Entry nothing() {
    Entry entry{never, {}};
    entry.before.fill(no_spike);
    return entry;
  }

  [[nodiscard]] std::size_t place(std::uint32_t neuron, std::size_t i) const {
    return i < near ? neuron * near + i : neurons_ * near + neuron * far + (i - near);
  }

  [[nodiscard, gnu::always_inline]] EntryLanes at(const IntLanes& place) const {
    EntryLanes spikes;
    if constexpr (traces == 1) {
      // Both numbers at once.
      const LongLanes both = gather(reinterpret_cast<const std::int64_t*>(entries_.data()), place);
      spikes.step = as_ints(both);
      spikes.before[0] = std::bit_cast<FloatLanes>(as_ints(both >> 32));
    } else {
      spikes.step = gather_words<sizeof(Entry)>(entries_.data(), place);
      for (std::size_t q = 0; q < traces; ++q) {
        spikes.before[q] = std::bit_cast<FloatLanes>(
            gather_words<sizeof(Entry)>(entries_.data()->before.data() + q, place));
      }
    }
    return spikes;
  }

  /// A spike leaves those that lie near.
  void push_far(std::uint32_t neuron, const Entry& spike) {
    Entry* further = &entries_[place(neuron, near)];
    const Entry& oldest = further[far - 1];
    // The last one up to where spikes are forgotten may still be asked for.
    if (further[far - 2].step > forgotten_ && oldest.step != never) {
      list_of(neuron).push_back(oldest);
    }
    std::copy_backward(further, further + far - 1, further + far);
    *further = spike;
  }

  std::vector<Entry>& list_of(std::uint32_t neuron) {
    if (lists_[neuron] == 0) {
      older_.emplace_back();
      lists_[neuron] = static_cast<std::uint32_t>(older_.size());
    }
    return older_[lists_[neuron] - 1];
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
    for (std::uint32_t neuron = 0; neuron < neurons_; ++neuron) {
      const std::size_t before = lists.values.size();
      for (const Entry& spike : older(neuron, never)) take(spike, lists.values);
      for (std::size_t i = length; i-- > 0;) {
        if (entry(neuron, i).step != never) take(entry(neuron, i), lists.values);
      }
      lists.counts.push_back(lists.values.size() - before);
    }
    return lists;
  }

  /// Makes as many spikes known as there are steps; their traces keep the place they have.
  void set_steps(const KeyedLists<ShortStep>& lists) {
    // Until the next call of forget() nothing is known to be superfluous.
    forgotten_ = never;
    each_place(lists, [](Entry& spike, ShortStep step) { spike.step = step; });
  }
  void set_traces(std::size_t q, const KeyedLists<float>& lists) {
    each_place(lists, [q](Entry& spike, float trace) { spike.before[q] = trace; });
  }

  /// Puts the last values of each list into the neuron's entries and the others aside.
  template <class T, class Put>
  void each_place(const KeyedLists<T>& lists, const Put& put) {
    auto value = lists.values.begin();
    for (std::uint32_t neuron = 0; neuron < neurons_; ++neuron) {
      const std::size_t here = std::min<std::size_t>(lists.counts[neuron], length);
      const std::size_t aside = lists.counts[neuron] - here;
      if (aside > 0) list_of(neuron).resize(aside);
      for (std::size_t i = 0; i < aside; ++i) put(list_of(neuron)[i], *value++);
      for (std::size_t i = here; i-- > 0;) put(entries_[place(neuron, i)], *value++);
    }
  }

  std::size_t neurons_;
  AlignedVector<Entry> entries_;      // those that lie near, neuron after neuron, then the others
  std::vector<std::uint32_t> lists_;  // per neuron, position in older_ plus one; 0: none
  std::vector<std::vector<Entry>> older_;
  std::array<double, traces> tau_;
  std::array<DecayTable, traces> decay_;
  ShortStep forgotten_ = never;
};

}  // namespace engram

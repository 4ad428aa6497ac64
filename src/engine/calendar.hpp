#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/aligned.hpp"
#include "core/time_grid.hpp"
#include "network/row_store.hpp"

namespace engram {

/// A list that is filled and emptied over and over: it keeps its memory.
template <class T>
class ReusedList {
 public:
  void push(T value) {
    if (next_ == end_) [[unlikely]]
      grow();
    *next_++ = value;
  }
  void append(const T* values, std::size_t count) {
    while (static_cast<std::size_t>(end_ - next_) < count) grow();
    next_ = std::copy_n(values, count, next_);
  }
  void clear() { next_ = begin_; }
  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(next_ - begin_); }
  [[nodiscard]] const T* data() const { return begin_; }
  [[nodiscard]] std::size_t bytes() const { return memory_.size() * sizeof(T); }

 private:
  [[gnu::noinline]] void grow() {
    const std::size_t used = size();
    AlignedVector<T> larger(memory_.empty() ? 64 : memory_.size() * 2);
    std::copy(begin_, next_, larger.data());
    memory_ = std::move(larger);
    begin_ = memory_.data();
    next_ = begin_ + used;
    end_ = begin_ + memory_.size();
  }

  T* next_ = nullptr;
  T* end_ = nullptr;
  T* begin_ = nullptr;
  AlignedVector<T> memory_;
};

/// A synaptic event copied from a row of words.
struct CopiedEvent {
  std::uint32_t place;  ///< in the shard's input sums: receptor * slots + target
  float weight;
};

/// A slice of a row that is read when it is due.
struct DueSlice {
  const std::byte* data;
  std::uint32_t count;
  std::uint8_t receptor;
  SliceKind kind;
};

/// What a checkpoint knew to arrive at one place: the sum of some events.
struct KnownSum {
  std::uint32_t place;   ///< as CopiedEvent::place
  std::uint32_t events;  ///< at least 1
  double sum;
};

/// All of a step.
struct KnownInput {
  std::vector<KnownSum> sums;
  bool done = false;  ///< added to the input sums
};

/// Everything that arrives in one step.
struct Bucket {
  ReusedList<DueSlice> slices;
  ReusedList<CopiedEvent> events;
  std::unique_ptr<KnownInput> known;  ///< from a checkpoint; mostly null
  std::size_t slices_done = 0;        ///< already added to the input sums
  std::size_t events_done = 0;
  std::uint64_t synaptic_events = 0;  ///< added so far
};

/// A wheel with one bucket per step, up to the longest delay.
class Calendar {
 public:
  explicit Calendar(std::uint32_t longest_delay)
      : buckets_(std::bit_ceil(longest_delay + 1)), mask_(buckets_.size() - 1) {}

  [[nodiscard]] Bucket& at(Step step) {
    return buckets_[static_cast<std::size_t>(step.value()) & mask_];
  }
  [[nodiscard]] const Bucket& at(Step step) const {
    return buckets_[static_cast<std::size_t>(step.value()) & mask_];
  }
  [[nodiscard]] std::size_t bytes() const {
    std::size_t total = buckets_.size() * sizeof(Bucket);
    for (const Bucket& bucket : buckets_) total += bucket.slices.bytes() + bucket.events.bytes();
    return total;
  }

 private:
  std::vector<Bucket> buckets_;
  std::size_t mask_;
};

}  // namespace engram

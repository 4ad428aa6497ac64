#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

#include "core/time_grid.hpp"
#include "network/row_store.hpp"

namespace engram {

/// A list that is filled and emptied over and over: it keeps its memory.
template <class T>
class ReusedList {
 public:
  void push(T value) {
    if (size_ == capacity_) grow();
    data_[size_++] = value;
  }
  void clear() { size_ = 0; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] const T* data() const { return data_.get(); }
  [[nodiscard]] std::size_t bytes() const { return capacity_ * sizeof(T); }

 private:
  [[gnu::noinline]] void grow() {
    const std::size_t larger = capacity_ == 0 ? 64 : capacity_ * 2;
    auto data = std::make_unique_for_overwrite<T[]>(larger);
    if (size_ > 0) std::memcpy(data.get(), data_.get(), size_ * sizeof(T));
    data_ = std::move(data);
    capacity_ = larger;
  }

  std::unique_ptr<T[]> data_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
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

/// Everything that arrives in one step.
struct Bucket {
  ReusedList<DueSlice> slices;
  ReusedList<CopiedEvent> events;
  std::size_t slices_done = 0;  ///< already added to the input sums
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

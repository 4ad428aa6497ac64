#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/time_grid.hpp"
#include "engine/chunked_list.hpp"
#include "network/row_store.hpp"

namespace engram {

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
  explicit Bucket(ChunkPool& pool) : events(pool), slices(pool) {}

  ChunkedList<CopiedEvent> events;
  ChunkedList<DueSlice> slices;
  std::unique_ptr<KnownInput> known;  ///< from a checkpoint; mostly null
  std::size_t slices_done = 0;        ///< already added to the input sums
  std::size_t events_done = 0;
  std::uint64_t synaptic_events = 0;  ///< added so far
};

/// A wheel with one bucket per step, up to the longest delay.
class Calendar {
 public:
  explicit Calendar(std::uint32_t longest_delay)
      : pool_(std::make_unique<ChunkPool>()), mask_(std::bit_ceil(longest_delay + 1) - 1) {
    buckets_.reserve(mask_ + 1);
    for (std::size_t i = 0; i <= mask_; ++i) buckets_.emplace_back(*pool_);
  }

  [[nodiscard]] Bucket& at(Step step) {
    return buckets_[static_cast<std::size_t>(step.value()) & mask_];
  }
  [[nodiscard]] const Bucket& at(Step step) const {
    return buckets_[static_cast<std::size_t>(step.value()) & mask_];
  }
  [[nodiscard]] std::size_t bytes() const {
    std::size_t total = pool_->bytes() + buckets_.size() * sizeof(Bucket);
    for (const Bucket& bucket : buckets_) total += bucket.slices.bytes() + bucket.events.bytes();
    return total;
  }

 private:
  std::unique_ptr<ChunkPool> pool_;  // buckets point to it
  std::vector<Bucket> buckets_;
  std::size_t mask_;
};

}  // namespace engram

#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "core/time_grid.hpp"
#include "engine/calendar.hpp"
#include "engine/event_counts.hpp"
#include "network/row_store.hpp"

namespace engram {

/// A spike on its way to a shard: the slot of its source and how many steps after the cycle's first
/// it was emitted.
class SpikeWord {
 public:
  static constexpr std::uint32_t lag_bits = 4;
  static constexpr std::uint32_t max_cycle = 1U << lag_bits;
  static constexpr std::uint32_t max_slots = 1U << (32 - lag_bits);

  SpikeWord() = default;
  SpikeWord(std::uint32_t slot, std::uint32_t lag) : bits_(slot << lag_bits | lag) {}

  [[nodiscard]] std::uint32_t slot() const { return bits_ >> lag_bits; }
  [[nodiscard]] std::uint32_t lag() const { return bits_ & (max_cycle - 1); }

 private:
  std::uint32_t bits_ = 0;
};

/// Visits the rows of the spikes, which were emitted in steps `first` + lag: short slices are
/// copied into the calendar, long ones entered as references. Counts all of their events.
void enter_spikes(std::span<const SpikeWord> spikes, Step first, const RowStore& rows,
                  std::uint32_t slots, Calendar& calendar, EventCounts& counts);

/// Calls `take(place, weight)` for every event of the bucket, whether it has been added or not; of
/// what a checkpoint knew, `take_known(KnownSum)`.
void each_event(const Bucket& bucket, std::uint32_t slots,
                const std::function<void(std::uint32_t place, double weight)>& take,
                const std::function<void(const KnownSum& known)>& take_known);

/// Adds what the bucket holds, and has not been added before, to the input sums.
void add_due(Bucket& bucket, double* sums, std::uint32_t slots);

/// Makes a bucket ready for its next step. All of it must have been added.
void recycle(Bucket& bucket);

}  // namespace engram

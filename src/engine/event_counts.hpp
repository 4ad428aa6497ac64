#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace engram {

/// Synaptic events by the population of the neuron whose spike causes them, counted when the
/// spike's row is visited, all of the row at once.
class EventCounts {
 public:
  /// `first_slots`: of each population's sources, ascending, and one behind the last.
  explicit EventCounts(std::vector<std::uint32_t> first_slots)
      : first_slots_(std::move(first_slots)), counts_(first_slots_.size() - 1, 0) {}

  /// A spike of the source in `slot` reaches `events` synapses.
  void add(std::uint32_t slot, std::uint64_t events) {
    // Spikes come population by population.
    if (slot - first_ >= size_) [[unlikely]]
      turn_to(slot);
    counts_[population_] += events;
  }
  [[nodiscard]] std::span<const std::uint64_t> per_population() const { return counts_; }
  void clear() { std::ranges::fill(counts_, 0U); }

 private:
  [[gnu::noinline]] void turn_to(std::uint32_t slot) {
    const auto after = std::ranges::upper_bound(first_slots_, slot);
    population_ = static_cast<std::size_t>(after - first_slots_.begin() - 1);
    first_ = *(after - 1);
    size_ = *after - first_;
  }

  std::vector<std::uint32_t> first_slots_;
  std::vector<std::uint64_t> counts_;
  std::size_t population_ = 0;
  std::uint32_t first_ = 0;  // slots of the population
  std::uint32_t size_ = 0;
};

}  // namespace engram

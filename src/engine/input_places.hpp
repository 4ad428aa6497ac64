#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "network/shard_layout.hpp"

namespace engram {

/// Which receptor of which neuron a place in the input sums of a shard belongs to.
class InputPlaces {
 public:
  /// A receptor of the neuron whose first place in the shard's arrays is `target`.
  struct Input {
    std::uint32_t target;
    std::uint32_t receptor;
  };

  /// `slots`: length of one array of sums; `rows`: how many there are.
  InputPlaces(std::uint32_t slots, std::uint32_t rows) : slots_(slots), rows_(rows) {}

  /// The groups of the shard, in the order of their offsets.
  void add(const GroupLayout& group) {
    if (group.pages > 1) paged_.push_back({group.offset, group.page_size(), group.pages});
  }

  [[nodiscard]] std::uint32_t slots() const { return slots_; }
  [[nodiscard]] std::size_t total() const { return std::size_t{rows_} * slots_; }

  [[nodiscard]] Input input_at(std::uint32_t place) const {
    const std::uint32_t row = place / slots_;
    const std::uint32_t slot = place % slots_;
    const Paged* group = group_of(slot);
    if (group == nullptr) return {slot, row};
    const std::uint32_t page = (slot - group->offset) / group->page_size;
    return {slot - page * group->page_size, page * max_ports + row};
  }

  [[nodiscard]] std::uint32_t place_of(Input input) const {
    const Paged* group = group_of(input.target);
    if (group == nullptr) return input.receptor * slots_ + input.target;
    const std::uint32_t page = input.receptor / max_ports;
    return input.receptor % max_ports * slots_ + page * group->page_size + input.target;
  }

 private:
  /// A group with several pages.
  struct Paged {
    std::uint32_t offset;
    std::uint32_t page_size;
    std::uint32_t pages;
  };

  [[nodiscard]] const Paged* group_of(std::uint32_t slot) const {
    const auto after = std::ranges::upper_bound(paged_, slot, {}, &Paged::offset);
    if (after == paged_.begin()) return nullptr;
    const Paged& group = *(after - 1);
    return slot - group.offset < group.page_size * group.pages ? &group : nullptr;
  }

  std::uint32_t slots_;
  std::uint32_t rows_;
  std::vector<Paged> paged_;
};

}  // namespace engram

#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace engram {

/// A set of 32-bit numbers with room for a known count, emptied in constant time (open addressing).
class DistinctSet {
 public:
  explicit DistinctSet(std::size_t capacity)
      : mask_(std::bit_ceil(2 * capacity + 1) - 1), slots_(mask_ + 1) {}

  void clear() {
    if (++era_ != 0) return;
    slots_.assign(slots_.size(), Slot{});
    era_ = 1;
  }

  /// False if the number is in the set already.
  bool insert(std::uint32_t number) {
    std::size_t place = (number * std::size_t{0x9E3779B97F4A7C15}) >> 20 & mask_;
    while (slots_[place].era == era_) {
      if (slots_[place].number == number) return false;
      place = (place + 1) & mask_;
    }
    slots_[place] = {era_, number};
    return true;
  }

 private:
  struct Slot {
    std::uint32_t era = 0;
    std::uint32_t number = 0;
  };
  std::size_t mask_;
  std::vector<Slot> slots_;
  std::uint32_t era_ = 1;
};

}  // namespace engram

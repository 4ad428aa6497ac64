#pragma once

#include <bit>
#include <cstdint>

#include "core/ids.hpp"
#include "core/time_grid.hpp"

namespace engram {

/// A bijection of 64-bit numbers in which every bit of the result depends on every bit of the argument
/// (the finaliser of SplitMix64; Steele, Lea & Flood 2014, doi:10.1145/2660193.2660195).
[[nodiscard]] constexpr std::uint64_t mix_bits(std::uint64_t z) {
  z += 0x9e3779b97f4a7c15U;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31);
}

/// Hash of a set of spikes that does not depend on their order: the sum, modulo 2^64, of a hash of each.
/// Parts of the set may be hashed anywhere and added up.
class SpikeHash {
 public:
  /// `index`: within the population.
  void add(Step step, PopulationId population, std::uint64_t index) {
    std::uint64_t hash = mix_bits(static_cast<std::uint64_t>(step.value()));
    hash = mix_bits(hash ^ population.value());
    sum_ += mix_bits(hash ^ index);
  }
  /// Adds the value of a hash over other spikes.
  void merge(std::uint64_t other) { sum_ += other; }

  [[nodiscard]] std::uint64_t value() const { return sum_; }

 private:
  std::uint64_t sum_ = 0;
};

/// Hash of the bits of numbered values, such as the final state; also a sum, in any order.
class StateHash {
 public:
  void add(std::uint64_t index, double value) {
    sum_ += mix_bits(mix_bits(index) ^ std::bit_cast<std::uint64_t>(value));
  }
  /// Adds the value of a hash over other indices.
  void merge(std::uint64_t other) { sum_ += other; }

  [[nodiscard]] std::uint64_t value() const { return sum_; }

 private:
  std::uint64_t sum_ = 0;
};

}  // namespace engram

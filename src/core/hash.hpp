#pragma once

#include <cstdint>

namespace engram {

/// Spreads the bits of `x` over 64 bits (the finaliser of splitmix64; Steele, Lea & Flood 2014,
/// doi:10.1145/2714064.2660195).
[[nodiscard]] constexpr std::uint64_t mix_bits(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15U;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31);
}

/// Hash of one spike. The hash of a list of spikes is the sum of these, modulo 2^64: the same
/// whatever the order in which they are added, so that every rank and thread can keep its own part.
[[nodiscard]] constexpr std::uint64_t spike_hash(std::int64_t step, std::uint64_t neuron) {
  return mix_bits(mix_bits(static_cast<std::uint64_t>(step)) ^ neuron);
}

}  // namespace engram

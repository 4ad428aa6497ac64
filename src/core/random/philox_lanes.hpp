#pragma once

#include <cstddef>
#include <cstdint>

#include "core/philox.hpp"

namespace engram {

/// Philox4x32-10 (Salmon et al. 2011, doi:10.1145/2063384.2063405) as plain arithmetic without
/// branches, so that a loop over counters is turned into vector instructions. Same words as
/// RandomSource.
namespace philox_lanes {

struct Block {
  std::uint32_t w0, w1, w2, w3;
};

[[nodiscard]] inline Block ten_rounds(Block c, std::uint32_t k0, std::uint32_t k1) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t first = std::uint64_t{0xD2511F53U} * c.w0;
    const std::uint64_t second = std::uint64_t{0xCD9E8D57U} * c.w2;
    c = {static_cast<std::uint32_t>(second >> 32) ^ c.w1 ^ k0, static_cast<std::uint32_t>(second),
         static_cast<std::uint32_t>(first >> 32) ^ c.w3 ^ k1, static_cast<std::uint32_t>(first)};
    k0 += 0x9E3779B9U;
    k1 += 0xBB67AE85U;
  }
  return c;
}

[[nodiscard]] inline Block words_of(std::uint64_t object, std::uint64_t draw, std::uint32_t k0,
                                    std::uint32_t k1) {
  return ten_rounds({static_cast<std::uint32_t>(object), static_cast<std::uint32_t>(object >> 32),
                     static_cast<std::uint32_t>(draw), static_cast<std::uint32_t>(draw >> 32)},
                    k0, k1);
}

}  // namespace philox_lanes

/// The words of draw `draw` of the objects `object`, `object` + 1, ... : four for each of
/// `objects`, in order, written to `words`.
inline void random_words(const RandomSource& source, std::uint64_t object, std::uint64_t draw,
                         std::size_t objects, std::uint32_t* words) {
  const auto [k0, k1] = source.key();
  const std::uint32_t key0 = k0;
  const std::uint32_t key1 = k1;
#pragma omp simd
  for (std::size_t i = 0; i < objects; ++i) {
    const philox_lanes::Block block = philox_lanes::words_of(object + i, draw, key0, key1);
    words[4 * i] = block.w0;
    words[4 * i + 1] = block.w1;
    words[4 * i + 2] = block.w2;
    words[4 * i + 3] = block.w3;
  }
}

}  // namespace engram

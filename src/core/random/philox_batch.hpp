#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace engram {

/// Counters of many draws, one array per counter word; they become the random words in place.
/// Element i starts as (object low, object high, draw low, draw high).
struct CounterArrays {
  std::uint32_t* word0;
  std::uint32_t* word1;
  std::uint32_t* word2;
  std::uint32_t* word3;
};

/// Replaces the first `count` counters by their random words, bit for bit those of
/// RandomSource::words for a source with this key. The arrays must not overlap.
void philox_batch(std::array<std::uint32_t, 2> key, const CounterArrays& counters,
                  std::size_t count);

}  // namespace engram

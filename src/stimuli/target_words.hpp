#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/random/philox_lanes.hpp"
#include "model/target_run.hpp"

namespace engram {

/// The object of the random counter that serves neurons 4 * block ... 4 * block + 3 of a
/// population: one word each, in order. Independent of partition and group.
[[nodiscard]] constexpr std::uint64_t word_object(std::uint32_t population, std::uint64_t block) {
  return (static_cast<std::uint64_t>(population) << 40) + block;
}

/// Calls use(k, words, n) for neighbouring pieces of `run`: words[j] is the word of draw `draw` of
/// the run's neuron k + j, for j in [0, n), n at most 256.
template <class Use>
void for_words(const RandomSource& source, std::uint32_t population, const TargetRun& run,
               std::uint64_t draw, Use&& use) {
  constexpr std::uint64_t blocks_at_once = 64;
  alignas(64) std::array<std::uint32_t, 4 * blocks_at_once> words;
  const std::uint64_t end = run.first_index + run.count;
  for (std::uint64_t index = run.first_index; index < end;) {
    const std::uint64_t block = index / 4;
    const std::uint64_t blocks = std::min(blocks_at_once, (end - 1) / 4 + 1 - block);
    random_words(source, word_object(population, block), draw, blocks, words.data());
    const std::uint64_t next = std::min(end, 4 * (block + blocks));
    use(static_cast<std::size_t>(index - run.first_index), words.data() + (index - 4 * block),
        static_cast<std::size_t>(next - index));
    index = next;
  }
}

}  // namespace engram

#include "engine/column_lines.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>
#include <vector>

namespace engram {
namespace {

ChunkedValues filled(SharedChunks& pool, std::size_t numbers, float value) {
  const std::uint64_t bytes = numbers * sizeof(float);
  const std::size_t chunks = SharedChunks::chunks_for(bytes);
  pool.allow(4 * chunks);
  ChunkedValues values{pool.take(chunks), bytes};
  for (const SharedChunks::Chunk& chunk : values.chunks) {
    std::fill_n(reinterpret_cast<float*>(chunk.get()), SharedChunks::chunk_bytes / sizeof(float),
                value);
  }
  return values;
}

/// Puts numbers for targets in any order and compares with a plain copy.
template <std::size_t width>
void expect_the_same(std::uint32_t targets, std::uint32_t synapses, std::uint64_t begin) {
  std::minstd_rand random(targets + synapses);
  std::vector<std::uint32_t> target_of(synapses);
  for (std::uint32_t& target : target_of) target = static_cast<std::uint32_t>(random() % targets);
  std::vector<std::uint64_t> first(targets, 0);
  for (const std::uint32_t target : target_of) ++first[target];
  for (std::uint64_t place = begin; std::uint64_t & count : first) {
    place += std::exchange(count, place);
  }
  const std::size_t numbers_in_column = begin + synapses + 5;
  std::array<std::vector<float>, width> expected;
  expected.fill(std::vector<float>(numbers_in_column, -1.0F));
  SharedChunks pool;
  std::array<ChunkedValues, width> columns;
  std::array<typename ColumnLines<width>::Column, width> to;
  for (std::size_t i = 0; i < width; ++i) {
    columns[i] = filled(pool, numbers_in_column, -1.0F);
    to[i] = columns[i].chunks;
  }
  ColumnLines<width> lines(first, to);
  for (const std::uint32_t target : target_of) {
    std::array<float, width> numbers;
    const std::uint64_t place = first[target]++;
    for (std::size_t i = 0; i < width; ++i) {
      numbers[i] = static_cast<float>(random() % 1000);
      expected[i][place] = numbers[i];
    }
    lines.prefetch(target);
    lines.put(target, numbers);
  }
  EXPECT_TRUE(lines.finish());
  for (std::size_t i = 0; i < width; ++i) {
    std::vector<float> values(numbers_in_column);
    columns[i].copy(0, reinterpret_cast<std::byte*>(values.data()), columns[i].bytes);
    EXPECT_EQ(values, expected[i]) << targets << " targets, " << synapses << " synapses";
  }
}

TEST(ColumnLines, PutEveryNumberInItsPlace) {
  // The last ends behind the first chunk.
  constexpr std::uint64_t late = SharedChunks::chunk_bytes / sizeof(float) - 9;
  for (const std::uint32_t targets : {1U, 2U, 7U, 300U}) {
    for (const std::uint32_t synapses : {0U, 1U, 15U, 16U, 17U, 500U, 20000U}) {
      for (const std::uint64_t begin :
           {std::uint64_t{0}, std::uint64_t{5}, std::uint64_t{16}, late}) {
        expect_the_same<1>(targets, synapses, begin);
        expect_the_same<2>(targets, synapses, begin);
        expect_the_same<3>(targets, synapses, begin);
      }
    }
  }
}

/// Whether a number that is not finite is seen where it is the `odd`-th of those put for one
/// target.
template <std::size_t width>
void expect_seen(std::size_t synapses, std::size_t odd, float number) {
  SharedChunks pool;
  std::array<ChunkedValues, width> columns;
  std::array<typename ColumnLines<width>::Column, width> to;
  for (std::size_t i = 0; i < width; ++i) {
    columns[i] = filled(pool, synapses, 0.0F);
    to[i] = columns[i].chunks;
  }
  for (std::size_t column = 0; column < width; ++column) {
    ColumnLines<width> lines({0}, to);
    for (std::size_t s = 0; s < synapses; ++s) {
      std::array<float, width> numbers;
      numbers.fill(1.5F);
      if (s == odd) numbers[column] = number;
      lines.put(0, numbers);
    }
    EXPECT_FALSE(lines.finish()) << odd << " of " << synapses << ", column " << column;
  }
}

TEST(ColumnLines, SeeNumbersThatAreNotFinite) {
  constexpr float infinite = std::numeric_limits<float>::infinity();
  for (const float number : {infinite, -infinite, std::numeric_limits<float>::quiet_NaN()}) {
    for (const std::size_t odd : {0U, 7U, 15U, 16U, 19U, 34U}) {
      expect_seen<1>(35, odd, number);
      expect_seen<2>(35, odd, number);
      expect_seen<3>(35, odd, number);
    }
  }
}

}  // namespace
}  // namespace engram

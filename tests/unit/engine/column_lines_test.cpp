#include "engine/column_lines.hpp"

#include <gtest/gtest.h>

#include <algorithm>
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
  lines.finish();
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

}  // namespace
}  // namespace engram

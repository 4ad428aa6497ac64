#include "engine/column_lines.hpp"

#include <gtest/gtest.h>

#include <random>

namespace engram {
namespace {

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
  std::array<AlignedVector<float>, width> columns;
  std::array<float*, width> to;
  for (std::size_t i = 0; i < width; ++i) {
    columns[i].resize(begin + synapses + 5, -1.0F);
    to[i] = columns[i].data();
  }
  std::array<AlignedVector<float>, width> expected = columns;
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
  EXPECT_EQ(columns, expected) << targets << " targets, " << synapses << " synapses";
}

TEST(ColumnLines, PutEveryNumberInItsPlace) {
  for (const std::uint32_t targets : {1U, 2U, 7U, 300U}) {
    for (const std::uint32_t synapses : {0U, 1U, 15U, 16U, 17U, 500U, 20000U}) {
      for (const std::uint64_t begin : {0U, 5U, 16U}) {
        expect_the_same<1>(targets, synapses, begin);
        expect_the_same<2>(targets, synapses, begin);
        expect_the_same<3>(targets, synapses, begin);
      }
    }
  }
}

}  // namespace
}  // namespace engram

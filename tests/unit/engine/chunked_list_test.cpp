#include "engine/chunked_list.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <set>
#include <vector>

namespace engram {
namespace {

using List = ChunkedList<std::uint64_t>;

std::vector<std::uint64_t> contents(const List& list) {
  std::vector<std::uint64_t> values;
  for (std::size_t c = 0; c < list.chunks(); ++c) {
    values.insert(values.end(), list.chunk(c).begin(), list.chunk(c).end());
  }
  return values;
}

/// Lists that are filled in turn, one by one, in pieces of any length or in blocks, hold what a
/// vector holds.
TEST(ChunkedList, HoldsWhatWasPutIn) {
  ChunkPool pool;
  List pushed(pool);
  List appended(pool);
  List in_blocks(pool);
  std::vector<std::uint64_t> expected;
  EXPECT_EQ(pushed.size(), 0U);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, List::per_chunk - 8,
                                  List::per_chunk, std::size_t{0}, 3 * List::per_chunk + 5}) {
    std::vector<std::uint64_t> values;
    for (std::size_t i = 0; i < piece; ++i) values.push_back(expected.size() + i);
    for (const std::uint64_t value : values) pushed.push(value);
    appended.append(values.data(), values.size());
    std::vector<std::uint64_t> followed = values;
    followed.resize(values.size() + List::block);
    in_blocks.append_blocks(followed.data(), values.size());
    expected.insert(expected.end(), values.begin(), values.end());
    ASSERT_EQ(pushed.size(), expected.size());
    ASSERT_EQ(appended.size(), expected.size());
    ASSERT_EQ(contents(pushed), expected);
    ASSERT_EQ(contents(appended), expected);
    ASSERT_EQ(contents(in_blocks), expected);
  }
  for (std::size_t i = 0; i < expected.size(); ++i) ASSERT_EQ(pushed[i], expected[i]);
}

/// Lists that are filled and emptied over and over need no more memory than the fullest moment.
TEST(ChunkedList, ReusesMemory) {
  ChunkPool pool;
  List first(pool);
  List second(pool);
  for (std::uint64_t i = 0; i < 5 * List::per_chunk; ++i) first.push(i);
  const std::size_t needed = 5 * ChunkPool::chunk_bytes;
  for (int round = 0; round < 10; ++round) {
    first.clear();
    EXPECT_EQ(first.size(), 0U);
    EXPECT_EQ(first.chunks(), 0U);
    for (std::uint64_t i = 0; i < 5 * List::per_chunk; ++i) {
      (round % 2 == 0 ? second : first).push(i);
    }
    second.clear();
  }
  EXPECT_GE(pool.bytes(), needed);
  EXPECT_LT(pool.bytes(), needed + ChunkPool::chunk_bytes);
}

TEST(ChunkPool, LendsDistinctAlignedChunks) {
  ChunkPool pool;
  std::set<std::byte*> lent;
  for (int i = 0; i < 100; ++i) {
    std::byte* chunk = pool.take();
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(chunk) % ChunkPool::chunk_bytes, 0U);
    EXPECT_TRUE(lent.insert(chunk).second);
  }
  std::byte* last = *lent.begin();
  pool.give_back(last);
  EXPECT_EQ(pool.take(), last);
}

}  // namespace
}  // namespace engram

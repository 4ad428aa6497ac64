#include "network/shard_layout.hpp"

#include <gtest/gtest.h>

#include <set>

#include "core/aligned.hpp"

namespace engram {
namespace {

/// Every neuron of `mine` in exactly one shard, places aligned and without overlap.
void expect_complete(const std::vector<PopulationRange>& mine,
                     const std::vector<ShardLayout>& shards) {
  std::set<std::pair<std::uint32_t, std::uint64_t>> expected;
  for (const PopulationRange& part : mine) {
    for (std::uint64_t i = part.range.begin; i < part.range.end; ++i) {
      expected.emplace(part.population.value(), i);
    }
  }
  std::set<std::pair<std::uint32_t, std::uint64_t>> found;
  for (const ShardLayout& shard : shards) {
    EXPECT_LE(shard.slots, max_shard_slots);
    std::uint32_t next = 0;
    for (const GroupLayout& group : shard.groups) {
      EXPECT_EQ(group.offset, next);
      EXPECT_EQ(group.offset % lane_width, 0U);
      next = group.offset + static_cast<std::uint32_t>(padded(group.size));
      for (std::uint32_t local = 0; local < group.size; ++local) {
        EXPECT_TRUE(found.emplace(group.population.value(), group.index_of(local)).second);
      }
    }
    EXPECT_EQ(shard.slots, next);
  }
  EXPECT_EQ(found, expected);
}

TEST(DivideIntoShards, PlacesEveryNeuronOnce) {
  const std::vector<PopulationRange> mine = {{PopulationId(0), {0, 1000}},
                                             {PopulationId(0), {2048, 2100}},
                                             {PopulationId(1), {16, 17}},
                                             {PopulationId(3), {5, 900}}};
  for (const int threads : {1, 2, 3, 8}) expect_complete(mine, divide_into_shards(mine, threads));
}

TEST(DivideIntoShards, TakesMoreShardsWhereNeuronsWouldNotFit) {
  const std::vector<PopulationRange> mine = {{PopulationId(0), {0, 200000}}};
  const std::vector<ShardLayout> shards = divide_into_shards(mine, 2);
  EXPECT_EQ(shards.size() % 2, 0U);
  expect_complete(mine, shards);
}

TEST(DivideIntoShards, ManySmallPopulationsFitToo) {
  std::vector<PopulationRange> mine;
  for (std::uint32_t p = 0; p < 9000; ++p) mine.push_back({PopulationId(p), {0, 5}});
  expect_complete(mine, divide_into_shards(mine, 1));
}

TEST(DivideIntoShards, AnEmptyRankHasEmptyShards) {
  const std::vector<ShardLayout> shards = divide_into_shards({}, 3);
  EXPECT_EQ(shards.size(), 3U);
  for (const ShardLayout& shard : shards) EXPECT_EQ(shard.neurons(), 0U);
}

}  // namespace
}  // namespace engram

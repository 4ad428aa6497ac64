#include "partitioning/tiles.hpp"

#include <gtest/gtest.h>

namespace engram {
namespace {

TEST(Tiles, FollowTheSizeOfThePopulation) {
  const Tiles tiles(std::vector<std::uint64_t>{1, 1000, 1065, 2948, 5479, 5834, 20683});
  // size / 64, rounded to a multiple of 16, within 16 and 256.
  const std::vector<std::uint64_t> expected{16, 16, 16, 48, 80, 96, 256};
  for (std::size_t p = 0; p < expected.size(); ++p) EXPECT_EQ(tiles.tile(p), expected[p]) << p;
  EXPECT_EQ(tiles.count(0), 1U);
  EXPECT_EQ(tiles.count(6), 81U);
}

TEST(Tiles, StayFewForAnyNetwork) {
  for (const std::uint64_t size :
       {std::uint64_t{1'000'000}, std::uint64_t{1'000'000'000}, std::uint64_t{1} << 40}) {
    const Tiles tiles(std::vector<std::uint64_t>{size, size / 4, 100});
    EXPECT_LE(tiles.count(), Tiles::most_tiles);
    EXPECT_EQ(tiles.tile(0) % Tiles::grain, 0U);
    EXPECT_GE(tiles.tile(0) * tiles.count(0), size);
  }
}

TEST(Tiles, AreOnePerPopulationWhereThereAreVeryManyPopulations) {
  const Tiles tiles(std::vector<std::uint64_t>(100'000, 20));
  EXPECT_EQ(tiles.count(), 100'000U);
}

}  // namespace
}  // namespace engram

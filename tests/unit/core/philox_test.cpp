#include "core/philox.hpp"

#include <gtest/gtest.h>

namespace engram {
namespace {

// Known answers of Random123 1.14 (kat_vectors, philox4x32 10): counter and key, then the four
// words.
TEST(Philox, GivesTheKnownAnswersOfRandom123) {
  using Generator = r123::Philox4x32;
  const Generator::ctr_type zero = Generator{}({{0, 0, 0, 0}}, {{0, 0}});
  EXPECT_EQ(zero[0], 0x6627e8d5U);
  EXPECT_EQ(zero[1], 0xe169c58dU);
  EXPECT_EQ(zero[2], 0xbc57ac4cU);
  EXPECT_EQ(zero[3], 0x9b00dbd8U);
  const std::uint32_t ones = 0xffffffffU;
  const Generator::ctr_type full = Generator{}({{ones, ones, ones, ones}}, {{ones, ones}});
  EXPECT_EQ(full[0], 0x408f276dU);
  EXPECT_EQ(full[1], 0x41c83b0eU);
  EXPECT_EQ(full[2], 0xa20bc7c6U);
  EXPECT_EQ(full[3], 0x6d5451fdU);
  const Generator::ctr_type pi = Generator{}({{0x243f6a88U, 0x85a308d3U, 0x13198a2eU, 0x03707344U}},
                                             {{0xa4093822U, 0x299f31d0U}});
  EXPECT_EQ(pi[0], 0xd16cfe09U);
  EXPECT_EQ(pi[1], 0x94fdccebU);
  EXPECT_EQ(pi[2], 0x5001e420U);
  EXPECT_EQ(pi[3], 0x24126ea1U);
}

TEST(RandomSource, PurposesEntitiesAndSeedsDoNotShareNumbers) {
  const RandomWords base = RandomSource(1, Purpose::connect, 0).words(5, 7);
  EXPECT_EQ(base, RandomSource(1, Purpose::connect, 0).words(5, 7));
  EXPECT_NE(base, RandomSource(2, Purpose::connect, 0).words(5, 7));
  EXPECT_NE(base, RandomSource(1, Purpose::poisson, 0).words(5, 7));
  EXPECT_NE(base, RandomSource(1, Purpose::connect, 1).words(5, 7));
  EXPECT_NE(base, RandomSource(1, Purpose::connect, 0).words(7, 5));
}

TEST(OpenUnit, StaysInsideTheOpenInterval) {
  EXPECT_GT(open_unit(0), 0.0);
  EXPECT_LT(open_unit(0xffffffffU), 1.0);
  EXPECT_GT(open_unit53(0, 0), 0.0);
  EXPECT_LT(open_unit53(0xffffffffU, 0xffffffffU), 1.0);
}

}  // namespace
}  // namespace engram

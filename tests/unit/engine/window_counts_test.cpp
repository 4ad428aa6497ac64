#include "engine/window_counts.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "support/state_keeper.hpp"

namespace engram {
namespace {

void count(WindowCounts& counts, std::vector<std::uint32_t> fired) {
  counts.count(fired);
}

TEST(WindowCounts, AreHistogramsAndSums) {
  WindowCounts counts(4);
  count(counts, {0, 3});
  count(counts, {3});
  count(counts, {3});
  counts.close();
  counts.close();
  count(counts, {3, 1});
  count(counts, {3});
  counts.close();
  count(counts, {2});  // of a window that has not ended
  const std::vector<CountHistogram> closed = counts.take_closed();
  ASSERT_EQ(closed.size(), 3U);
  EXPECT_EQ(closed[0], (CountHistogram{2, 1, 0, 1}));
  EXPECT_EQ(closed[1], CountHistogram{4});
  EXPECT_EQ(closed[2], (CountHistogram{2, 1, 1}));
  EXPECT_TRUE(counts.take_closed().empty());
  const PowerSums third = counts.lifetime(3, 3);
  EXPECT_EQ(third.number, 3U);
  EXPECT_EQ(third.active, 2U);
  EXPECT_EQ(third.first, 3U + 2U);
  EXPECT_EQ(third.second, 9U + 4U);
  EXPECT_EQ(third.third, 27.0 + 8.0);
  EXPECT_EQ(third.fourth, 81.0 + 16.0);
  EXPECT_EQ(counts.lifetime(2, 3).first, 0U);
}

TEST(WindowCounts, GoOnWithOtherNeurons) {
  WindowCounts before(3);
  count(before, {1, 2});
  before.close();
  count(before, {2});
  StateKeeper keeper{Step(7)};
  keeper.save([&](StateVisitor& visitor) { before.visit_state(visitor); });
  WindowCounts after(2);
  keeper.load([&](StateVisitor& visitor) { after.visit_state(visitor); }, {2, 0});
  after.close();
  EXPECT_EQ(after.take_closed(), (std::vector<CountHistogram>{{1, 1}}));
  EXPECT_EQ(after.lifetime(0, 2).first, 2U);
  EXPECT_EQ(after.lifetime(0, 2).active, 2U);
  EXPECT_EQ(after.lifetime(1, 2).first, 0U);
  after.forget();
  EXPECT_EQ(after.lifetime(0, 2).first, 0U);
}

}  // namespace
}  // namespace engram

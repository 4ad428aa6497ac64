#include <gtest/gtest.h>

#include <vector>

#include "core/errors.hpp"
#include "neurons/delayed_row.hpp"
#include "support/state_keeper.hpp"

namespace engram {
namespace {

TEST(DelayedRow, GivesWhatWasPushedEachNeuronsDelayBefore) {
  const std::vector<double> start{-1, -2, -3, -4};
  const std::vector<std::uint32_t> delays{0, 1, 3, 2};
  DelayedRow row(start, delays);
  EXPECT_EQ(std::vector<double>(row.values().begin(), row.values().end()), start);
  for (int k = 1; k <= 20; ++k) {
    std::vector<double> now(4), expected(4);
    for (std::size_t i = 0; i < 4; ++i) {
      now[i] = 100.0 * k + static_cast<double>(i);
      const int then = k - static_cast<int>(delays[i]);
      expected[i] = then < 1 ? start[i] : 100.0 * then + static_cast<double>(i);
    }
    row.push(now);
    EXPECT_EQ(std::vector<double>(row.values().begin(), row.values().end()), expected) << k;
  }
}

TEST(DelayedRow, WorksWithoutDelayAndWithoutNeurons) {
  DelayedRow none(std::vector<double>{5.0}, std::vector<std::uint32_t>{0});
  none.push(std::vector<double>{6.0});
  EXPECT_EQ(none.values()[0], 6.0);
  DelayedRow empty({}, {});
  empty.push({});
  EXPECT_TRUE(empty.values().empty());
}

TEST(DelayedRow, NeuronsGoOnAmongOthersWithLongerDelays) {
  DelayedRow first(std::vector<double>{-1, -2, -3}, std::vector<std::uint32_t>{2, 0, 4});
  for (int k = 1; k <= 7; ++k) first.push(std::vector<double>{10.0 * k, 20.0 * k, 30.0 * k});
  StateKeeper keeper{Step(7)};
  keeper.save([&](StateVisitor& visitor) { first.visit_state("v", visitor); });
  DelayedRow second(std::vector<double>{0, 0}, std::vector<std::uint32_t>{4, 2});
  second.push(std::vector<double>{99, 99});  // so that its ring begins elsewhere
  keeper.load([&](StateVisitor& visitor) { second.visit_state("v", visitor); }, {2, 0});
  for (int k = 7; k <= 20; ++k) {
    if (k > 7) second.push(std::vector<double>{30.0 * k, 10.0 * k});
    EXPECT_EQ(second.values()[0], 30.0 * (k - 4));
    EXPECT_EQ(second.values()[1], 10.0 * (k - 2));
  }
  DelayedRow other(std::vector<double>{0}, std::vector<std::uint32_t>{3});
  EXPECT_THROW(keeper.load([&](StateVisitor& visitor) { other.visit_state("v", visitor); }, {2}),
               Error);
}

}  // namespace
}  // namespace engram

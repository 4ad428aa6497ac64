#include <gtest/gtest.h>

#include <vector>

#include "neurons/delayed_row.hpp"

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

}  // namespace
}  // namespace engram

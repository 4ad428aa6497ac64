#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "modulation/prefix_sums.hpp"

namespace engram {
namespace {

/// Lists of some columns, in another order.
KeyedLists<double> chosen(const std::vector<std::pair<KeyedLists<double>, std::size_t>>& columns) {
  KeyedLists<double> lists;
  for (const auto& [from, column] : columns) {
    std::uint64_t begin = 0;
    for (std::size_t c = 0; c < column; ++c) begin += from.counts[c];
    const auto first = from.values.begin() + static_cast<std::ptrdiff_t>(begin);
    lists.counts.push_back(from.counts[column]);
    lists.values.insert(lists.values.end(), first,
                        first + static_cast<std::ptrdiff_t>(from.counts[column]));
  }
  return lists;
}

/// Columns of two tables that begin at different times go on together, bit for bit.
void go_on_together(std::int64_t stride, std::int64_t base_of_one, std::int64_t base_of_other,
                    int samples) {
  // Segments of at most 4 tau: 40 steps.
  constexpr double tau = 1.0;
  PrefixSums one(2, tau, 0.1, stride);
  PrefixSums other(3, tau, 0.1, stride);
  std::mt19937 random(4);
  std::uniform_real_distribution<double> amount(-1.0, 1.0);
  const auto append = [&](PrefixSums* mixed) {
    const std::vector<double> a{amount(random), amount(random)};
    const std::vector<double> b{amount(random), amount(random), amount(random)};
    one.append(a);
    other.append(b);
    if (mixed != nullptr) mixed->append(std::vector{b[2], a[0], 0.0});
  };
  for (int k = 0; k < samples; ++k) append(nullptr);
  one.rebase(base_of_one);
  other.rebase(base_of_other);

  PrefixSums mixed(3, tau, 0.1, stride);
  KeyedLists<double> lists = chosen({{other.column_states(), 2}, {one.column_states(), 0}});
  lists.counts.push_back(0);  // nothing is known of the third one
  mixed.restore_columns(lists, one.end());
  EXPECT_EQ(mixed.end(), one.end());
  EXPECT_EQ(mixed.base(), std::min(one.base(), other.base()));
  for (int k = 0; k < 130; ++k) append(&mixed);
  for (std::int64_t from = one.base(); from < one.end(); from += 3) {
    ASSERT_EQ(mixed.integral(1, from, one.end()), one.integral(0, from, one.end())) << from;
  }
  for (std::int64_t from = other.base(); from < one.end(); from += 3) {
    ASSERT_EQ(mixed.integral(0, from, one.end()), other.integral(2, from, one.end())) << from;
  }
  ASSERT_EQ(mixed.integral(2, one.end() - 100, one.end()), 0.0);
}

TEST(PrefixSumColumns, GoOnWithOthersThatBeginEarlier) {
  go_on_together(1, 310, 250, 333);
}
TEST(PrefixSumColumns, GoOnWithOthersThatBeginLater) {
  go_on_together(1, 150, 310, 333);
}
TEST(PrefixSumColumns, GoOnAtTheEndOfASegment) {
  for (const std::int64_t base : {255, 256, 257, 319, 320}) go_on_together(1, base, 288, 320);
}
TEST(PrefixSumColumns, GoOnWithStrides) {
  go_on_together(5, 700, 435, 160);
}
TEST(PrefixSumColumns, GoOnWhereOneHasForgottenEverything) {
  go_on_together(1, 333, 250, 333);
}

}  // namespace
}  // namespace engram

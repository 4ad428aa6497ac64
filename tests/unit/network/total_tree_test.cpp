#include "network/rules/total_tree.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/errors.hpp"

namespace engram {
namespace {

std::uint64_t sum(const std::vector<std::uint32_t>& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

TEST(TotalTree, AddsUpForAnyNumberOfTargets) {
  for (const std::uint32_t targets : {1U, 2U, 3U, 5U, 64U, 65U, 1000U}) {
    for (const std::uint64_t pairs : {0U, 40U}) {
      const RandomSource random(1, Purpose::split_total, targets);
      const std::uint64_t total = 39ULL * targets;
      const auto counts = split_total({total, targets, pairs}, random, {{0, 0, targets}});
      EXPECT_EQ(sum(counts), total);
      if (pairs > 0) {
        EXPECT_LE(*std::max_element(counts.begin(), counts.end()), pairs);
      }
    }
  }
}

TEST(TotalTree, PartsAgreeWithTheWhole) {
  const RandomSource random(1, Purpose::split_total, 0);
  const TotalToSplit what{100000, 777, 0};
  const auto whole = split_total(what, random, {{0, 0, 777}});
  const auto parts =
      split_total(what, random, {{500, 0, 10}, {0, 10, 1}, {776, 11, 1}, {13, 12, 300}});
  ASSERT_EQ(parts.size(), 312U);
  for (std::size_t i = 0; i < 10; ++i) EXPECT_EQ(parts[i], whole[500 + i]);
  EXPECT_EQ(parts[10], whole[0]);
  EXPECT_EQ(parts[11], whole[776]);
  for (std::size_t i = 0; i < 300; ++i) EXPECT_EQ(parts[12 + i], whole[13 + i]);
}

// One shard of a network nobody here could hold: 10^13 synapses on 10^9 neurons.
TEST(TotalTree, HugeTotalsHaveTheRightMeanAndVariance) {
  const RandomSource random(1, Purpose::split_total, 0);
  const auto counts = split_total({10000000000000, 1000000000, 0}, random, {{123456789, 0, 4000}});
  double mean = 0.0;
  double variance = 0.0;
  for (const std::uint32_t count : counts) mean += count / 4000.0;
  for (const std::uint32_t count : counts) variance += (count - 1e4) * (count - 1e4) / 4000.0;
  EXPECT_NEAR(mean, 1e4, 5.0 * 100.0 / std::sqrt(4000.0));
  EXPECT_NEAR(variance / 1e4, 1.0, 5.0 * std::sqrt(2.0 / 4000.0));
}

TEST(TotalTree, TooManySynapsesOnOneNeuronAreRefused) {
  const RandomSource random(1, Purpose::split_total, 0);
  EXPECT_THROW(static_cast<void>(split_total({std::uint64_t{1} << 33, 1, 0}, random, {{0, 0, 1}})),
               Error);
}

}  // namespace
}  // namespace engram

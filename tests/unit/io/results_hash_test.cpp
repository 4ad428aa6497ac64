#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <tuple>
#include <vector>

#include "io/results/spike_hash.hpp"

namespace engram {
namespace {

using Spike = std::tuple<int, std::uint32_t, std::uint64_t>;

std::uint64_t hash_of(const std::vector<Spike>& spikes) {
  SpikeHash hash;
  for (const auto& [step, population, index] : spikes) hash.add(Step(step), PopulationId(population), index);
  return hash.value();
}

// First outputs of SplitMix64 started at 0 (Vigna's reference implementation, splitmix64.c).
TEST(MixBits, IsSplitMix64) {
  EXPECT_EQ(mix_bits(0), 0xe220a8397b1dcdafU);
  EXPECT_EQ(mix_bits(0x9e3779b97f4a7c15U), 0x6e789e6aa1b965f4U);
  EXPECT_EQ(mix_bits(2 * 0x9e3779b97f4a7c15U), 0x06c45d188009454fU);
}

TEST(SpikeHash, DependsOnTheSetOnly) {
  std::vector<Spike> spikes;
  for (int i = 0; i < 1000; ++i) spikes.emplace_back(i / 7, i % 3, i % 100);
  const std::uint64_t expected = hash_of(spikes);
  std::mt19937 shuffle(1);  // NOLINT: the same order every time
  std::shuffle(spikes.begin(), spikes.end(), shuffle);
  EXPECT_EQ(hash_of(spikes), expected);
  SpikeHash parts;
  parts.merge(hash_of({spikes.begin(), spikes.begin() + 300}));
  parts.merge(hash_of({spikes.begin() + 300, spikes.end()}));
  EXPECT_EQ(parts.value(), expected);
  EXPECT_EQ(hash_of({}), 0U);
}

TEST(SpikeHash, NoticesEveryDifference) {
  const std::uint64_t base = hash_of({{5, 1, 9}, {6, 0, 2}});
  EXPECT_NE(hash_of({{6, 1, 9}, {6, 0, 2}}), base);
  EXPECT_NE(hash_of({{5, 0, 9}, {6, 0, 2}}), base);
  EXPECT_NE(hash_of({{5, 1, 8}, {6, 0, 2}}), base);
  EXPECT_NE(hash_of({{5, 1, 9}}), base);
  EXPECT_NE(hash_of({{5, 0, 2}, {6, 1, 9}}), base);  // times exchanged
  EXPECT_NE(hash_of({{5, 1, 9}, {5, 1, 9}}), 0U);    // no cancelling
  std::set<std::uint64_t> seen;
  for (int step = 0; step < 40; ++step) {
    for (std::uint32_t population = 0; population < 5; ++population) {
      for (std::uint64_t index = 0; index < 40; ++index) seen.insert(hash_of({{step, population, index}}));
    }
  }
  EXPECT_EQ(seen.size(), 40U * 5 * 40);
}

TEST(StateHash, DependsOnValuesAndTheirPlaces) {
  StateHash forward;
  StateHash backward;
  StateHash exchanged;
  for (std::uint64_t i = 0; i < 10; ++i) {
    forward.add(i, 0.5 * static_cast<double>(i));
    backward.add(9 - i, 0.5 * static_cast<double>(9 - i));
    exchanged.add(i, 0.5 * static_cast<double>(9 - i));
  }
  EXPECT_EQ(forward.value(), backward.value());
  EXPECT_NE(forward.value(), exchanged.value());
}

}  // namespace
}  // namespace engram

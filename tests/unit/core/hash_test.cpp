#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <utility>
#include <vector>

#include "core/hash.hpp"

namespace engram {
namespace {

using Spike = std::pair<int, std::uint64_t>;

std::uint64_t hash_of(const std::vector<Spike>& spikes) {
  std::uint64_t sum = 0;
  for (const auto& [step, neuron] : spikes) sum += spike_hash(step, neuron);
  return sum;
}

// First outputs of SplitMix64 started at 0 (Vigna's reference implementation, splitmix64.c).
TEST(MixBits, IsSplitMix64) {
  EXPECT_EQ(mix_bits(0), 0xe220a8397b1dcdafU);
  EXPECT_EQ(mix_bits(0x9e3779b97f4a7c15U), 0x6e789e6aa1b965f4U);
  EXPECT_EQ(mix_bits(2 * 0x9e3779b97f4a7c15U), 0x06c45d188009454fU);
}

TEST(SpikeHash, DependsOnTheSetOnly) {
  std::vector<Spike> spikes;
  for (int i = 0; i < 1000; ++i) spikes.emplace_back(i / 7, i % 100);
  const std::uint64_t expected = hash_of(spikes);
  std::mt19937 shuffle(1);  // NOLINT: the same order every time
  std::shuffle(spikes.begin(), spikes.end(), shuffle);
  EXPECT_EQ(hash_of(spikes), expected);
  EXPECT_EQ(hash_of({spikes.begin(), spikes.begin() + 300}) +
                hash_of({spikes.begin() + 300, spikes.end()}),
            expected);
}

TEST(SpikeHash, NoticesEveryDifference) {
  const std::uint64_t base = hash_of({{5, 9}, {6, 2}});
  EXPECT_NE(hash_of({{6, 9}, {6, 2}}), base);
  EXPECT_NE(hash_of({{5, 8}, {6, 2}}), base);
  EXPECT_NE(hash_of({{5, 9}}), base);
  EXPECT_NE(hash_of({{5, 2}, {6, 9}}), base);  // times exchanged
  EXPECT_NE(hash_of({{5, 9}, {5, 9}}), 0U);    // no cancelling
  std::set<std::uint64_t> seen;
  for (int step = 0; step < 100; ++step) {
    for (std::uint64_t neuron = 0; neuron < 200; ++neuron) seen.insert(spike_hash(step, neuron));
  }
  EXPECT_EQ(seen.size(), 100U * 200);
}

}  // namespace
}  // namespace engram

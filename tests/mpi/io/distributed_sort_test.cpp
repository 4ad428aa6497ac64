#include "io/results/distributed_sort.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "mpi/io/result_files_support.hpp"

namespace engram {
namespace {

using test::Numbers;
using test::world;

// All ranks' parts one after the other, on every rank.
std::vector<std::uint64_t> joined(const std::vector<std::uint64_t>& mine) {
  std::vector<Parcel> parcels;
  for (int rank = 0; rank < world().size(); ++rank) {
    const auto* bytes = reinterpret_cast<const std::byte*>(mine.data());
    parcels.push_back({Rank(rank), {bytes, bytes + mine.size() * sizeof(std::uint64_t)}});
  }
  std::vector<std::uint64_t> all;
  for (const Parcel& parcel : world().exchange(std::move(parcels))) {
    const std::size_t before = all.size();
    all.resize(before + parcel.bytes.size() / sizeof(std::uint64_t));
    if (!parcel.bytes.empty()) std::memcpy(&all[before], parcel.bytes.data(), parcel.bytes.size());
  }
  return all;
}

void expect_sorted(std::size_t count, std::uint64_t bound, std::uint64_t seed) {
  Numbers numbers(seed);
  std::vector<std::uint64_t> all;
  std::vector<std::uint64_t> mine;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t value =
        numbers.below(std::min<std::uint64_t>(bound, 1U << 30)) * (bound >> 30 | 1);
    all.push_back(value);
    const auto owner = numbers.below(static_cast<std::uint64_t>(world().size()));
    if (owner == static_cast<std::uint64_t>(world().rank().value())) mine.push_back(value);
  }
  std::sort(all.begin(), all.end());
  EXPECT_EQ(joined(sort_over_ranks(world(), mine, bound)), all);
}

TEST(SortOverRanks, JoinsPartsToTheSortedSequence) {
  expect_sorted(0, 10, 1);
  expect_sorted(1, 1, 2);
  expect_sorted(1000, 7, 3);  // many equal numbers
  expect_sorted(100000, 1000000, 4);
  expect_sorted(100000, std::numeric_limits<std::uint64_t>::max(), 5);
}

TEST(SortOverRanks, SharesTheWorkWhenThereIsEnough) {
  std::vector<std::uint64_t> mine;
  for (std::uint64_t i = 0; i < 50000; ++i) mine.push_back(i * 20);
  const auto got = static_cast<double>(sort_over_ranks(world(), mine, 1000000).size());
  // Every rank gave the same numbers, which go to one rank together: at most one number off per
  // rank.
  EXPECT_NEAR(got, 50000.0, world().size());
}

}  // namespace
}  // namespace engram

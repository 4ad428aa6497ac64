#include "modulation/slab_field.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <random>
#include <thread>

#include "core/errors.hpp"
#include "model/modulator_values.hpp"
#include "modulation/field.hpp"
#include "modulation/slices.hpp"

namespace engram {
namespace {

Modulator modulator_on(const VoxelGrid& grid) {
  return {.name = "m",
          .params = {{"tau", 60.0}, {"D", 0.3}, {"V_max", 0.004}, {"K_m", 0.2}, {"baseline", 0.01}},
          .grid = grid,
          .interval = 4.0,
          .sources = {{{"E"}, 0.03}, {{"I"}, 0.7}},
          .release_times = {0.0, 11.0},
          .release_amounts = {0.2, 0.1}};
}

// Spikes of every interval, the same list on all ranks.
std::vector<VoxelRelease> releases(std::mt19937& random, std::size_t voxels) {
  std::vector<VoxelRelease> list;
  for (int i = 0; i < 40; ++i) list.push_back({random() % 2, random() % voxels, 1 + random() % 3});
  return list;
}

// A learning signal of neurons, whose schedule gives each an amount of its own.
Modulator learning_signal() {
  return {.name = "s",
          .params = {{"tau", 60.0}},
          .neurons = "E",
          .interval = 4.0,
          .sources = {{{"E"}, 0.03}, {{"I"}, -0.7}},
          .release_times = {0.0, 11.0},
          .release_array = {"a.h5", "/a"}};
}

FieldInputs inputs_of(std::uint64_t neurons) {
  return {neurons, [](IndexRange asked) {
            std::vector<double> amounts;
            for (const double time : {1.0, 2.0}) {
              for (std::uint64_t i = asked.begin; i < asked.end; ++i) {
                amounts.push_back(std::cos(time * static_cast<double>(i)));
              }
            }
            return amounts;
          }};
}

void expect_same_bits(const Modulator& modulator, std::size_t threads,
                      const FieldInputs& inputs = {}) {
  const Communicator world(MPI_COMM_WORLD);
  const auto ranks = static_cast<std::size_t>(world.size());
  const auto me = static_cast<std::size_t>(world.rank().value());
  Field whole(modulator, 0.1, inputs);
  SlabField slabs(modulator, 0.1, world, inputs);
  std::vector<std::uint64_t> wanted;
  for (std::size_t i = 0; i < 50; ++i) wanted.push_back((i * 37 + me * 11) % whole.voxels());
  slabs.subscribe(wanted);
  std::mt19937 random(9);
  for (int k = 0; k < 12; ++k) {
    const std::vector<VoxelRelease> all = releases(random, whole.voxels());
    std::vector<std::uint64_t> counts(2 * whole.voxels(), 0);
    std::vector<VoxelRelease> mine;
    for (std::size_t i = 0; i < all.size(); ++i) {
      counts[all[i].source * whole.voxels() + all[i].voxel] += all[i].count;
      if (i % ranks == me) mine.push_back(all[i]);
    }
    whole.add_releases(counts);
    slabs.add_releases(mine);
    whole.advance();
    std::atomic<std::size_t> arrived = 0;
    const auto advance = [&](std::size_t part) {
      std::size_t meetings = 0;
      slabs.advance(part, threads, [&] {
        const std::size_t goal = ++meetings * threads;
        ++arrived;
        while (arrived < goal) std::this_thread::yield();
      });
    };
    std::vector<std::thread> others;
    for (std::size_t part = 1; part < threads; ++part) others.emplace_back(advance, part);
    advance(0);
    for (std::thread& other : others) other.join();

    const auto own = slabs.concentration();
    ASSERT_EQ(world.sum(own.size()), whole.voxels());
    for (std::size_t i = 0; i < own.size(); ++i) {
      ASSERT_EQ(own[i], whole.concentration()[slabs.first_voxel() + i]) << i;
    }
    const auto read = slabs.read();
    ASSERT_EQ(read.size(), wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      ASSERT_EQ(read[i], whole.concentration()[wanted[i]]);
    }
  }
  EXPECT_EQ(slabs.intervals(), 12);
}

void expect_same_bits(const VoxelGrid& grid, std::size_t threads) {
  expect_same_bits(modulator_on(grid), threads);
}

TEST(SlabField, HasTheBitsOfTheWholeField) {
  for (const bool periodic : {false, true}) {
    expect_same_bits({.shape = {7, 5, 6}, .extent = {14, 15, 18}, .periodic = periodic}, 1);
    expect_same_bits({.shape = {8, 9}, .extent = {16, 27}, .periodic = periodic}, 1);
  }
}

TEST(SlabField, HasThemWithSeveralThreads) {
  expect_same_bits({.shape = {7, 5, 6}, .extent = {14, 15, 18}, .periodic = true}, 3);
}

TEST(SlabField, HasThemWhereSomeRanksHaveNothing) {
  for (const bool periodic : {false, true}) {
    for (const std::uint64_t slices : {1, 2, 3}) {
      expect_same_bits({.shape = {slices, 4, 5}, .extent = {6, 12, 10}, .periodic = periodic}, 1);
    }
  }
}

TEST(SlabField, HasThemOfLearningSignals) {
  for (const std::uint64_t neurons : {2, 3, 101}) {
    for (const std::size_t threads : {1, 3}) {
      expect_same_bits(learning_signal(), threads, inputs_of(neurons));
    }
  }
}

TEST(SlabField, GoesOnFromAStoredPart) {
  const Communicator world(MPI_COMM_WORLD);
  const Modulator modulator = modulator_on({.shape = {9, 4}, .extent = {18, 8}});
  SlabField first(modulator, 0.1, world), second(modulator, 0.1, world);
  std::mt19937 random(2);
  first.add_releases(world.is_root() ? releases(random, 36) : std::vector<VoxelRelease>{});
  first.advance();
  second.restore(first.concentration(), 1);
  for (int k = 0; k < 5; ++k) {
    first.advance();
    second.advance();
  }
  for (std::size_t i = 0; i < first.concentration().size(); ++i) {
    ASSERT_EQ(first.concentration()[i], second.concentration()[i]);
  }
  std::vector<double> other(first.concentration().size() + 1, 0.0);
  EXPECT_THROW(second.restore(other, 1), Error);
  if (!other.empty() && other.size() > 1) {
    other.pop_back();
    other.back() = NAN;
    second.restore(other, 1);
    EXPECT_EQ(second.find_non_finite(), second.first_voxel() + other.size() - 1);
  }
  EXPECT_FALSE(first.find_non_finite().has_value());
}

TEST(SlabField, ShowsTheFirstRankWhatItAsksFor) {
  const Communicator world(MPI_COMM_WORLD);
  SlabField slabs(modulator_on({.shape = {9, 4}, .extent = {18, 8}}), 0.1, world);
  Field whole(modulator_on({.shape = {9, 4}, .extent = {18, 8}}), 0.1);
  std::mt19937 random(4);
  const std::vector<VoxelRelease> all = releases(random, 36);
  std::vector<std::uint64_t> counts(2 * 36, 0);
  for (const VoxelRelease& each : all) counts[each.source * 36 + each.voxel] += each.count;
  whole.add_releases(counts);
  slabs.add_releases(world.is_root() ? all : std::vector<VoxelRelease>{});
  const std::vector<std::uint64_t> asked{35, 0, 17, 17, 3, 34};
  const std::vector<double> some = slabs.on_root(asked), every = slabs.on_root();
  if (!world.is_root()) {
    EXPECT_TRUE(some.empty() && every.empty());
    return;
  }
  ASSERT_EQ(some.size(), asked.size());
  for (std::size_t i = 0; i < asked.size(); ++i) {
    EXPECT_EQ(some[i], whole.concentration()[asked[i]]);
  }
  EXPECT_EQ(every, std::vector<double>(whole.concentration().begin(), whole.concentration().end()));
}

TEST(SlabField, SendsReleasesToTheOwners) {
  const Communicator world(MPI_COMM_WORLD);
  const SlabField slabs(modulator_on({.shape = {9, 4}, .extent = {18, 8}}), 0.1, world);
  // Every rank releases once in every voxel, by the sources in turn.
  std::vector<VoxelRelease> mine;
  for (std::uint64_t voxel = 0; voxel < 36; ++voxel) mine.push_back({voxel % 2, 35 - voxel, 1});
  const std::vector<VoxelRelease> here = slabs.to_owners(mine);
  ASSERT_EQ(here.size(), slabs.concentration().size());
  for (const VoxelRelease& each : here) {
    EXPECT_GE(each.voxel, slabs.first_voxel());
    EXPECT_LT(each.voxel, slabs.first_voxel() + here.size());
    EXPECT_EQ(each.source, (35 - each.voxel) % 2);
    EXPECT_EQ(each.count, static_cast<std::uint64_t>(world.size()));
  }
}

TEST(SlabField, RefusesWhatDoesNotExist) {
  const Communicator world(MPI_COMM_WORLD);
  SlabField field(modulator_on({.shape = {4, 4}, .extent = {8, 8}}), 0.1, world);
  EXPECT_THROW(field.add_releases(std::vector<VoxelRelease>{{2, 0, 1}}), Error);
  EXPECT_THROW(field.add_releases(std::vector<VoxelRelease>{{0, 16, 1}}), Error);
  EXPECT_THROW(field.subscribe(std::vector<std::uint64_t>{16}), Error);
}

TEST(SlabField, IsForLargeGridsOnly) {
  Experiment experiment;
  Modulator modulator = modulator_on({.shape = {32, 32, 32}, .extent = {320, 320, 320}});
  const auto divided = [&] { return is_divided(value_count(experiment, modulator)); };
  EXPECT_FALSE(divided());
  modulator.grid->shape[0] = 33;
  EXPECT_TRUE(divided());
  modulator.grid.reset();
  EXPECT_FALSE(divided());
  experiment.populations = {{.name = "E", .size = 32768}};
  modulator.neurons = "E";
  EXPECT_FALSE(divided());
  experiment.populations[0].size = 32769;
  EXPECT_TRUE(divided());
}

TEST(Slices, CoverEverySliceOnce) {
  for (std::size_t all = 1; all < 30; ++all) {
    for (std::size_t ranks = 1; ranks < 12; ++ranks) {
      const Slices slices{all, ranks};
      std::size_t next = 0;
      for (int rank = 0; rank < static_cast<int>(ranks); ++rank) {
        ASSERT_EQ(slices.begin(Rank(rank)), next);
        next = slices.end(Rank(rank));
        for (std::size_t s = slices.begin(Rank(rank)); s < next; ++s) {
          ASSERT_EQ(slices.owner(s), Rank(rank));
        }
      }
      ASSERT_EQ(next, all);
    }
  }
}

}  // namespace
}  // namespace engram

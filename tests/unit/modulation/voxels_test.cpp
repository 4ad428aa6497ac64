#include "modulation/voxels.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/errors.hpp"

namespace engram {
namespace {

using Point = std::vector<double>;

TEST(Voxels, AWellMixedOneHoldsEveryPoint) {
  const Voxels voxels;
  EXPECT_TRUE(voxels.well_mixed());
  EXPECT_EQ(voxels.size(), 1U);
  EXPECT_EQ(voxels.voxel_of(Point{}), 0U);
  EXPECT_EQ(voxels.voxel_of(Point{1e6, -3.0, 2.0}), 0U);
}

TEST(Voxels, MayBelongToNeurons) {
  const Modulator signal{.name = "s", .neurons = "E"};
  const Voxels voxels = Voxels::of(signal, 7);
  EXPECT_TRUE(voxels.per_neuron());
  EXPECT_FALSE(voxels.well_mixed());
  EXPECT_EQ(voxels.size(), 7U);
  EXPECT_EQ(voxels.dimensions(), 0U);
  EXPECT_EQ(voxels.volume(), 0.0);
  EXPECT_THROW(static_cast<void>(voxels.voxel_of(Point{1.0, 2.0})), Error);
  EXPECT_THROW(static_cast<void>(Voxels::of(signal, 0)), Error);
  EXPECT_THROW(static_cast<void>(Voxels::of_neurons((std::uint64_t{1} << 31) + 1)), Error);
  // One neuron is not a well-mixed voxel.
  EXPECT_FALSE(Voxels::of_neurons(1).well_mixed());
  EXPECT_TRUE(Voxels::of({.name = "m"}, 7).well_mixed());
}

TEST(Voxels, NumberTheLastAxisFastest) {
  const Voxels voxels(VoxelGrid{.shape = {2, 3, 4}, .extent = {20, 60, 120}});
  EXPECT_EQ(voxels.size(), 24U);
  EXPECT_EQ(voxels.dimensions(), 3U);
  EXPECT_DOUBLE_EQ(voxels.volume(), 10.0 * 20.0 * 30.0);
  EXPECT_EQ(voxels.voxel_of(Point{-9.9, -29.9, -59.9}), 0U);
  EXPECT_EQ(voxels.voxel_of(Point{-9.9, -29.9, -29.9}), 1U);
  EXPECT_EQ(voxels.voxel_of(Point{-9.9, -9.9, -59.9}), 4U);
  EXPECT_EQ(voxels.voxel_of(Point{0.1, -29.9, -59.9}), 12U);
  EXPECT_EQ(voxels.voxel_of(Point{9.9, 29.9, 59.9}), 23U);
  // A border belongs to the voxel above it.
  EXPECT_EQ(voxels.voxel_of(Point{0.0, -10.0, -30.0}), 12U + 4U + 1U);
}

TEST(Voxels, FindEveryCentre) {
  for (const VoxelGrid& grid :
       {VoxelGrid{.shape = {5, 1, 3}, .extent = {7, 2, 9}, .center = {100, -3, 0.5}},
        VoxelGrid{.shape = {4, 6}, .extent = {1, 3}, .center = {-2, 8}, .periodic = true}}) {
    const Voxels voxels(grid);
    for (std::size_t voxel = 0; voxel < voxels.size(); ++voxel) {
      EXPECT_EQ(voxels.voxel_of(voxels.center_of(voxel)), voxel);
    }
  }
}

TEST(Voxels, CountTheFirstTwoCoordinatesInTwoDimensions) {
  const Voxels voxels(VoxelGrid{.shape = {2, 2}, .extent = {10, 10}, .center = {5, 5}});
  EXPECT_EQ(voxels.dimensions(), 2U);
  EXPECT_DOUBLE_EQ(voxels.volume(), 25.0);
  EXPECT_EQ(voxels.voxel_of(Point{7, 2}), 2U);
  EXPECT_EQ(voxels.voxel_of(Point{7, 2, 99}), 2U);
  EXPECT_THROW(static_cast<void>(voxels.voxel_of(Point{7})), Error);
}

TEST(Voxels, KeepPointsBehindWallsInTheNearestVoxel) {
  const Voxels voxels(VoxelGrid{.shape = {4, 2}, .extent = {40, 20}});
  EXPECT_EQ(voxels.voxel_of(Point{-1e300, 0.0}), 1U);
  EXPECT_EQ(voxels.voxel_of(Point{20.0, -10.1}), 6U);
  EXPECT_EQ(voxels.voxel_of(Point{1e300, 1e300}), 7U);
}

TEST(Voxels, WrapPointsAroundPeriodicBoxes) {
  const Voxels voxels(VoxelGrid{.shape = {4, 2}, .extent = {40, 20}, .periodic = true});
  EXPECT_EQ(voxels.voxel_of(Point{20.0, 0.0}), 1U);     // the right wall is the left one
  EXPECT_EQ(voxels.voxel_of(Point{-20.001, 0.0}), 7U);  // just outside on the left
  EXPECT_EQ(voxels.voxel_of(Point{25.0, 0.0}), voxels.voxel_of(Point{-15.0, 0.0}));
  EXPECT_EQ(voxels.voxel_of(Point{-15.0 + 400.0, -5.0 - 2000.0}),
            voxels.voxel_of(Point{-15.0, -5.0}));
  // Rounds to the very end of the box, which must not become a voxel of its own.
  EXPECT_LT(voxels.voxel_of(Point{std::nextafter(-20.0, -100.0), 0.0}), 8U);
}

TEST(Voxels, RefuseGridsWithoutMeaning) {
  const auto problem = [](VoxelGrid grid) { return Voxels::problem(grid).value_or(""); };
  EXPECT_EQ(problem({.shape = {3, 3}, .extent = {1, 1}}), "");
  EXPECT_THAT(problem({.shape = {3}, .extent = {1}}), ::testing::HasSubstr("2 or 3"));
  EXPECT_THAT(problem({}), ::testing::HasSubstr("2 or 3"));
  EXPECT_THAT(problem({.shape = {3, 0}, .extent = {1, 1}}), ::testing::HasSubstr("[3, 0]"));
  EXPECT_THAT(
      problem({.shape = {std::uint64_t{1} << 40, std::uint64_t{1} << 40}, .extent = {1, 1}}),
      ::testing::HasSubstr("2^31"));
  EXPECT_THAT(problem({.shape = {3, 3}, .extent = {1, 1, 1}}), ::testing::HasSubstr("as many"));
  EXPECT_THAT(problem({.shape = {3, 3}, .extent = {1, 1}, .center = {0}}),
              ::testing::HasSubstr("as many"));
  EXPECT_THAT(problem({.shape = {3, 3}, .extent = {1, -1}}), ::testing::HasSubstr("-1"));
  EXPECT_THAT(problem({.shape = {3, 3}, .extent = {1, std::nan("")}}),
              ::testing::HasSubstr("above 0"));
  EXPECT_THAT(problem({.shape = {3, 3}, .extent = {1, 1}, .center = {0, INFINITY}}),
              ::testing::HasSubstr("finite"));
  EXPECT_THROW(Voxels(VoxelGrid{}), Error);
}

}  // namespace
}  // namespace engram

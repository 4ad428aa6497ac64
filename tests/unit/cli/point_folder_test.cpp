#include "cli/point_folder.hpp"

#include <gtest/gtest.h>

namespace engram::cli {
namespace {

TEST(PointFolder, SortsByNameAsByNumber) {
  EXPECT_EQ(point_folder(0, 1), "point-000");
  EXPECT_EQ(point_folder(7, 1000), "point-007");
  EXPECT_EQ(point_folder(7, 1001), "point-0007");
  EXPECT_EQ(point_folder(12345, 20000), "point-12345");
}

}  // namespace
}  // namespace engram::cli

#include "api/weight_bins.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace engram {
namespace {

TEST(WeightBins, LieOnTheSideOfTheWeights) {
  EXPECT_EQ(bin_edges(4, 2.0, {0, 1}), (std::vector<double>{0.0, 0.5, 1.0, 1.5, 2.0}));
  EXPECT_EQ(bin_edges(4, 2.0, {1, 0}), (std::vector<double>{-2.0, -1.5, -1.0, -0.5, 0.0}));
  EXPECT_EQ(bin_edges(4, 2.0, {1, 1}), (std::vector<double>{-2.0, -1.0, 0.0, 1.0, 2.0}));
  // Without a synapse there is no side either.
  EXPECT_EQ(bin_edges(2, 2.0, {0, 0}), (std::vector<double>{0.0, 1.0, 2.0}));
}

TEST(WeightBins, ContainTheirLowerEdgeAndTheLastOneBoth) {
  const std::vector<double> edges{0.0, 1.0, 2.0, 3.0};
  const WeightBins bins(edges);
  EXPECT_EQ(bins.of(0.0), 0U);
  EXPECT_EQ(bins.of(std::nextafter(1.0, 0.0)), 0U);
  EXPECT_EQ(bins.of(1.0), 1U);
  EXPECT_EQ(bins.of(2.0), 2U);
  EXPECT_EQ(bins.of(3.0), 2U);
  EXPECT_EQ(bins.of(std::nextafter(3.0, 4.0)), bins.count());
  EXPECT_EQ(bins.of(-1e-300), bins.count());
}

TEST(WeightBins, EdgesThatAreRoundedDecide) {
  // 49 bins of an upper end that has no short binary form: weights exactly on an edge and beside
  // it.
  const std::vector<double> edges = bin_edges(49, 0.7, {0, 1});
  const WeightBins bins(edges);
  for (std::size_t i = 1; i < 49; ++i) {
    EXPECT_EQ(bins.of(edges[i]), i);
    EXPECT_EQ(bins.of(std::nextafter(edges[i], 0.0)), i - 1);
  }
}

}  // namespace
}  // namespace engram

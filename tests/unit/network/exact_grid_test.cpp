#include "network/exact_grid.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace engram {
namespace {

TEST(ExactGrid, SumsDoNotDependOnTheOrder) {
  const ExactGrid grid(123.456);
  std::mt19937_64 generator(3);
  std::normal_distribution<double> normal(0.0, 25.0);
  std::vector<float> weights;
  for (int i = 0; i < 100000; ++i) {
    weights.push_back(
        grid.round(std::clamp(normal(generator) * (i % 7 == 0 ? 1e-3 : 1.0), -123.0, 123.0)));
  }
  double forward = 0.0;
  for (const float weight : weights) forward += static_cast<double>(weight);
  for (int round = 0; round < 5; ++round) {
    std::shuffle(weights.begin(), weights.end(), generator);
    double shuffled = 0.0;
    for (const float weight : weights) shuffled += static_cast<double>(weight);
    EXPECT_EQ(shuffled, forward);
  }
}

TEST(ExactGrid, RoundsByHalfAQuantumAndASingleAtMost) {
  const ExactGrid grid(1.0);
  for (const double weight : {0.1, 0.7, 1.0 / 3.0, -0.99, 1e-4, 0.0}) {
    const double error = std::abs(static_cast<double>(grid.round(weight)) - weight);
    EXPECT_LE(error, 0.5 * grid.quantum() + std::abs(weight) * 0x1p-24);
  }
}

TEST(ExactGrid, QuantumFollowsTheLargestWeight) {
  EXPECT_EQ(ExactGrid(1.0).quantum(), 0x1p-29);
  EXPECT_EQ(ExactGrid(0.99).quantum(), 0x1p-30);
  EXPECT_EQ(ExactGrid(100.0).quantum(), 0x1p-23);
  EXPECT_GE(ExactGrid(100.0).largest_sum(), 4e6 * 100.0);
}

}  // namespace
}  // namespace engram

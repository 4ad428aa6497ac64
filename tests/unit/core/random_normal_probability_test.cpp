#include "core/random/normal_probability.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "core/random/normal_quantile.hpp"

namespace engram {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The C library's, in long double.
long double reference(double z) {
  return 0.5L * std::erfc(-static_cast<long double>(z) / std::numbers::sqrt2_v<long double>);
}

TEST(NormalProbability, AgreesWithTheCLibraryInBothTailsAndTheMiddle) {
  for (int i = -3750; i <= 3750; ++i) {
    const double z = 0.01 * i;
    const auto error = static_cast<double>((normal_probability(z) - reference(z)) / reference(z));
    EXPECT_LT(std::abs(error), 1e-14) << z;
  }
}

TEST(NormalProbability, IsSeamlessAndGrows) {
  for (const double seam : {-1.5, 0.0, 1.5}) {
    double before = normal_probability(seam - 1e-9);
    for (int i = -9; i <= 10; ++i) {
      const double now = normal_probability(seam + 1e-10 * i);
      EXPECT_GE(now, before) << seam << " " << i;
      before = now;
    }
  }
}

TEST(NormalProbability, KnowsTheEnds) {
  EXPECT_EQ(normal_probability(0.0), 0.5);
  EXPECT_EQ(normal_probability(-infinity), 0.0);
  EXPECT_EQ(normal_probability(infinity), 1.0);
  EXPECT_EQ(normal_probability(-50.0), 0.0);
  EXPECT_GT(normal_probability(-37.5), 0.0);
  EXPECT_EQ(normal_probability(std::numeric_limits<double>::max()), 1.0);
}

TEST(NormalProbability, IsTheInverseOfTheQuantile) {
  for (double p = 1e-300; p < 0.5; p *= 7.0) {
    // An error of z changes p by z times as much, relatively.
    EXPECT_NEAR(normal_probability(normal_quantile(p)) / p, 1.0, 1e-12) << p;
  }
}

}  // namespace
}  // namespace engram

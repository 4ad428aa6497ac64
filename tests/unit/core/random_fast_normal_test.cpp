#include "core/random/fast_normal.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "core/philox.hpp"

namespace engram {
namespace {

double normal_probability(double z) {
  return 0.5 * std::erfc(-z / std::numbers::sqrt2);
}
double normal_density(double z) {
  return std::exp(-0.5 * z * z) / std::sqrt(2.0 * std::numbers::pi);
}

// The distribution function of the C library is the reference: z is right if F(z) is p, up to an
// error of z.
void expect_quantile(double p, double error_of_p) {
  const double z = FastNormal::table()(p);
  const double error = (normal_probability(z) - p) / normal_density(z);
  EXPECT_NEAR(error, 0.0, 1e-10 + error_of_p / normal_density(z)) << p;
}

TEST(FastNormal, InvertsTheDistributionFunction) {
  for (int i = 1; i < 20000; ++i) expect_quantile(i / 20000.0, 1e-16);
}

TEST(FastNormal, HoldsInBothTails) {
  for (double p = 0.25; p > 0x1p-120; p *= 0.83) expect_quantile(p, p * 1e-15);
  for (double p = 0.25; p > 1e-8; p *= 0.83) {
    EXPECT_NEAR(FastNormal::table()(1.0 - p), -FastNormal::table()(p),
                1e-16 / normal_density(FastNormal::table()(p)) + 1e-10);
  }
}

TEST(FastNormal, MedianIsZeroAndTheFirstWordIsAtSixSigma) {
  EXPECT_NEAR(FastNormal::table()(0.5), 0.0, 1e-10);
  EXPECT_NEAR(FastNormal::table()(open_unit(0)), -6.338, 5e-3);
}

}  // namespace
}  // namespace engram

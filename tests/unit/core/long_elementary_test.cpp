#include "core/long_elementary.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace engram {
namespace {

/// Three units in the last place of long double, whatever the host has.
constexpr long double tolerance = 3.0L * std::numeric_limits<long double>::epsilon();

long double worst(long double (*ours)(long double), long double (*library)(long double)) {
  std::mt19937_64 generator(5);
  std::uniform_real_distribution<double> exponent(-60.0, 9.0);
  long double worst = 0.0L;
  for (int i = 0; i < 200'000; ++i) {
    const long double size = std::exp2(exponent(generator));
    for (const long double x : {-size, size}) {
      const long double exact = library(x);
      worst = std::max(worst, std::abs((ours(x) - exact) / exact));
    }
  }
  return worst;
}

TEST(LongExp, AgreesWithTheLibrary) {
  EXPECT_LE(worst(long_exp, [](long double x) { return std::exp(x); }), tolerance);
}

TEST(LongExpm1, AgreesWithTheLibrary) {
  EXPECT_LE(worst(long_expm1, [](long double x) { return std::expm1(x); }), tolerance);
}

TEST(LongExp, KnowsTheEnds) {
  EXPECT_EQ(long_exp(0.0L), 1.0L);
  EXPECT_EQ(static_cast<double>(long_exp(-1e4L)), 0.0);
  EXPECT_EQ(long_exp(-1e300L), 0.0L);
  EXPECT_TRUE(std::isinf(long_exp(1e300L)));
  EXPECT_EQ(long_expm1(0.0L), 0.0L);
  EXPECT_EQ(long_expm1(1e-300L), 1e-300L);
  EXPECT_EQ(long_expm1(-1e300L), -1.0L);
}

}  // namespace
}  // namespace engram

#include "core/random/exponential.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace engram {
namespace {

TEST(Exponential, IsMinusTheLogarithm) {
  for (double u = 1.0 - 0x1p-53; u > 0x1p-60; u *= 0.9993) {
    EXPECT_NEAR(exponential_from(u), -std::log(u), 1e-15 - 1e-14 * std::log(u)) << u;
  }
  for (double u = 0x1p-53; u < 0.5; u *= 1.7) {
    EXPECT_NEAR(exponential_from(1.0 - u), -std::log1p(-u), 1e-15 + 1e-14 * u) << u;
  }
  // Around the border between two exponents.
  for (const double u : {0.70710678118654746, 0.70710678118654757, 0.5, 0.49999999999999994}) {
    EXPECT_NEAR(exponential_from(u), -std::log(u), 1e-14) << u;
  }
}

}  // namespace
}  // namespace engram

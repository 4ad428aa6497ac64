#include "core/random/log_factorial.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace engram {
namespace {

// log n! - (n log n - n) to 18 digits, from mpmath's loggamma with 50 digits.
TEST(StirlingRemainder, AgreesWithMultiplePrecision) {
  const double expected[][2] = {{1.0, 1.0},
                                {2.0, 1.30685281944005469},
                                {10.0, 2.07856164313505846},
                                {15.0, 2.27851836730774058},
                                {16.0, 2.310440550244173},
                                {100.0, 3.22235695675435334},
                                {255.0, 3.6898971030019835},
                                {256.0, 3.69185277611221958},
                                {1000.0, 4.37289950602629682},
                                {1e6, 7.82669389552014313},
                                {1e15, 18.1883267306600155}};
  EXPECT_EQ(stirling_remainder(0.0), 0.0);
  for (const auto& [n, value] : expected) {
    EXPECT_NEAR(stirling_remainder(n), value, 2e-14) << n;
  }
}

TEST(Deviance, MatchesItsDefinitionFarFromAndCloseToTheMean) {
  for (const double m : {0.5, 3.0, 40.0, 1e4}) {
    for (const double ratio : {0.0, 0.3, 0.7, 0.95, 1.0, 1.05, 1.4, 3.0}) {
      const auto x = static_cast<long double>(ratio * m);
      const long double mean = m;
      const long double direct = x > 0 ? x * std::log(x / mean) + mean - x : mean;
      EXPECT_NEAR(deviance(static_cast<double>(x), m), static_cast<double>(direct), 1e-14 * m)
          << m << " " << ratio;
    }
  }
  // Close to the mean of a huge number, where the definition would lose all digits: (x-m)^2 / (2m).
  EXPECT_NEAR(deviance(1e15 + 1e4, 1e15), 5e-8, 1e-17);
}

}  // namespace
}  // namespace engram

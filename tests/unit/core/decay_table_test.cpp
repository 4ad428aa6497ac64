#include "core/decay_table.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>

namespace engram {
namespace {

TEST(DecayTable, WithAnInfiniteTimeConstantNothingDecays) {
  const DecayTable table(std::numeric_limits<double>::infinity(), 0.1);
  for (const std::int64_t steps : {std::int64_t{0}, std::int64_t{1}, std::int64_t{127},
                                   std::int64_t{1} << 31, std::int64_t{1} << 40}) {
    EXPECT_EQ(table(steps), 1.0) << steps;
    EXPECT_EQ(table.reader()(steps), 1.0) << steps;
  }
}

TEST(DecayTable, IsTheExponentialButForRoundingAndZeroFarBeyond) {
  for (const double tau : {0.3, 20.0, 1e5}) {
    const DecayTable table(tau, 0.1);
    for (double steps = 0; steps * 0.1 < 39 * tau; steps = std::floor(1.3 * steps) + 1) {
      const long double exact = std::exp(-static_cast<long double>(0.1 / tau) * steps);
      const auto error = static_cast<double>(table(static_cast<std::int64_t>(steps)) / exact - 1);
      // Two entries and their product are rounded, and the exponents before: 2^-53 of each.
      const double bound = 0x1p-53 * (3.5 + steps * 0.1 / tau);
      EXPECT_LT(std::abs(error), bound) << tau << " ms, " << steps << " steps";
    }
    EXPECT_EQ(table(static_cast<std::int64_t>(100 * tau / 0.1)), 0.0);
  }
}

}  // namespace
}  // namespace engram

#include "neurons/short_exp.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace engram {
namespace {

TEST(ShortExp, IsAsGoodAsItSays) {
  for (int k = -1000; k <= 1000; ++k) {
    const double x = k * 1e-3;
    const long double exact = std::exp(static_cast<long double>(x));
    const auto error = static_cast<double>(std::abs(short_exp(x) / exact - 1));
    EXPECT_LT(error, std::abs(x) <= 0.28 ? 1e-15 : 6e-9) << x;
  }
}

}  // namespace
}  // namespace engram

#include "core/elementary.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "core/power.hpp"

namespace engram {
namespace {

constexpr int samples = 1'000'000;
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double largest = std::numeric_limits<double>::max();
constexpr double least = std::numeric_limits<double>::min();

/// Distance from the exact value in units of its last place in double precision. Long doubles have
/// 11 bits more, so that their own error does not matter.
double error_in_ulp(double got, long double exact) {
  int exponent = 0;
  std::frexp(static_cast<double>(exact), &exponent);
  return static_cast<double>(std::abs(static_cast<long double>(got) - exact) /
                             std::ldexp(1.0L, exponent - 53));
}

double worst_exp(double from, double to) {
  std::mt19937_64 generator(1);
  std::uniform_real_distribution<double> argument(from, to);
  double worst = 0.0;
  for (int i = 0; i < samples; ++i) {
    const double x = argument(generator);
    worst = std::max(worst, error_in_ulp(exp_of(x), std::exp(static_cast<long double>(x))));
  }
  return worst;
}

template <class Draw>
double worst_log(Draw draw) {
  std::mt19937_64 generator(2);
  double worst = 0.0;
  for (int i = 0; i < samples; ++i) {
    const double x = draw(generator);
    worst = std::max(worst, error_in_ulp(log_of(x), std::log(static_cast<long double>(x))));
  }
  return worst;
}

TEST(ExpOf, IsWithinTwoUlpOverTheWholeRange) {
  EXPECT_LE(worst_exp(-708.0, 709.78), 2.0);
}

TEST(ExpOf, IsWithinTwoUlpWhereSynapsesUseIt) {
  EXPECT_LE(worst_exp(-20.0, 0.0), 2.0);
  EXPECT_LE(worst_exp(-1e-3, 1e-3), 2.0);
}

TEST(ExpOf, IsWithinTwoUlpAtTheSeamsOfItsReduction) {
  for (int n = -1020; n <= 1023; ++n) {
    const double seam = (n + 0.5) * std::log(2.0);
    if (seam < -708.0 || seam > 709.78) continue;
    for (const double x : {std::nextafter(seam, -infinity), seam, std::nextafter(seam, infinity)}) {
      EXPECT_LE(error_in_ulp(exp_of(x), std::exp(static_cast<long double>(x))), 2.0) << x;
    }
  }
}

TEST(ExpOf, KnowsTheEnds) {
  EXPECT_EQ(exp_of(0.0), 1.0);
  EXPECT_EQ(exp_of(-0.0), 1.0);
  EXPECT_GT(exp_of(-708.0), least);
  for (const double x : {std::nextafter(-708.0, -infinity), -709.0, -1e6, -largest, -infinity}) {
    EXPECT_EQ(exp_of(x), 0.0) << x;
  }
  // ln of the largest double is 709.7827...
  EXPECT_LT(exp_of(709.78), infinity);
  for (const double x : {709.79, 710.0, 1e6, largest, infinity}) {
    EXPECT_EQ(exp_of(x), infinity) << x;
  }
  EXPECT_TRUE(std::isnan(exp_of(std::numeric_limits<double>::quiet_NaN())));
}

TEST(LogOf, IsWithinTwoUlpOverTheWholeRange) {
  std::uniform_int_distribution<std::uint64_t> bits(std::bit_cast<std::uint64_t>(least),
                                                    std::bit_cast<std::uint64_t>(largest));
  EXPECT_LE(worst_log([&](auto& generator) { return std::bit_cast<double>(bits(generator)); }),
            2.0);
}

TEST(LogOf, IsWithinTwoUlpNearOne) {
  std::uniform_real_distribution<double> near(0.4, 2.5);
  EXPECT_LE(worst_log([&](auto& generator) { return near(generator); }), 2.0);
  std::uniform_real_distribution<double> nearer(1.0 - 1e-6, 1.0 + 1e-6);
  EXPECT_LE(worst_log([&](auto& generator) { return nearer(generator); }), 2.0);
}

TEST(LogOf, IsWithinTwoUlpAtTheSeamsOfItsReduction) {
  for (int k = -1021; k <= 1023; ++k) {
    for (const double seam : {std::ldexp(std::sqrt(0.5), k), std::ldexp(1.0, k)}) {
      for (const double x : {std::nextafter(seam, 0.0), seam, std::nextafter(seam, infinity)}) {
        if (x < least) continue;
        EXPECT_LE(error_in_ulp(log_of(x), std::log(static_cast<long double>(x))), 2.0) << x;
      }
    }
  }
  EXPECT_EQ(log_of(1.0), 0.0);
}

TEST(Log1pOf, IsWithinFourUlp) {
  std::mt19937_64 generator(4);
  std::uniform_real_distribution<double> exponent(-60.0, 0.0);
  double worst = 0.0;
  for (int i = 0; i < samples; ++i) {
    const double size = std::exp2(exponent(generator));
    for (const double x : {-size * (1.0 - 0x1p-40), size, 1e6 * size}) {
      worst = std::max(worst, error_in_ulp(log1p_of(x), std::log1p(static_cast<long double>(x))));
    }
  }
  EXPECT_LE(worst, 4.0);
}

TEST(Log1pOf, KnowsTheEnds) {
  EXPECT_EQ(log1p_of(0.0), 0.0);
  EXPECT_EQ(log1p_of(1e-300), 1e-300);
  EXPECT_EQ(log1p_of(-0x1p-60), -0x1p-60);
  // The smallest distance from -1 that a double has.
  EXPECT_NEAR(log1p_of(-1.0 + 0x1p-53), -53.0 * std::log(2.0), 1e-13);
}

/// The same bits in whatever way a compiler unrolls and vectorises a loop.
TEST(Elementary, LoopsGiveTheBitsOfSingleCalls) {
  constexpr std::size_t length = 1003;
  std::vector<double> x(length), e(length), l(length);
  for (std::size_t i = 0; i < length; ++i) x[i] = 1e-3 + 0.7 * static_cast<double>(i);
  for (std::size_t i = 0; i < length; ++i) {
    e[i] = exp_of(x[i]);
    l[i] = log_of(x[i]);
  }
  for (std::size_t i = 0; i < length; ++i) {
    volatile double alone = x[i];
    EXPECT_EQ(e[i], exp_of(alone));
    EXPECT_EQ(l[i], log_of(alone));
  }
}

TEST(Power, IsWithinItsStatedError) {
  std::mt19937_64 generator(3);
  std::uniform_real_distribution<double> base(0.0, 1.0);
  for (const double mu : {0.01, 0.4, 0.5, 1.5, 2.0, 7.0}) {
    const Power power(mu);
    for (int i = 0; i < 100'000; ++i) {
      const double x = i % 2 == 0 ? base(generator) : 1e4 * base(generator);
      const long double exact = std::pow(static_cast<long double>(x), static_cast<long double>(mu));
      const long double error = std::abs(static_cast<long double>(power(x)) - exact) / exact;
      EXPECT_LE(error, (4.0 + 3.0 * std::abs(mu * std::log(x))) * 0x1p-53) << x << " ^ " << mu;
    }
  }
}

TEST(Power, KnowsNoughtAndOne) {
  for (const double mu : {0.4, 1.0, 3.0}) {
    EXPECT_EQ(Power(mu)(0.0), 0.0);
    EXPECT_EQ(Power(mu)(-1e-8), 0.0);
    EXPECT_EQ(Power(mu)(1.0), 1.0);
  }
  EXPECT_EQ(Power(0.4)(1e-310), 0.0);
  EXPECT_EQ(Power(0.0)(0.0), 1.0);
  EXPECT_EQ(Power(0.0)(0.3), 1.0);
  EXPECT_EQ(Power(1.0)(0.3), 0.3);
}

}  // namespace
}  // namespace engram

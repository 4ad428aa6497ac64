#include "core/random/hypergeometric.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "support/goodness_of_fit.hpp"

namespace engram {
namespace {

// From mpmath with 50 digits.
TEST(HypergeometricProbability, AgreesWithMultiplePrecision) {
  const double expected[][5] = {
      {2, 20, 7, 5, 0.38738390092879257},
      {0, 1000, 10, 100, 0.346927714792005985},
      {50, 1000, 100, 500, 0.083892092092813033},
      {300000, 1e9, 3e8, 1e6, 0.000870998762947198031},
      {100000777, 4e14, 1e14, 4e8, 0.0000458807546766769566},
  };
  for (const auto& [k, total, marked, draws, probability] : expected) {
    EXPECT_NEAR(hypergeometric_probability(k, total, marked, draws) / probability, 1.0, 1e-12) << k;
  }
}

TEST(Hypergeometric, DegenerateCasesAreCertain) {
  for (const double u : {1e-16, 0.3, 1.0 - 1e-16}) {
    EXPECT_EQ(hypergeometric(10, 0, 5, u), 0U);
    EXPECT_EQ(hypergeometric(10, 10, 5, u), 5U);
    EXPECT_EQ(hypergeometric(10, 4, 0, u), 0U);
    EXPECT_EQ(hypergeometric(10, 4, 10, u), 4U);
    EXPECT_EQ(hypergeometric(0, 0, 0, u), 0U);
  }
}

/// C(a, b) as a product, in long double.
long double choose(std::uint64_t a, std::uint64_t b) {
  long double product = 1.0L;
  for (std::uint64_t i = 0; i < b; ++i) {
    product *= static_cast<long double>(a - i) / static_cast<long double>(i + 1);
  }
  return product;
}

TEST(Hypergeometric, EvenlySpacedUniformsGiveTheExactProbabilities) {
  constexpr int grid = 200000;
  const struct {
    std::uint64_t total, marked, draws;
  } cases[] = {{2, 1, 1},       {20, 7, 5},       {20, 15, 14},    {200, 20, 10},
               {500, 250, 250}, {1000, 900, 300}, {5000, 300, 200}};
  for (const auto& [total, marked, draws] : cases) {
    std::map<std::uint64_t, int> counts;
    for (int i = 0; i < grid; ++i) ++counts[hypergeometric(total, marked, draws, (i + 0.5) / grid)];
    double covered = 0.0;
    for (const auto& [k, count] : counts) {
      ASSERT_LE(k, std::min(marked, draws));
      ASSERT_GE(k + total, marked + draws);
      const auto probability = static_cast<double>(
          choose(marked, k) * choose(total - marked, draws - k) / choose(total, draws));
      EXPECT_NEAR(count, grid * probability, 2.1) << k << " of " << total;
      covered += probability;
    }
    EXPECT_GT(covered, 1.0 - 1e-3);
  }
}

TEST(Hypergeometric, HugePopulationsAreNormal) {
  const RandomSource random(5, Purpose::split_total, 0);
  const double total = 1e13;
  const double marked = 2.5e12;
  const double draws = 4e9;
  const double p = marked / total;
  const double std = std::sqrt(draws * p * (1.0 - p) * (total - draws) / (total - 1.0));
  std::vector<double> standardised;
  for (int i = 0; i < 1500; ++i) {
    const auto k = static_cast<double>(
        hypergeometric(10000000000000, 2500000000000, 4000000000, random.words(i, 0)));
    standardised.push_back((k - draws * p) / std);
  }
  EXPECT_TRUE(follows(standardised, [](double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }));
}

}  // namespace
}  // namespace engram

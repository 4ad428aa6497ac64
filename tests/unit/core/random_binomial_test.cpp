#include "core/random/binomial.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "support/goodness_of_fit.hpp"

namespace engram {
namespace {

// From mpmath with 50 digits.
TEST(BinomialProbability, AgreesWithMultiplePrecision) {
  const double expected[][4] = {
      {3, 10, 0.25, 0.25028228759765625},
      {0, 40, 0.03125, 0.280846244336154242},
      {500, 1000, 0.5, 0.0252250181783608019},
      {250000321, 1e9, 0.25, 0.0000291266079454668403},
      {500000012345678, 1e15, 0.5, 1.86017331463035981e-8},
      {1000, 1e12, 0x1p-30, 0.00106470876712988761},
      {931, 1e12, 0x1p-30, 0.0130729044800954968},
  };
  for (const auto& [k, n, p, probability] : expected) {
    EXPECT_NEAR(binomial_probability(k, n, p, 1.0 - p) / probability, 1.0, 1e-12)
        << k << " of " << n;
  }
}

TEST(Binomial, DegenerateCasesAreCertain) {
  for (const double u : {1e-16, 0.3, 1.0 - 1e-16}) {
    EXPECT_EQ(Binomial(0.0)(1000, u), 0U);
    EXPECT_EQ(Binomial(1.0)(1000, u), 1000U);
    EXPECT_EQ(Binomial(0.4)(0, u), 0U);
    EXPECT_EQ(Binomial(-0.1)(7, u), 0U);
    EXPECT_EQ(Binomial(1.1)(7, u), 7U);
  }
}

/// Probability of k successes by multiplying out, in long double: independent of the code under
/// test.
double reference(std::uint64_t k, std::uint64_t n, double p) {
  const long double q = 1.0L - static_cast<long double>(p);
  const long double log_choose = std::lgamma(static_cast<long double>(n) + 1) -
                                 std::lgamma(static_cast<long double>(k) + 1) -
                                 std::lgamma(static_cast<long double>(n - k) + 1);
  return static_cast<double>(
      std::exp(log_choose + static_cast<long double>(k) * std::log(static_cast<long double>(p)) +
               static_cast<long double>(n - k) * std::log(q)));
}

// Every value owns a set of uniform numbers whose length is its probability: on a fine even grid of
// u the frequencies must be the probabilities up to the grid, far better than random draws would
// show.
TEST(Binomial, EvenlySpacedUniformsGiveTheExactProbabilities) {
  constexpr int grid = 200000;
  const struct {
    std::uint64_t n;
    double p;
  } cases[] = {{1, 0.3},   {10, 0.5},    {40, 0.9},    {200, 0.02},
               {300, 0.3}, {5000, 0.97}, {100000, 0.5}};
  for (const auto& [n, p] : cases) {
    const Binomial binomial(p);
    std::map<std::uint64_t, int> counts;
    for (int i = 0; i < grid; ++i) ++counts[binomial(n, (i + 0.5) / grid)];
    double covered = 0.0;
    for (const auto& [k, count] : counts) {
      // A value's set of u has at most two pieces: the ends cost up to two grid points.
      EXPECT_NEAR(count, grid * reference(k, n, p), 2.1) << k << " of " << n << ", p = " << p;
      covered += reference(k, n, p);
    }
    EXPECT_GT(covered, 1.0 - 1e-3);
  }
}

TEST(Binomial, DrawsFollowTheDistribution) {
  const RandomSource random(11, Purpose::split_total, 0);
  const Binomial binomial(0.37);
  std::vector<double> observed(60, 0.0);
  std::vector<double> expected(60, 0.0);
  constexpr int draws = 40000;
  for (int i = 0; i < draws; ++i)
    observed[std::min<std::uint64_t>(59, binomial(59, random.words(i, 0)))] += 1.0;
  for (std::uint64_t k = 0; k < 60; ++k) expected[k] = draws * reference(k, 59, 0.37);
  EXPECT_TRUE(fits(observed, expected));
}

// For huge numbers of trials the standardised draws are normal to within 1/std.
TEST(Binomial, HugeNumbersOfTrialsAreNormal) {
  const RandomSource random(12, Purpose::split_total, 0);
  const struct {
    double n;
    double p;
  } cases[] = {{1e12, 1e-4}, {1e15, 1e-9}, {1e10, 0.9}};
  for (const auto& [n, p] : cases) {
    const Binomial binomial(p);
    std::vector<double> standardised;
    for (int i = 0; i < 1500; ++i) {
      const auto k =
          static_cast<double>(binomial(static_cast<std::uint64_t>(n), random.words(i, 1)));
      standardised.push_back((k - n * p) / std::sqrt(n * p * (1.0 - p)));
    }
    EXPECT_TRUE(
        follows(standardised, [](double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }));
  }
}

}  // namespace
}  // namespace engram

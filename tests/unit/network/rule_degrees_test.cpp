#include <gtest/gtest.h>

#include <cmath>

#include "rule_testing.hpp"
#include "support/goodness_of_fit.hpp"

namespace engram {
namespace {

/// Expected histogram of `n` numbers that are binomial(trials, p), for values 0 .. size-1 (the last
/// takes the rest).
std::vector<double> binomial_histogram(double n, double trials, double p, std::size_t size) {
  std::vector<double> expected(size, 0.0);
  double rest = n;
  for (std::size_t k = 0; k + 1 < size; ++k) {
    const auto x = static_cast<double>(k);
    if (x > trials) break;
    expected[k] =
        n * std::exp(std::lgamma(trials + 1) - std::lgamma(x + 1) - std::lgamma(trials - x + 1) +
                     x * std::log(p) + (trials - x) * std::log1p(-p));
    rest -= expected[k];
  }
  expected.back() = std::max(0.0, rest);
  return expected;
}

std::vector<double> histogram(const std::vector<double>& values, std::size_t size) {
  std::vector<double> counts(size, 0.0);
  for (const double value : values)
    counts[std::min(size - 1, static_cast<std::size_t>(value))] += 1.0;
  return counts;
}

TEST(OneToOne, ConnectsEqualIndices) {
  const auto synapses = all_synapses(OneProjection(150, 150, "one_to_one", {}));
  ASSERT_EQ(synapses.size(), 150U);
  EXPECT_EQ(autapses(synapses), 150U);  // equal indices, of different populations
  OneProjection itself(150, 1, "one_to_one", {});
  EXPECT_EQ(all_synapses(itself.onto_itself()).size(), 150U);
  EXPECT_EQ(all_synapses(itself.without_autapses()).size(), 0U);
  EXPECT_THROW(all_synapses(OneProjection(3, 4, "one_to_one", {})), std::exception);
}

TEST(AllToAll, ConnectsEveryPairOnce) {
  OneProjection what(150, 70, "all_to_all", {});
  auto synapses = all_synapses(what);
  EXPECT_EQ(synapses.size(), 150U * 70);
  EXPECT_EQ(multapses(synapses), 0U);
  synapses = all_synapses(what.onto_itself().without_autapses());
  EXPECT_EQ(synapses.size(), 150U * 149);
  EXPECT_EQ(multapses(synapses), 0U);
  EXPECT_EQ(autapses(synapses), 0U);
}

TEST(FixedIndegree, EveryTargetHasItAndOutdegreesAreBinomial) {
  const auto synapses =
      all_synapses(OneProjection(1000, 800, "fixed_indegree", {{"indegree", 50}}));
  for (const double degree : indegrees(synapses, 800)) ASSERT_EQ(degree, 50.0);
  EXPECT_TRUE(
      fits(histogram(outdegrees(synapses, 1000), 90), binomial_histogram(1000, 40000, 1e-3, 90)));
  EXPECT_GT(multapses(synapses), 0U);
}

TEST(FixedIndegree, WithoutMultapsesOutdegreesAreBinomialOverTargets) {
  OneProjection what(1000, 800, "fixed_indegree", {{"indegree", 500}});
  const auto synapses = all_synapses(what.without_multapses());
  EXPECT_EQ(multapses(synapses), 0U);
  for (const double degree : indegrees(synapses, 800)) ASSERT_EQ(degree, 500.0);
  EXPECT_TRUE(
      fits(histogram(outdegrees(synapses, 1000), 600), binomial_histogram(1000, 800, 0.5, 600)));
}

TEST(FixedIndegree, FullIndegreeWithoutMultapsesIsAllToAll) {
  OneProjection what(150, 70, "fixed_indegree", {{"indegree", 149}});
  const auto synapses = all_synapses(what.onto_itself().without_autapses().without_multapses());
  EXPECT_EQ(synapses.size(), 150U * 149);
  EXPECT_EQ(multapses(synapses), 0U);
  EXPECT_EQ(autapses(synapses), 0U);
}

TEST(FixedIndegree, WithoutAutapsesTheOthersAreEquallyLikely) {
  OneProjection what(130, 1, "fixed_indegree", {{"indegree", 2000}});
  const auto synapses = all_synapses(what.onto_itself().without_autapses());
  EXPECT_EQ(autapses(synapses), 0U);
  // Of one target: 2000 draws from 129 sources; joined over targets by distance on the ring of
  // indices.
  std::vector<double> by_offset(130, 0.0);
  for (const auto& s : synapses) by_offset[(s.source + 130 - s.target) % 130] += 1.0;
  std::vector<double> expected(130, 130.0 * 2000 / 129);
  expected[0] = 0.0;
  EXPECT_TRUE(fits(by_offset, expected));
}

TEST(FixedTotalNumber, TotalIsExactAndDegreesAreBinomial) {
  const auto synapses =
      all_synapses(OneProjection(700, 1000, "fixed_total_number", {{"N", 40000}}));
  ASSERT_EQ(synapses.size(), 40000U);
  EXPECT_TRUE(
      fits(histogram(indegrees(synapses, 1000), 90), binomial_histogram(1000, 40000, 1e-3, 90)));
  EXPECT_TRUE(fits(histogram(outdegrees(synapses, 700), 120),
                   binomial_histogram(700, 40000, 1.0 / 700, 120)));
}

TEST(FixedTotalNumber, WithoutMultapsesDegreesAreHypergeometric) {
  OneProjection what(300, 400, "fixed_total_number", {{"N", 60000}});
  const auto synapses = all_synapses(what.without_multapses());
  ASSERT_EQ(synapses.size(), 60000U);
  EXPECT_EQ(multapses(synapses), 0U);
  // Half of all pairs: the variance of an indegree is that of 300 draws without replacement among
  // 120,000.
  const auto degrees = indegrees(synapses, 400);
  double variance = 0.0;
  for (const double degree : degrees) variance += (degree - 150.0) * (degree - 150.0) / 400.0;
  const double expected = 300 * 0.25 * (120000.0 - 300) / (120000.0 - 1);
  EXPECT_NEAR(variance / expected, 1.0, 5.0 * std::sqrt(2.0 / 400));
}

TEST(FixedTotalNumber, EveryPairWithoutMultapsesIsAllToAll) {
  OneProjection what(130, 1, "fixed_total_number", {{"N", 130 * 129}});
  const auto synapses = all_synapses(what.onto_itself().without_autapses().without_multapses());
  EXPECT_EQ(synapses.size(), 130U * 129);
  EXPECT_EQ(multapses(synapses), 0U);
  EXPECT_EQ(autapses(synapses), 0U);
}

TEST(PairwiseBernoulli, DegreesAreBinomial) {
  const auto synapses = all_synapses(OneProjection(900, 1100, "pairwise_bernoulli", {{"p", 0.1}}));
  EXPECT_EQ(multapses(synapses), 0U);
  EXPECT_TRUE(
      fits(histogram(indegrees(synapses, 1100), 150), binomial_histogram(1100, 900, 0.1, 150)));
  EXPECT_TRUE(
      fits(histogram(outdegrees(synapses, 900), 180), binomial_histogram(900, 1100, 0.1, 180)));
}

TEST(PairwiseBernoulli, ProbabilitiesZeroAndOne) {
  EXPECT_EQ(all_synapses(OneProjection(100, 30, "pairwise_bernoulli", {{"p", 0.0}})).size(), 0U);
  OneProjection every(100, 30, "pairwise_bernoulli", {{"p", 1.0}});
  EXPECT_EQ(all_synapses(every).size(), 3000U);
  EXPECT_EQ(all_synapses(every.onto_itself().without_autapses()).size(), 9900U);
}

// Pairs of sources of the same target must be independent too: the number of common targets of
// sources i and i+1 is binomial(targets, p^2).
TEST(PairwiseBernoulli, SourcesAreIndependent) {
  const double p = 0.3;
  const auto synapses = all_synapses(OneProjection(600, 500, "pairwise_bernoulli", {{"p", p}}));
  std::vector<std::vector<bool>> connected(600, std::vector<bool>(500, false));
  for (const auto& s : synapses) connected[s.source][s.target] = true;
  std::vector<double> common;
  for (std::size_t i = 0; i + 1 < 600; i += 2) {
    double count = 0.0;
    for (std::size_t j = 0; j < 500; ++j) count += connected[i][j] && connected[i + 1][j];
    common.push_back(count);
  }
  EXPECT_TRUE(fits(histogram(common, 90), binomial_histogram(300, 500, p * p, 90)));
}

}  // namespace
}  // namespace engram

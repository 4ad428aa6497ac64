#include "model/sparseness.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "core/philox.hpp"

namespace engram {
namespace {

std::vector<std::uint64_t> histogram_of(const std::vector<std::uint64_t>& numbers) {
  std::vector<std::uint64_t> histogram(1 + *std::ranges::max_element(numbers), 0);
  for (const std::uint64_t r : numbers) ++histogram[r];
  return histogram;
}

PowerSums sums_of(const std::vector<std::uint64_t>& numbers) {
  PowerSums sums;
  sums.number = numbers.size();
  for (const std::uint64_t r : numbers) {
    const auto value = static_cast<double>(r);
    sums.active += r > 0 ? 1 : 0;
    sums.first += r;
    sums.second += r * r;
    sums.third += std::pow(value, 3);
    sums.fourth += std::pow(value, 4);
  }
  return sums;
}

/// Straight from the definitions, number by number.
Sparseness defined(std::vector<std::uint64_t> numbers) {
  std::ranges::sort(numbers);
  const auto n = static_cast<double>(numbers.size());
  double sum = 0.0;
  double squares = 0.0;
  for (const std::uint64_t r : numbers) {
    sum += static_cast<double>(r);
    squares += static_cast<double>(r * r);
  }
  double gini = 1.0;
  double second = 0.0;
  double fourth = 0.0;
  double active = 0.0;
  for (std::size_t k = 1; k <= numbers.size(); ++k) {
    const auto r = static_cast<double>(numbers[k - 1]);
    gini -= 2.0 * r / sum * (n - static_cast<double>(k) + 0.5) / n;
    second += std::pow(r - sum / n, 2) / n;
    fourth += std::pow(r - sum / n, 4) / n;
    if (r > 0.0) active += 1.0 / n;
  }
  const double a = std::pow(sum / n, 2) / (squares / n);
  return {active,
          a,
          (1.0 - a) / (1.0 - 1.0 / n),
          (std::sqrt(n) - sum / std::sqrt(squares)) / (std::sqrt(n) - 1.0),
          gini,
          fourth / (second * second) - 3.0};
}

void expect_near(const Sparseness& found, const Sparseness& expected, double tolerance) {
  EXPECT_NEAR(found.active_fraction, expected.active_fraction, tolerance);
  EXPECT_NEAR(found.treves_rolls, expected.treves_rolls, tolerance);
  EXPECT_NEAR(found.vinje_gallant, expected.vinje_gallant, tolerance);
  EXPECT_NEAR(found.hoyer, expected.hoyer, tolerance);
  EXPECT_NEAR(found.kurtosis, expected.kurtosis, tolerance);
}

// Computed with numpy from the formulas of each measure, six digits.
TEST(Sparseness, OfSixNumbers) {
  const std::vector<std::uint64_t> numbers{0, 0, 0, 1, 2, 5};
  const Sparseness expected{0.5, 0.355556, 0.773333, 0.682237, 0.666667, 0.057075};
  const Sparseness found = sparseness_of(histogram_of(numbers));
  expect_near(found, expected, 1e-6);
  EXPECT_NEAR(found.gini, expected.gini, 1e-6);
  expect_near(sparseness_of(sums_of(numbers)), expected, 1e-6);
  EXPECT_TRUE(std::isnan(sparseness_of(sums_of(numbers)).gini));
}

TEST(Sparseness, IsThatOfTheDefinitions) {
  const RandomSource random(3, Purpose::sample, 0);
  for (std::uint32_t round = 0; round < 50; ++round) {
    std::vector<std::uint64_t> numbers;
    for (std::uint32_t i = 0; i < 2 + 7 * round; ++i) {
      const std::uint32_t drawn = below(random.words(round, i)[0], 40);
      numbers.push_back(drawn < 25 ? 0 : drawn - 24);
    }
    numbers.front() = 0;
    numbers.back() = 3;
    const Sparseness expected = defined(numbers);
    // Cancellation in the kurtosis: some digits of sixteen.
    expect_near(sparseness_of(sums_of(numbers)), expected, 1e-9);
    const Sparseness found = sparseness_of(histogram_of(numbers));
    expect_near(found, expected, 1e-9);
    EXPECT_NEAR(found.gini, expected.gini, 1e-12);
  }
}

TEST(Sparseness, OfSilenceIsNoNumber) {
  const Sparseness silent = sparseness_of(std::vector<std::uint64_t>{12});
  EXPECT_EQ(silent.active_fraction, 0.0);
  for (const double measure :
       {silent.treves_rolls, silent.vinje_gallant, silent.hoyer, silent.gini, silent.kurtosis}) {
    EXPECT_TRUE(std::isnan(measure));
  }
  EXPECT_TRUE(std::isnan(sparseness_of(PowerSums{}).active_fraction));
}

TEST(Sparseness, AtItsEnds) {
  // All equal, and one of many.
  const Sparseness dense = sparseness_of(std::vector<std::uint64_t>{0, 0, 0, 9});
  EXPECT_EQ(dense.treves_rolls, 1.0);
  EXPECT_NEAR(dense.vinje_gallant, 0.0, 1e-15);
  EXPECT_NEAR(dense.hoyer, 0.0, 1e-15);
  EXPECT_NEAR(dense.gini, 0.0, 1e-15);
  EXPECT_TRUE(std::isnan(dense.kurtosis));
  const Sparseness sparse = sparseness_of(std::vector<std::uint64_t>{99, 0, 0, 0, 1});
  EXPECT_NEAR(sparse.treves_rolls, 0.01, 1e-15);
  EXPECT_NEAR(sparse.vinje_gallant, 1.0, 1e-15);
  EXPECT_NEAR(sparse.hoyer, 1.0, 1e-15);
  EXPECT_NEAR(sparse.gini, 0.99, 1e-15);
  const Sparseness alone = sparseness_of(std::vector<std::uint64_t>{0, 0, 1});
  EXPECT_EQ(alone.treves_rolls, 1.0);
  EXPECT_TRUE(std::isnan(alone.vinje_gallant));
  EXPECT_TRUE(std::isnan(alone.hoyer));
}

}  // namespace
}  // namespace engram

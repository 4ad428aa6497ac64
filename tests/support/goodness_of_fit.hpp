#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

namespace engram {

/// Chi-square test of counts against expected counts. Cells with fewer than 5 expected counts are
/// joined with their neighbours. Fails where the statistic, turned into a standard normal number by
/// the cube root (Wilson & Hilferty 1931), lies beyond 4: once in 15,000 for one side. Also fails
/// for too good a fit.
inline ::testing::AssertionResult fits(const std::vector<double>& observed,
                                       const std::vector<double>& expected) {
  double chi2 = 0.0;
  double cells = 0.0;
  double seen = 0.0;
  double wanted = 0.0;
  double left = 0.0;
  for (const double e : expected) left += e;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    seen += observed[i];
    wanted += expected[i];
    left -= expected[i];
    const bool last = i + 1 == expected.size();
    if (!last && (wanted < 5.0 || left < 5.0)) continue;
    if (wanted > 0.0) {
      chi2 += (seen - wanted) * (seen - wanted) / wanted;
      cells += 1.0;
    } else if (seen > 0.0) {
      return ::testing::AssertionFailure() << seen << " counts where none can be";
    }
    seen = wanted = 0.0;
  }
  const double freedom = cells - 1.0;
  if (freedom < 1.0) return ::testing::AssertionFailure() << "too few counts to test anything";
  const double width = 2.0 / (9.0 * freedom);
  const double z = (std::cbrt(chi2 / freedom) - (1.0 - width)) / std::sqrt(width);
  if (std::abs(z) < 4.0) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure()
         << "chi-square " << chi2 << " with " << freedom << " degrees of freedom, z = " << z;
}

/// Kolmogorov-Smirnov test of samples against a continuous distribution function. Fails where
/// sqrt(n) times the largest distance is above 1.95, which happens once in 1,000.
inline ::testing::AssertionResult follows(std::vector<double> samples,
                                          const std::function<double(double)>& cumulative) {
  std::sort(samples.begin(), samples.end());
  const auto n = static_cast<double>(samples.size());
  double largest = 0.0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double f = cumulative(samples[i]);
    const auto below = static_cast<double>(i);
    largest = std::max({largest, f - below / n, (below + 1.0) / n - f});
  }
  if (std::sqrt(n) * largest < 1.95) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure()
         << "largest distance " << largest << " for " << n << " samples";
}

}  // namespace engram

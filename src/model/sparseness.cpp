#include "model/sparseness.hpp"

#include <cmath>

namespace engram {
namespace {

/// Mean of (r - mean)^4 over that of (r - mean)^2 squared, minus 3.
double excess_kurtosis(const PowerSums& sums) {
  const auto n = static_cast<double>(sums.number);
  const double mean = static_cast<double>(sums.first) / n;
  const double r2 = static_cast<double>(sums.second) / n;
  const double r3 = sums.third / n;
  const double r4 = sums.fourth / n;
  const double variance = r2 - mean * mean;
  const double moment =
      r4 - 4.0 * mean * r3 + 6.0 * mean * mean * r2 - 3.0 * mean * mean * mean * mean;
  return moment / (variance * variance) - 3.0;
}

/// Whether the numbers differ: N sum r^2 > (sum r)^2, by Cauchy and Schwarz.
bool varies(const PowerSums& sums) {
  __extension__ using Wide = unsigned __int128;
  return static_cast<Wide>(sums.number) * sums.second > static_cast<Wide>(sums.first) * sums.first;
}

double gini(std::span<const std::uint64_t> histogram, const PowerSums& sums) {
  // Those with value c have the places [below + 1, below + here]: their N - k + 1/2 add up to
  // here (N - below - here / 2).
  const auto n = static_cast<double>(sums.number);
  double below = 0.0;
  double weighted = 0.0;
  for (std::size_t c = 0; c < histogram.size(); ++c) {
    const auto here = static_cast<double>(histogram[c]);
    weighted += static_cast<double>(c) * here * (n - below - 0.5 * here);
    below += here;
  }
  return 1.0 - 2.0 * weighted / (static_cast<double>(sums.first) * n);
}

}  // namespace

Sparseness sparseness_of(const PowerSums& sums) {
  Sparseness found;
  if (sums.number == 0) return found;
  const auto n = static_cast<double>(sums.number);
  found.active_fraction = static_cast<double>(sums.active) / n;
  if (sums.first == 0) return found;
  const auto sum = static_cast<double>(sums.first);
  const auto squares = static_cast<double>(sums.second);
  found.treves_rolls = sum * sum / (n * squares);
  if (sums.number > 1) {
    found.vinje_gallant = (1.0 - found.treves_rolls) / (1.0 - 1.0 / n);
    found.hoyer = (std::sqrt(n) - sum / std::sqrt(squares)) / (std::sqrt(n) - 1.0);
  }
  if (varies(sums)) found.kurtosis = excess_kurtosis(sums);
  return found;
}

Sparseness sparseness_of(std::span<const std::uint64_t> histogram) {
  PowerSums sums;
  for (std::size_t c = 0; c < histogram.size(); ++c) {
    const std::uint64_t here = histogram[c];
    sums.number += here;
    if (c > 0) sums.active += here;
    sums.first += c * here;
    sums.second += c * c * here;
    const auto value = static_cast<double>(c);
    sums.third += value * value * value * static_cast<double>(here);
    sums.fourth += value * value * value * value * static_cast<double>(here);
  }
  Sparseness found = sparseness_of(sums);
  if (sums.first > 0) found.gini = gini(histogram, sums);
  return found;
}

}  // namespace engram

#pragma once

#include <cstdint>
#include <span>

#include "engram/ledger.hpp"

namespace engram {

/// Sums over N spike counts r_i, from which all measures but Gini's follow. The first two are
/// integers; the others stay exact below 2^53 and are added up in a fixed order.
struct PowerSums {
  std::uint64_t number = 0;  ///< N, zeros included
  std::uint64_t active = 0;  ///< how many are above 0
  std::uint64_t first = 0;   ///< sum of r
  std::uint64_t second = 0;  ///< sum of r^2
  double third = 0.0;
  double fourth = 0.0;
};

/// Measures of sparseness, without Gini's. With means over the r_i,
///
///   active fraction   active / N
///   Treves-Rolls      a = <r>^2 / <r^2>                        (Treves & Rolls 1991)
///   Vinje-Gallant     (1 - a) / (1 - 1/N)                      (Vinje & Gallant 2000)
///   Hoyer             (sqrt N - sum r / sqrt(sum r^2)) / (sqrt N - 1)   (Hoyer 2004)
///   kurtosis          <(r - <r>)^4> / <(r - <r>)^2>^2 - 3
///
/// Where all r are zero all but the active fraction are NaN; kurtosis also where all r are equal,
/// Vinje-Gallant and Hoyer also for N = 1.
[[nodiscard]] Sparseness sparseness_of(const PowerSums& sums);

/// The same with Gini's index for `histogram[c]` numbers with value c. With r ascending,
///
///   Gini   1 - 2 sum_k r_k / sum(r) (N - k + 1/2) / N, k = 1..N     (Hurley & Rickard 2009)
[[nodiscard]] Sparseness sparseness_of(std::span<const std::uint64_t> histogram);

}  // namespace engram

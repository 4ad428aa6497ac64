#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/random/guide_table.hpp"

namespace engram {

/// Poisson distributed counts, each from one random 32-bit word by inversion of the cumulative
/// distribution: the smallest n with word < 2^32 P(N <= n). Counts less likely than 2^-32 do not
/// come.
class PoissonCounts {
 public:
  /// `mean` in (0, 1e6].
  explicit PoissonCounts(double mean);

  /// counts[k] from words[k], for k in [0, n).
  void draw(const std::uint32_t* words, std::int32_t* counts, std::size_t n) const;

  /// The distribution's table.
  [[nodiscard]] const GuideTable& table() const { return table_; }

 private:
  GuideTable table_;
  std::vector<std::uint32_t> borders_;  // the table's, in fours; empty: looked up instead
};

/// Poisson probabilities by recursion from the mode, without any function of the C library: mode
/// and neighbours until they no longer count. `first` receives the integer of the first
/// probability; they are not divided by their sum.
[[nodiscard]] std::vector<double> poisson_weights(double mean, std::uint32_t& first);

}  // namespace engram

#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace engram {

/// Whether there are weights below and above zero; 0 or 1.
struct WeightSides {
  std::uint64_t below = 0;
  std::uint64_t above = 0;
};

/// Edges of `bins` equal bins: from 0 to `largest`, from -largest to 0 where all weights are
/// negative, from -largest to largest where there are both.
[[nodiscard]] std::vector<double> bin_edges(std::uint64_t bins, double largest, WeightSides sides);

/// Finds the bin of a weight. Bins contain their lower edge, the last one also its upper edge.
class WeightBins {
 public:
  explicit WeightBins(const std::vector<double>& edges) : edges_(edges) {}

  [[nodiscard]] std::size_t count() const { return edges_.size() - 1; }
  /// Number of the bin; count() for weights outside of all bins.
  [[nodiscard]] std::size_t of(double weight) const;

 private:
  const std::vector<double>& edges_;
};

}  // namespace engram

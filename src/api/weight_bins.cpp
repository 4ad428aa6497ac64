#include "api/weight_bins.hpp"

#include <algorithm>

namespace engram {

std::vector<double> bin_edges(std::uint64_t bins, double largest, WeightSides sides) {
  const double low = sides.below != 0 ? -largest : 0.0;
  const double high = sides.below != 0 && sides.above == 0 ? 0.0 : largest;
  std::vector<double> edges(bins + 1);
  for (std::uint64_t i = 0; i <= bins; ++i) {
    const double part = static_cast<double>(i) / static_cast<double>(bins);
    edges[i] = low + (high - low) * part;
  }
  edges.back() = high;
  return edges;
}

std::size_t WeightBins::of(double weight) const {
  const double low = edges_.front();
  const double high = edges_.back();
  if (!(weight >= low && weight <= high)) return count();
  if (weight == high) return count() - 1;
  const double part = (weight - low) / (high - low);
  auto bin = std::min(count() - 1, static_cast<std::size_t>(part * static_cast<double>(count())));
  // The division is rounded; the edges decide.
  while (bin > 0 && weight < edges_[bin]) --bin;
  while (bin + 1 < count() && weight >= edges_[bin + 1]) ++bin;
  return bin;
}

}  // namespace engram

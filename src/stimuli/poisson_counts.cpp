#include "stimuli/poisson_counts.hpp"

#include <algorithm>
#include <cmath>

namespace engram {
namespace {

// Below this share of the mode's probability a count has no part in any of the 2^32 words.
constexpr double negligible = 0x1p-70;

// Counting the borders passed costs one comparison per border for a whole vector of words; looking
// up costs the same for any number of borders. Measured crossing.
constexpr std::size_t most_borders_to_count = 24;

// Adds to every count how many of four borders its word exceeds.
void count_four(const std::uint32_t* borders, const std::uint32_t* words, std::int32_t* counts,
                std::size_t n) {
  const std::uint32_t b0 = borders[0];
  const std::uint32_t b1 = borders[1];
  const std::uint32_t b2 = borders[2];
  const std::uint32_t b3 = borders[3];
#pragma omp simd
  for (std::size_t k = 0; k < n; ++k) {
    const std::uint32_t word = words[k];
    counts[k] +=
        (word > b0 ? 1 : 0) + (word > b1 ? 1 : 0) + (word > b2 ? 1 : 0) + (word > b3 ? 1 : 0);
  }
}

GuideTable make_table(double mean) {
  std::uint32_t first = 0;
  const std::vector<double> weights = poisson_weights(mean, first);
  return GuideTable(weights, first);
}

}  // namespace

std::vector<double> poisson_weights(double mean, std::uint32_t& first) {
  const double mode = std::floor(mean);
  std::vector<double> below;  // from the mode downwards
  double weight = 1.0;
  for (double n = mode; n >= 0.0 && weight >= negligible; --n) {
    below.push_back(weight);
    weight *= n / mean;
  }
  std::vector<double> weights(below.rbegin(), below.rend());
  weight = mean / (mode + 1.0);
  for (double n = mode + 1.0; weight >= negligible; ++n) {
    weights.push_back(weight);
    weight *= mean / (n + 1.0);
  }
  first = static_cast<std::uint32_t>(mode) - static_cast<std::uint32_t>(below.size() - 1);
  return weights;
}

PoissonCounts::PoissonCounts(double mean) : table_(make_table(mean)) {
  const auto last_words = table_.last_words();
  if (last_words.size() > most_borders_to_count) return;
  borders_.assign(last_words.begin(), last_words.end());
  // No word exceeds the last border, nor these that fill up the last four.
  while (borders_.size() % 4 != 0) borders_.push_back(0xffffffffU);
}

void PoissonCounts::draw(const std::uint32_t* words, std::int32_t* counts, std::size_t n) const {
  if (borders_.empty()) {
    for (std::size_t k = 0; k < n; ++k) counts[k] = static_cast<std::int32_t>(table_(words[k]));
    return;
  }
  std::fill_n(counts, n, static_cast<std::int32_t>(table_.smallest()));
  for (std::size_t b = 0; b < borders_.size(); b += 4) count_four(&borders_[b], words, counts, n);
}

}  // namespace engram

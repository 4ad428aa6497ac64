#pragma once

#include <cstdint>
#include <span>

#include "network/values/bounded_quantile.hpp"

namespace engram {

/// Turns 32-bit random words into weights. One word makes one value, so a normal weight lies within
/// 6.4 standard deviations of its mean.
class WeightSampler {
 public:
  /// Throws Error where BoundedQuantile does.
  explicit WeightSampler(const Distribution& distribution);

  /// The weights of many words.
  void draw(std::span<const std::uint32_t> words, double* weights) const;

  [[nodiscard]] double operator()(std::uint32_t word) const {
    double weight = 0.0;
    draw({&word, 1}, &weight);
    return weight;
  }

  /// Smallest and largest weight that can come out.
  [[nodiscard]] double lowest() const { return map_.low; }
  [[nodiscard]] double highest() const { return map_.high; }

 private:
  BoundedQuantile::Map map_;
};

/// Largest magnitude a weight drawn from the distribution can have; 6.4 standard deviations bound a
/// normal one.
[[nodiscard]] double max_abs(const Distribution& distribution);

}  // namespace engram

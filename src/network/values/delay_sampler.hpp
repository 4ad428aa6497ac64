#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "core/random/guide_table.hpp"
#include "core/time_grid.hpp"
#include "network/values/bounded_quantile.hpp"

namespace engram {

/// Turns 32-bit random words into delays of whole steps.
///
/// The value in ms is drawn with its bounds, rounded to the nearest step (halves up) and is at
/// least one step. Since only the step matters, a table holds the exact probability of each step; a
/// delay that may take more than 4096 values is computed from its quantile instead.
class DelaySampler {
 public:
  /// `distribution` in ms. Throws Error where BoundedQuantile does and for delays beyond 2^31
  /// steps.
  DelaySampler(const Distribution& distribution, const TimeGrid& grid);

  /// The delays of many words, in steps.
  void draw(std::span<const std::uint32_t> words, std::uint32_t* delays) const;

  [[nodiscard]] std::uint32_t operator()(std::uint32_t word) const {
    std::uint32_t delay = 0;
    draw({&word, 1}, &delay);
    return delay;
  }

  /// Smallest and largest delay that can come out, in steps.
  [[nodiscard]] std::uint32_t shortest() const { return shortest_; }
  [[nodiscard]] std::uint32_t longest() const { return longest_; }

 private:
  [[nodiscard]] std::uint32_t steps_at(double u) const;
  void make_table();

  BoundedQuantile quantile_;
  TimeGrid grid_;
  std::uint32_t shortest_ = 1;
  std::uint32_t longest_ = 1;
  std::optional<GuideTable> table_;
};

/// Smallest and largest delay, in steps, that a distribution in ms can give.
[[nodiscard]] std::uint32_t shortest_delay_steps(const Distribution& delay, const TimeGrid& grid);
[[nodiscard]] std::uint32_t longest_delay_steps(const Distribution& delay, const TimeGrid& grid);

}  // namespace engram

#pragma once

#include "engram/value.hpp"

namespace engram {

/// What estimates need to know about a distribution of delays.
struct DelaySpread {
  double smallest_ms = 0.0;  ///< no synapse is faster, at least one step
  double mean_ms = 0.0;
  /// Effective number of different delays: 1 / sum of p^2 over the steps, at least 1.
  double steps = 1.0;
};

/// Spread of `delay` on a grid of width `dt` ms. Delays from a file are unknown: one step is
/// assumed.
[[nodiscard]] DelaySpread delay_spread(const Value& delay, double dt);

}  // namespace engram

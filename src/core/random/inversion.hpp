#pragma once

#include <cstdint>

namespace engram {

/// The value that inversion of a distribution on [low, high] gives for the uniform number u in (0,
/// 1), when values are counted outward from `start` (near the mode): start, start+1, start-1,
/// start+2, ...
///
/// `mass` is the probability of `start`; up(x) is P(x+1)/P(x) and down(x) is P(x-1)/P(x). The order
/// of counting does not matter for the distribution, and outward it ends after about two standard
/// deviations.
template <class Up, class Down>
[[nodiscard]] std::uint64_t invert_outward(double u, std::uint64_t start, std::uint64_t low,
                                           std::uint64_t high, double mass, const Up& up,
                                           const Down& down) {
  double rest = u - mass;
  double above = mass;
  double below = mass;
  std::uint64_t x = start;
  std::uint64_t y = start;
  while (rest > 0.0) {
    above = x < high ? above * up(static_cast<double>(x)) : 0.0;
    if (x < high) ++x;
    rest -= above;
    if (rest <= 0.0) return x;
    below = y > low ? below * down(static_cast<double>(y)) : 0.0;
    if (y > low) --y;
    rest -= below;
    if (rest <= 0.0) return y;
    // What is left of u is rounding error: every value that matters has been counted.
    if (rest - (above + below) == rest) return start;
  }
  return start;
}

/// The same counted upward from 0, for distributions whose mean is small.
template <class Up>
[[nodiscard]] std::uint64_t invert_upward(double u, std::uint64_t high, double mass_of_zero,
                                          const Up& up) {
  double rest = u - mass_of_zero;
  double mass = mass_of_zero;
  std::uint64_t x = 0;
  while (rest > 0.0 && x < high) {
    mass *= up(static_cast<double>(x));
    // What is left of u is rounding error: every value that matters has been counted.
    if (rest - mass == rest) return x;
    ++x;
    rest -= mass;
  }
  return x;
}

}  // namespace engram

#include "core/random/normal_probability.hpp"

#include <bit>
#include <cmath>
#include <cstdint>

#include "core/elementary.hpp"

namespace engram {
namespace {

/// From here on the continued fraction takes over: nearer to 0 it converges slowly, and farther
/// away the series from the middle loses digits of the tail.
constexpr double tail_begin = 1.5;
constexpr int fraction_terms = 300;  // at 1.5; far more than enough farther out
constexpr double farthest = 37.5;    // beyond, exp_of gives 0

/// z^2 is rounded, and exp makes the error large where z is: so z is split into a part whose square
/// is exact and a rest.
double density(double z) {
  constexpr double one_over_root_of_two_pi = 0.39894228040143267794;
  const double head = std::bit_cast<double>(std::bit_cast<std::uint64_t>(z) & 0xfffffffff8000000);
  const double rest = (z - head) * (z + head);
  return one_over_root_of_two_pi * exp_of(-0.5 * head * head) * exp_of(-0.5 * rest);
}

/// P(0 < X < z), z >= 0.
double from_middle(double z) {
  double sum = z;
  double term = z;
  for (double k = 3.0; sum + term != sum; k += 2.0) {
    term *= z * z / k;
    sum += term;
  }
  return density(z) * sum;
}

/// P(X > z), z >= tail_begin.
double tail(double z) {
  if (z > farthest) return 0.0;
  double fraction = z;
  for (int k = fraction_terms; k > 0; --k) fraction = z + k / fraction;
  return density(z) / fraction;
}

}  // namespace

double normal_probability(double z) {
  if (z < -tail_begin) return tail(-z);
  if (z > tail_begin) return 1.0 - tail(z);
  return z < 0.0 ? 0.5 - from_middle(-z) : 0.5 + from_middle(z);
}

}  // namespace engram

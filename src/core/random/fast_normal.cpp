#include "core/random/fast_normal.hpp"

#include <array>
#include <cstddef>

#include "core/random/normal_quantile.hpp"

namespace engram {
namespace {

constexpr std::size_t points = 6;
using Coefficients = std::array<double, points>;

/// Coefficients of the polynomial through (x[i], y[i]), by divided differences.
Coefficients interpolate(const Coefficients& x, Coefficients y) {
  for (std::size_t order = 1; order < points; ++order) {
    for (std::size_t i = points - 1; i >= order; --i)
      y[i] = (y[i] - y[i - 1]) / (x[i] - x[i - order]);
  }
  // From Newton's form to powers of x, from the innermost bracket outward.
  Coefficients powers{};
  for (std::size_t i = points; i-- > 0;) {
    for (std::size_t k = points - 1; k > 0; --k) powers[k] = powers[k - 1] - x[i] * powers[k];
    powers[0] = y[i] - x[i] * powers[0];
  }
  return powers;
}

}  // namespace

FastNormal::FastNormal() {
  // Up to and with the piece that begins at 1/2, which holds the median alone.
  const std::size_t count = (static_cast<std::size_t>(octaves - 1) << piece_bits) + 1;
  pieces_.resize(count);
  // Half the cosines of 15, 45, ... 165 degrees. As numbers, since cos differs between libraries;
  // in the last bits they are what one library made of rounded angles.
  constexpr Coefficients x{0x1.ee8dd4748bf15p-2,  0x1.6a09e667f3bcdp-2,  0x1.0907dc1930690p-3,
                           -0x1.0907dc193068ep-3, -0x1.6a09e667f3bccp-2, -0x1.ee8dd4748bf14p-2};
  for (std::size_t piece = 0; piece < count; ++piece) {
    const double begin = std::bit_cast<double>((first_piece + piece) << piece_shift);
    const double end = std::bit_cast<double>((first_piece + piece + 1) << piece_shift);
    Coefficients y{};
    for (std::size_t i = 0; i < points; ++i) {
      y[i] = normal_quantile(begin + (x[i] + 0.5) * (end - begin));
    }
    const Coefficients powers = interpolate(x, y);
    for (std::size_t k = 0; k < points; ++k) pieces_[piece].a[k] = powers[k];
  }
}

const FastNormal& FastNormal::table() {
  static const FastNormal table;
  return table;
}

}  // namespace engram

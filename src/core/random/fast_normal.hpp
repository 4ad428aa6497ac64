#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

namespace engram {

/// Inverse of the standard normal distribution function for loops: within 1e-10 of normal_quantile
/// for p in [2^-128, 1 - 2^-53], without a branch or a call.
///
/// The smaller tail t = min(p, 1-p) is cut into octaves of 16 pieces, found from the bits of t; on
/// each piece the quantile is a polynomial of degree 5 through its values at Chebyshev points.
class FastNormal {
 public:
  /// The table, made at first use; it never changes.
  [[nodiscard]] static const FastNormal& table();

  /// Standard normal quantile of p.
  [[nodiscard]] double operator()(double p) const {
    const double other = 1.0 - p;
    const double t = p < other ? p : other;
    const auto bits = std::bit_cast<std::uint64_t>(t);
    const Piece& c = pieces_[(bits >> piece_shift) - first_piece];
    const double x = std::bit_cast<double>((bits << piece_bits & mantissa) | one) - 1.5;
    const double x2 = x * x;
    const double value =
        (c.a[0] + c.a[1] * x) + x2 * ((c.a[2] + c.a[3] * x) + x2 * (c.a[4] + c.a[5] * x));
    return p < other ? value : -value;
  }

 private:
  struct alignas(64) Piece {
    double a[6];
  };
  static constexpr int piece_bits = 4;
  static constexpr int piece_shift = 52 - piece_bits;
  static constexpr int octaves = 128;
  static constexpr std::uint64_t mantissa = 0x000fffffffffffffULL;
  static constexpr std::uint64_t one = 0x3ff0000000000000ULL;
  // Bits of 2^-octaves, cut to the number of its piece.
  static constexpr std::uint64_t first_piece = static_cast<std::uint64_t>(1023 - octaves)
                                               << piece_bits;

  FastNormal();

  std::vector<Piece> pieces_;
};

}  // namespace engram

#pragma once

#include <bit>
#include <cstdint>

namespace engram {

// exp and log of our own: additions, multiplications and one division in a fixed order, without
// branches, tables or calls. So compilers vectorise loops over them, and every host, compiler and
// vector width gives the same bits (libraries differ in the last one). Rounding must be to nearest,
// and the build must not contract a * b + c to one operation.

namespace elementary {

// ln 2 in two parts. The first has 11 zero bits at its end: times a whole number up to 2^11 it is
// exact.
inline constexpr double ln2_high = 0x1.62e42fefa3800p-1;
inline constexpr double ln2_low = 0x1.ef35793c76730p-45;

[[nodiscard]] constexpr double power_of_two(std::uint64_t biased_exponent) {
  return std::bit_cast<double>(biased_exponent << 52);
}

}  // namespace elementary

/// e to the power x, within 2 ulp (0.96 is the largest error found). 0 for x < -708 (so never
/// subnormal), infinite above 709.78; NaN stays NaN.
///
/// With x = n ln 2 + r, |r| <= ln(2)/2: 2^n times the Taylor polynomial of degree 13 in r, whose
/// remainder is below 2^-57.
[[nodiscard]] inline double exp_of(double x) {
  // Written so that NaN passes.
  double within = x < -708.0 ? -708.0 : x;
  within = within > 710.0 ? 710.0 : within;
  // Added to a number below 2^51 it leaves the nearest whole number in the lowest bits.
  constexpr double rounder = 0x1.8p52;
  const double shifted = within * 0x1.71547652b82fep0 + rounder;  // 1 / ln 2
  const double n = shifted - rounder;
  const double r = (within - n * elementary::ln2_high) - n * elementary::ln2_low;
  double p = 1.0 / 6227020800.0;
  p = p * r + 1.0 / 479001600.0;
  p = p * r + 1.0 / 39916800.0;
  p = p * r + 1.0 / 3628800.0;
  p = p * r + 1.0 / 362880.0;
  p = p * r + 1.0 / 40320.0;
  p = p * r + 1.0 / 5040.0;
  p = p * r + 1.0 / 720.0;
  p = p * r + 1.0 / 120.0;
  p = p * r + 1.0 / 24.0;
  p = p * r + 1.0 / 6.0;
  p = p * r + 0.5;
  p = 1.0 + (r + (r * r) * p);
  // 2^n as two factors, since 2^1024 alone is no double. The offset of 2048 keeps all unsigned.
  const std::uint64_t from_2048 =
      std::bit_cast<std::uint64_t>(shifted) - std::bit_cast<std::uint64_t>(rounder) + 2048;
  const std::uint64_t half = from_2048 >> 1;
  const double scaled =
      p * elementary::power_of_two(half - 1) * elementary::power_of_two(from_2048 - half - 1);
  return x < -708.0 ? 0.0 : scaled;
}

/// Natural logarithm of a positive normal number, within 2 ulp (0.94 is the largest error found).
/// Other arguments give numbers
/// without meaning.
///
/// With x = 2^k (1 + f), 1 + f between sqrt(1/2) and sqrt(2), and s = f / (2 + f):
/// ln(1 + f) = 2 artanh s = 2 s + s R = f - s (f - R), where R = 2 s^2/3 + 2 s^4/5 + ... to s^20.
[[nodiscard]] inline double log_of(double x) {
  constexpr std::uint64_t one = 0x3ff0000000000000;
  constexpr std::uint64_t root_half = 0x3fe6a09e667f3bcd;  // sqrt(1/2)
  const std::uint64_t from_root = std::bit_cast<std::uint64_t>(x) + (one - root_half);
  // k + 1023 in the lowest bits of 2^52: a conversion that every vector unit has.
  const double k = std::bit_cast<double>((from_root >> 52) | std::bit_cast<std::uint64_t>(0x1p52)) -
                   (0x1p52 + 1023.0);
  const double f = std::bit_cast<double>((from_root & 0x000fffffffffffff) + root_half) - 1.0;
  const double s = f / (2.0 + f);
  const double z = s * s;
  double series = 2.0 / 21.0;
  series = series * z + 2.0 / 19.0;
  series = series * z + 2.0 / 17.0;
  series = series * z + 2.0 / 15.0;
  series = series * z + 2.0 / 13.0;
  series = series * z + 2.0 / 11.0;
  series = series * z + 2.0 / 9.0;
  series = series * z + 2.0 / 7.0;
  series = series * z + 2.0 / 5.0;
  series = series * z + 2.0 / 3.0;
  const double correction = s * (f - z * series);
  return k * elementary::ln2_high + (f - (correction - k * elementary::ln2_low));
}

/// ln(1 + x) for x > -1, within 4 ulp also where 1 + x has lost most digits of x: the logarithm of
/// the rounded sum changes by as much as x / (sum - 1) says, the difference being exact.
[[nodiscard]] inline double log1p_of(double x) {
  const double sum = 1.0 + x;
  return sum == 1.0 ? x : log_of(sum) * (x / (sum - 1.0));
}

}  // namespace engram

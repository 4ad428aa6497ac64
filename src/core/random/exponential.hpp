#pragma once

#include <bit>
#include <cstdint>

namespace engram {

/// Standard exponential number -log(u) of a uniform number u in (0, 1), relative error below 1e-14
/// (absolute near u = 1). No branch and no call, so that a loop over it becomes vector
/// instructions.
[[nodiscard]] inline double exponential_from(double u) {
  const auto bits = std::bit_cast<std::uint64_t>(u);
  // u = 2^e m with m in [sqrt(1/2), sqrt(2)): adding what 1 lacks to sqrt(2) carries into the
  // exponent.
  constexpr std::uint64_t one = 0x3ff0000000000000ULL;
  constexpr std::uint64_t root_half = 0x3fe6a09e667f3bcdULL;
  const std::uint64_t shifted = bits - root_half;
  const auto e = static_cast<double>(static_cast<std::int64_t>(shifted) >> 52);
  const double m = std::bit_cast<double>((shifted & 0x000fffffffffffffULL) + root_half);
  static_assert(root_half < one);
  // log m = 2 atanh(s), s = (m-1)/(m+1), |s| < 0.172.
  const double s = (m - 1.0) / (m + 1.0);
  const double z = s * s;
  double sum = 1.0 / 19;
  sum = sum * z + 1.0 / 17;
  sum = sum * z + 1.0 / 15;
  sum = sum * z + 1.0 / 13;
  sum = sum * z + 1.0 / 11;
  sum = sum * z + 1.0 / 9;
  sum = sum * z + 1.0 / 7;
  sum = sum * z + 1.0 / 5;
  sum = sum * z + 1.0 / 3;
  const double log_m = 2.0 * s + 2.0 * s * z * sum;
  return -(e * 0.693147180559945309417 + log_m);
}

}  // namespace engram

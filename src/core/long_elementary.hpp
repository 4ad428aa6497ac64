#pragma once

#include <cmath>

namespace engram {

// exp for constants that are computed once, in long double: additions and multiplications in a
// fixed order instead of a call whose last bit differs between C libraries. Where long double has
// 64 bits, results rounded to double are the exact values' but for about one in ten thousand.

/// x to the power 1 and up over its factorial, summed: e^x - 1 for |x| <= 0.35.
[[nodiscard]] inline long double expm1_series(long double x) {
  // The first term left out is below 0.35^22 / 23! = 4e-33 of the first.
  long double sum = 0.0L;
  for (int k = 22; k > 1; --k) sum = (sum + 1.0L) * x / static_cast<long double>(k);
  return x + x * sum;
}

/// e^x; 0 below -11000, infinite above 11000.
[[nodiscard]] inline long double long_exp(long double x) {
  // ln 2 in two parts; the first has 32 bits, so that its products with exponents are exact.
  constexpr long double ln2_high = 0x1.62e42feep-1L;
  constexpr long double ln2_low = 0x1.a39ef35793c7673007ep-33L;
  constexpr long double largest = 11000.0L;
  if (x < -largest) return 0.0L;
  if (x > largest) return HUGE_VALL;
  const long double n = std::floor(x / (ln2_high + ln2_low) + 0.5L);
  const long double r = (x - n * ln2_high) - n * ln2_low;
  return std::ldexp(1.0L + expm1_series(r), static_cast<int>(n));
}

/// e^x - 1, without losing the digits of small x.
[[nodiscard]] inline long double long_expm1(long double x) {
  return std::abs(x) <= 0.35L ? expm1_series(x) : long_exp(x) - 1.0L;
}

}  // namespace engram

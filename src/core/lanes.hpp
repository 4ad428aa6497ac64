#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

#if defined(__AVX512F__) && defined(__AVX512VL__) && defined(__AVX512DQ__)
#define ENGRAM_LANES_512
#include <immintrin.h>
#endif

namespace engram {

// A few numbers that are computed with side by side, in the vector extension that GCC and Clang
// share: operators work number by number, and a compiler without such registers splits them. Each
// number meets the same operations in the same order as it would alone, so the bits are those of
// scalar code. Everything is inlined by force: vectors are not passed between functions.

/// As many as a register holds of double precision, where there are registers of 256 or 512 bits.
#if defined(ENGRAM_LANES_512)
inline constexpr std::size_t lanes = 8;
#else
inline constexpr std::size_t lanes = 4;
#endif

using DoubleLanes [[gnu::vector_size(lanes * sizeof(double))]] = double;
using LongLanes [[gnu::vector_size(lanes * sizeof(std::int64_t))]] = std::int64_t;
using FloatLanes [[gnu::vector_size(lanes * sizeof(float))]] = float;
using IntLanes [[gnu::vector_size(lanes * sizeof(std::int32_t))]] = std::int32_t;
/// IntLanes without a sign.
using WordLanes [[gnu::vector_size(lanes * sizeof(std::uint32_t))]] = std::uint32_t;

#if defined(ENGRAM_LANES_512)
/// Operations with a mask begin from zeros and wait for nothing.
inline constexpr __mmask8 every_lane = 0xff;
#endif

/// Numbers that lie side by side.
template <class Lanes, class T>
[[nodiscard, gnu::always_inline]] inline Lanes load_lanes(const T* from) {
  static_assert(std::is_trivially_copyable_v<T>);
  Lanes values;
  std::memcpy(&values, from, sizeof(values));
  return values;
}
template <class Lanes, class T>
[[gnu::always_inline]] inline void store_lanes(const Lanes& values, T* to) {
  std::memcpy(to, &values, sizeof(values));
}

/// All the same.
template <class Lanes, class T>
[[nodiscard, gnu::always_inline]] inline Lanes all_lanes(T value) {
  return Lanes{} + value;
}

/// 0, 1, 2, ...
[[nodiscard, gnu::always_inline]] inline IntLanes lane_numbers() {
  return []<std::int32_t... i>(std::integer_sequence<std::int32_t, i...>) {
    return IntLanes{i...};
  }
  (std::make_integer_sequence<std::int32_t, lanes>{});
}

// Conversions: GCC 12 makes several instructions of each where there is one.

[[nodiscard, gnu::always_inline]] inline DoubleLanes as_doubles(const FloatLanes& values) {
#if defined(ENGRAM_LANES_512)
  return std::bit_cast<DoubleLanes>(
      _mm512_maskz_cvtps_pd(every_lane, std::bit_cast<__m256>(values)));
#else
  return __builtin_convertvector(values, DoubleLanes);
#endif
}
[[nodiscard, gnu::always_inline]] inline LongLanes as_longs(const IntLanes& values) {
#if defined(ENGRAM_LANES_512)
  return std::bit_cast<LongLanes>(
      _mm512_maskz_cvtepi32_epi64(every_lane, std::bit_cast<__m256i>(values)));
#else
  return __builtin_convertvector(values, LongLanes);
#endif
}
[[nodiscard, gnu::always_inline]] inline FloatLanes as_floats(const DoubleLanes& values) {
  return __builtin_convertvector(values, FloatLanes);
}
[[nodiscard, gnu::always_inline]] inline IntLanes as_ints(const LongLanes& values) {
  return __builtin_convertvector(values, IntLanes);
}

/// Rounded to single precision.
[[nodiscard, gnu::always_inline]] inline double as_float(double value) {
  return static_cast<double>(static_cast<float>(value));
}
[[nodiscard, gnu::always_inline]] inline DoubleLanes as_float(const DoubleLanes& values) {
  return as_doubles(as_floats(values));
}

/// `yes` where the condition holds. A condition is -1 where it holds and 0 elsewhere, as comparing
/// lanes gives it.
template <class Condition, class Lanes>
[[nodiscard, gnu::always_inline]] inline Lanes select(const Condition& condition, const Lanes& yes,
                                                      const Lanes& no) {
  return condition ? yes : no;
}
/// So that what is written once holds for one number and for several.
[[nodiscard, gnu::always_inline]] inline double select(bool condition, double yes, double no) {
  return condition ? yes : no;
}

/// Which lanes belong to the first `count`.
[[nodiscard, gnu::always_inline]] inline LongLanes first_lanes(std::size_t count) {
  return as_longs(lane_numbers()) < static_cast<std::int64_t>(count);
}

/// Which lanes hold, one bit each.
[[nodiscard, gnu::always_inline]] inline std::uint32_t lane_bits(const IntLanes& condition) {
#if defined(ENGRAM_LANES_512)
  const auto bits = std::bit_cast<__m256i>(condition);
  return _mm256_test_epi32_mask(bits, bits);
#else
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < lanes; ++i)
    bits |= static_cast<std::uint32_t>(condition[i]) & 1U << i;
  return bits;
#endif
}

/// The whole numbers as wide as one or several numbers.
template <class Real>
using WholeOf = std::conditional_t<std::is_same_v<Real, DoubleLanes>, LongLanes, std::int64_t>;

[[nodiscard, gnu::always_inline]] inline double magnitude(double value) {
  return std::bit_cast<double>(std::bit_cast<std::uint64_t>(value) & ~(std::uint64_t{1} << 63));
}
[[nodiscard, gnu::always_inline]] inline DoubleLanes magnitude(const DoubleLanes& values) {
  constexpr std::int64_t but_sign = 0x7fffffffffffffff;
  return std::bit_cast<DoubleLanes>(std::bit_cast<LongLanes>(values) & but_sign);
}

/// The smaller one of two as unsigned numbers, of which negative ones are the largest.
[[nodiscard, gnu::always_inline]] inline IntLanes smaller_unsigned(const IntLanes& a,
                                                                   const IntLanes& b) {
  return select(std::bit_cast<WordLanes>(a) < std::bit_cast<WordLanes>(b), a, b);
}

/// Products of whole numbers from 0 to 2^32 - 1: longer ones would take three times as long.
[[nodiscard, gnu::always_inline]] inline LongLanes short_product(const LongLanes& a,
                                                                 const LongLanes& b) {
#if defined(ENGRAM_LANES_512)
  return std::bit_cast<LongLanes>(
      _mm512_maskz_mul_epu32(every_lane, std::bit_cast<__m512i>(a), std::bit_cast<__m512i>(b)));
#else
  return a * b;
#endif
}
[[nodiscard, gnu::always_inline]] inline LongLanes short_product(const LongLanes& a,
                                                                 std::int64_t b) {
  return short_product(a, all_lanes<LongLanes>(b));
}

}  // namespace engram

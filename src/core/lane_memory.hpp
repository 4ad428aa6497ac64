#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "core/lanes.hpp"

namespace engram {

// Lanes from and to places that do not lie side by side.

/// base[index] for each index.
[[nodiscard, gnu::always_inline]] inline DoubleLanes gather(const double* base,
                                                            const LongLanes& index) {
#if defined(ENGRAM_LANES_512)
  return std::bit_cast<DoubleLanes>(_mm512_mask_i64gather_pd(
      _mm512_setzero_pd(), every_lane, std::bit_cast<__m512i>(index), base, sizeof(double)));
#else
  DoubleLanes values;
  for (std::size_t i = 0; i < lanes; ++i) values[i] = base[index[i]];
  return values;
#endif
}
[[nodiscard, gnu::always_inline]] inline DoubleLanes gather(const double* base,
                                                            const IntLanes& index) {
#if defined(ENGRAM_LANES_512)
  return std::bit_cast<DoubleLanes>(_mm512_mask_i32gather_pd(
      _mm512_setzero_pd(), every_lane, std::bit_cast<__m256i>(index), base, sizeof(double)));
#else
  return gather(base, as_longs(index));
#endif
}
[[nodiscard, gnu::always_inline]] inline LongLanes gather(const std::int64_t* base,
                                                          const IntLanes& index) {
#if defined(ENGRAM_LANES_512)
  return std::bit_cast<LongLanes>(_mm512_mask_i32gather_epi64(_mm512_setzero_si512(), every_lane,
                                                              std::bit_cast<__m256i>(index), base,
                                                              sizeof(std::int64_t)));
#else
  LongLanes values;
  const LongLanes wide = as_longs(index);
  for (std::size_t i = 0; i < lanes; ++i) {
    std::int64_t value;
    std::memcpy(&value, base + wide[i], sizeof(value));
    values[i] = value;
  }
  return values;
#endif
}

/// The first 4 bytes of each of some records, which lie side by side from `base` on.
template <std::size_t record_bytes>
[[nodiscard, gnu::always_inline]] inline IntLanes gather_words(const void* base,
                                                               const IntLanes& record) {
  static_assert(record_bytes % sizeof(std::int32_t) == 0);
  const IntLanes index = record * static_cast<std::int32_t>(record_bytes / sizeof(std::int32_t));
#if defined(ENGRAM_LANES_512)
  return std::bit_cast<IntLanes>(_mm256_i32gather_epi32(
      static_cast<const int*>(base), std::bit_cast<__m256i>(index), sizeof(std::int32_t)));
#else
  IntLanes values;
  const LongLanes wide = as_longs(index);
  for (std::size_t i = 0; i < lanes; ++i) {
    std::int32_t value;
    std::memcpy(&value, static_cast<const std::byte*>(base) + 4 * wide[i], sizeof(value));
    values[i] = value;
  }
  return values;
#endif
}

/// base[index] = value, in ascending order of the lanes.
[[gnu::always_inline]] inline void scatter(double* base, const IntLanes& index,
                                           const DoubleLanes& values) {
#if defined(ENGRAM_LANES_512)
  _mm512_i32scatter_pd(base, std::bit_cast<__m256i>(index), std::bit_cast<__m512d>(values),
                       sizeof(double));
#else
  const LongLanes wide = as_longs(index);
  for (std::size_t i = 0; i < lanes; ++i) base[wide[i]] = values[i];
#endif
}

/// Writes those of `values` whose bit is set side by side, and returns how many they are. Room for
/// all lanes must be left.
[[nodiscard, gnu::always_inline]] inline std::size_t compress(std::uint32_t bits,
                                                              const IntLanes& values,
                                                              std::int32_t* to) {
#if defined(ENGRAM_LANES_512)
  // Put side by side in a register: some processors are slow at doing that in memory.
  store_lanes(
      _mm256_maskz_compress_epi32(static_cast<__mmask8>(bits), std::bit_cast<__m256i>(values)), to);
#else
  std::int32_t* next = to;
  for (std::size_t i = 0; i < lanes; ++i) {
    *next = values[i];
    next += bits >> i & 1U;
  }
#endif
  return static_cast<std::size_t>(std::popcount(bits));
}

}  // namespace engram

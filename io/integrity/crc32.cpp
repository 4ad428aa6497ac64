#include "io/integrity/crc32.hpp"

#include <array>
#include <bit>
#include <cstring>

#if defined(__PCLMUL__)
#include <immintrin.h>
#endif

namespace engram {
namespace {

static_assert(std::endian::native == std::endian::little, "the files are little-endian");

// A CRC is the remainder of the bytes, taken as a polynomial over GF(2), after division by P of
// degree 32. Remainders stand mirrored: the highest bit is the coefficient of x^0.
constexpr std::uint32_t polynomial = 0xEDB88320U;  // P without x^32
constexpr std::uint32_t one = 0x80000000U;

constexpr std::uint32_t times_x(std::uint32_t value) {
  return (value >> 1) ^ ((value & 1U) != 0 ? polynomial : 0U);
}

constexpr std::uint32_t product(std::uint32_t a, std::uint32_t b) {
  std::uint32_t sum = 0;
  for (; a != 0; a <<= 1) {
    if ((a & one) != 0) sum ^= b;
    b = times_x(b);
  }
  return sum;
}

/// x^exponent.
constexpr std::uint32_t power_of_x(std::uint64_t exponent) {
  std::uint32_t result = one;
  for (std::uint32_t square = times_x(one); exponent != 0; exponent >>= 1) {
    if ((exponent & 1U) != 0) result = product(result, square);
    square = product(square, square);
  }
  return result;
}

constexpr std::size_t stride = 16;
using Tables = std::array<std::array<std::uint32_t, 256>, stride>;

/// tables[k][b]: what byte b becomes when k further bytes have gone by.
constexpr Tables make_tables() {
  Tables tables{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t value = byte;
    for (int bit = 0; bit < 8; ++bit) value = times_x(value);
    tables[0][byte] = value;
  }
  for (std::size_t k = 1; k < stride; ++k) {
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
      const std::uint32_t value = tables[k - 1][byte];
      tables[k][byte] = (value >> 8) ^ tables[0][value & 0xFF];
    }
  }
  return tables;
}

constexpr Tables tables = make_tables();

/// The remainder after these bytes, from the one before them.
std::uint32_t advance(std::uint32_t value, std::span<const std::byte> bytes) {
  while (bytes.size() >= stride) {
    std::array<std::uint32_t, stride / 4> words;
    std::memcpy(words.data(), bytes.data(), stride);
    words[0] ^= value;
    value = 0;
    for (std::size_t word = 0; word < words.size(); ++word) {
      for (std::size_t byte = 0; byte < 4; ++byte) {
        value ^= tables[stride - 1 - (4 * word + byte)][(words[word] >> (8 * byte)) & 0xFF];
      }
    }
    bytes = bytes.subspan(stride);
  }
  for (const std::byte byte : bytes) {
    value = (value >> 8) ^ tables[0][(value ^ static_cast<std::uint32_t>(byte)) & 0xFF];
  }
  return value;
}

#if defined(__PCLMUL__)

// Folding (Gopal et al. 2009, "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ"): 16
// bytes with n bytes behind them have the remainder of two products of their halves with x^(8n+64)
// and x^(8n) in place of the n-th 16 bytes behind them. So 64 bytes at a time go into four sums.
// Mirrored factors give their product times x, and these of 32 bits stand for x^32 times what is
// in them: hence the exponents.
__m128i factors(std::uint64_t bytes) {
  return _mm_set_epi64x(power_of_x(8 * bytes - 33), power_of_x(8 * bytes + 31));
}

__m128i folded(__m128i sum, __m128i by) {
  return _mm_xor_si128(_mm_clmulepi64_si128(sum, by, 0x00), _mm_clmulepi64_si128(sum, by, 0x11));
}

__m128i load(const std::byte* from) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
}

constexpr std::size_t sums = 4;
constexpr std::size_t fold_bytes = sums * stride;

/// Takes whole multiples of 64 bytes from the front, if there is enough for it to pay.
std::uint32_t advance_folding(std::uint32_t value, std::span<const std::byte>& bytes) {
  if (bytes.size() < 4 * fold_bytes) return value;
  __m128i sum[sums];  // NOLINT: std::array would drop its alignment
  for (std::size_t i = 0; i < sums; ++i) sum[i] = load(bytes.data() + i * stride);
  sum[0] = _mm_xor_si128(sum[0], _mm_cvtsi32_si128(static_cast<int>(value)));
  bytes = bytes.subspan(fold_bytes);
  const __m128i far = factors(fold_bytes);
  for (; bytes.size() >= fold_bytes; bytes = bytes.subspan(fold_bytes)) {
    for (std::size_t i = 0; i < sums; ++i) {
      sum[i] = _mm_xor_si128(folded(sum[i], far), load(bytes.data() + i * stride));
    }
  }
  const __m128i near = factors(stride);
  for (std::size_t i = 1; i < sums; ++i) sum[i] = _mm_xor_si128(folded(sum[i - 1], near), sum[i]);
  std::array<std::byte, stride> last;
  _mm_storeu_si128(reinterpret_cast<__m128i*>(last.data()), sum[sums - 1]);
  return advance(0, last);
}

#else

std::uint32_t advance_folding(std::uint32_t value, std::span<const std::byte>&) {
  return value;
}

#endif

}  // namespace

std::uint32_t crc32(std::span<const std::byte> bytes, std::uint32_t before) {
  const std::uint32_t value = advance_folding(~before, bytes);
  return ~advance(value, bytes);
}

std::uint32_t joined_crc32(std::uint32_t first, std::uint32_t second, std::uint64_t second_bytes) {
  return product(first, power_of_x(8 * second_bytes)) ^ second;
}

}  // namespace engram

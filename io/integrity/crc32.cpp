#include "io/integrity/crc32.hpp"

#include <array>
#include <bit>
#include <cstring>

namespace engram {
namespace {

constexpr std::size_t stride = 16;
using Tables = std::array<std::array<std::uint32_t, 256>, stride>;

/// tables[k][b]: what byte b becomes when k further bytes have gone by.
constexpr Tables make_tables() {
  Tables tables{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t value = byte;
    for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ ((value & 1) != 0 ? 0xEDB88320U : 0U);
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
static_assert(std::endian::native == std::endian::little, "the files are little-endian");

}  // namespace

std::uint32_t crc32(std::span<const std::byte> bytes, std::uint32_t before) {
  std::uint32_t value = ~before;
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
  return ~value;
}

}  // namespace engram

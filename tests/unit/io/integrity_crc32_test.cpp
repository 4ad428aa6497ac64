#include "io/integrity/crc32.hpp"

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

namespace engram {
namespace {

std::uint32_t of(std::string_view text) {
  return crc32(std::as_bytes(std::span(text)));
}

TEST(Crc32, IsThatOfEveryCatalogue) {
  EXPECT_EQ(of(""), 0U);
  EXPECT_EQ(of("123456789"), 0xCBF43926U);
  EXPECT_EQ(of("The quick brown fox jumps over the lazy dog"), 0x414FA339U);
}

/// One bit after the other, as the definition has it.
std::uint32_t by_definition(std::span<const std::byte> bytes) {
  std::uint32_t value = 0xFFFFFFFFU;
  for (const std::byte byte : bytes) {
    value ^= static_cast<std::uint32_t>(byte);
    for (int bit = 0; bit < 8; ++bit) {
      value = (value >> 1) ^ ((value & 1U) != 0 ? 0xEDB88320U : 0U);
    }
  }
  return ~value;
}

TEST(Crc32, IsThatOfTheDefinitionForEveryLength) {
  std::vector<std::byte> bytes;
  for (std::size_t length = 0; length < 700; ++length) {
    EXPECT_EQ(crc32(bytes), by_definition(bytes)) << length;
    bytes.push_back(static_cast<std::byte>(length * 37 + 11));
  }
}

TEST(Crc32, GoesOnFromTheBytesBefore) {
  std::vector<std::byte> bytes(777);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(i * i);
  const std::span<const std::byte> all(bytes);
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    EXPECT_EQ(crc32(all.subspan(cut), crc32(all.first(cut))), crc32(all));
  }
}

TEST(Crc32, FollowsFromThoseOfTheParts) {
  std::vector<std::byte> bytes(600);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(i * 5 + i / 7);
  const std::span<const std::byte> all(bytes);
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    const std::uint32_t second = by_definition(all.subspan(cut));
    EXPECT_EQ(joined_crc32(by_definition(all.first(cut)), second, bytes.size() - cut),
              by_definition(all));
  }
}

}  // namespace
}  // namespace engram

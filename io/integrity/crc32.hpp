#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace engram {

/// CRC-32 of some bytes: that of zlib, PNG and Ethernet (polynomial 0x04C11DB7, reflected), so that
/// others can compute it with a library call. It tells any change within 32 neighbouring bits for
/// certain, others but for one in 2^32. `before` is the value of the bytes in front of these.
[[nodiscard]] std::uint32_t crc32(std::span<const std::byte> bytes, std::uint32_t before = 0);

/// The CRC-32 of some bytes and `second_bytes` more behind them, from the CRC-32 of each.
[[nodiscard]] std::uint32_t joined_crc32(std::uint32_t first, std::uint32_t second,
                                         std::uint64_t second_bytes);

}  // namespace engram

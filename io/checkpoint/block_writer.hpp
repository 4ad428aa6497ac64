#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "parallel/scattered_values.hpp"

namespace engram {

/// The checksum of a block of a table.
struct BlockSum {
  std::uint64_t block;
  std::uint32_t sum;
  std::uint32_t unused = 0;
};

/// Where a table lies in a file.
struct TablePlace {
  std::uint64_t address;
  std::uint64_t values;
  std::size_t value_bytes;
};

/// Takes bytes that belong at a place in a file.
using PutBytes = std::function<void(std::uint64_t offset, std::span<const std::byte> bytes)>;

/// Puts blocks of Seal::block_bytes of a table, whole, with zeros where there is no value, and adds
/// their checksums to `sums`. `given` holds all values of the blocks that it has any of;
/// values may be given more than once. Throws what `put` throws.
void write_blocks(const PutBytes& put, const TablePlace& table, const ScatteredValues& given,
                  std::vector<BlockSum>& sums);

}  // namespace engram

#pragma once

#include <cstdint>
#include <vector>

#include "io/integrity/raw_file.hpp"
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

/// Writes blocks of Seal::block_bytes of a table, whole, with zeros where there is no value, and
/// adds their checksums to `sums`. `given` holds all values of the blocks that it has any of;
/// values may be given more than once. Throws FileError.
void write_blocks(RawFile& file, const TablePlace& table, const ScatteredValues& given,
                  std::vector<BlockSum>& sums);

}  // namespace engram

#include "io/checkpoint/block_writer.hpp"

#include <algorithm>
#include <cstring>

#include "io/integrity/crc32.hpp"
#include "io/integrity/seal.hpp"

namespace engram {
namespace {

/// A run within one block.
struct Piece {
  std::uint64_t block;
  std::uint64_t offset;  // bytes from the block's beginning
  std::uint64_t bytes;
  const std::byte* values;
};

std::vector<Piece> cut(const ScatteredValues& given, std::uint64_t value_bytes) {
  std::vector<Piece> pieces;
  const std::byte* next = given.bytes.data();
  for (const ValueRun& run : given.runs) {
    std::uint64_t place = run.first * value_bytes;
    const std::uint64_t end = place + run.count * value_bytes;
    while (place < end) {
      const std::uint64_t block = place / Seal::block_bytes;
      const std::uint64_t bytes = std::min(end, (block + 1) * Seal::block_bytes) - place;
      pieces.push_back({block, place - block * Seal::block_bytes, bytes, next});
      place += bytes;
      next += bytes;
    }
  }
  // Runs given twice overlap, so that their blocks need not come in order.
  std::stable_sort(pieces.begin(), pieces.end(),
                   [](const Piece& a, const Piece& b) { return a.block < b.block; });
  return pieces;
}

}  // namespace

void write_blocks(const PutBytes& put, const TablePlace& table, const ScatteredValues& given,
                  std::vector<BlockSum>& sums) {
  const std::uint64_t table_bytes = table.values * table.value_bytes;
  const std::vector<Piece> pieces = cut(given, table.value_bytes);
  std::vector<std::byte> buffer;
  for (auto piece = pieces.begin(); piece != pieces.end();) {
    const std::uint64_t block = piece->block;
    const std::uint64_t begin = block * Seal::block_bytes;
    buffer.assign(std::min(Seal::block_bytes, table_bytes - begin), std::byte{0});
    for (; piece != pieces.end() && piece->block == block; ++piece) {
      std::memcpy(buffer.data() + piece->offset, piece->values, piece->bytes);
    }
    put(table.address + begin, buffer);
    sums.push_back({block, crc32(buffer)});
  }
}

}  // namespace engram

#include "io/checkpoint/run_writer.hpp"

#include <algorithm>
#include <exception>
#include <tuple>

#include "core/errors.hpp"
#include "io/integrity/crc32.hpp"
#include "io/integrity/seal.hpp"
#include "parallel/typed_parcels.hpp"
#include "parallel/work_share.hpp"

namespace engram {
namespace {

/// What of a run lies in one block.
struct Piece {
  std::uint64_t block;
  std::uint64_t offset;
  std::span<const std::byte> bytes;
};

std::vector<Piece> cut(std::span<const ValueRun> runs, std::uint64_t value_bytes,
                       std::span<const std::byte> values) {
  std::vector<Piece> pieces;
  for (const ValueRun& run : runs) {
    std::uint64_t place = run.first * value_bytes;
    const std::uint64_t end = place + run.count * value_bytes;
    while (place < end) {
      const std::uint64_t block = place / Seal::block_bytes;
      const std::uint64_t bytes = std::min(end, (block + 1) * Seal::block_bytes) - place;
      pieces.push_back({block, place - block * Seal::block_bytes, values.first(bytes)});
      place += bytes;
      values = values.subspan(bytes);
    }
  }
  return pieces;
}

/// The sum of a block from those of its pieces, which are ordered.
BlockSum sum_of_block(std::uint64_t block, std::uint64_t block_bytes,
                      std::span<const PieceSum> pieces) {
  std::uint64_t end = 0;
  std::uint32_t sum = 0;
  for (const PieceSum& piece : pieces) {
    if (piece.offset != end) break;
    sum = joined_crc32(sum, piece.sum, piece.bytes);
    end += piece.bytes;
  }
  if (end != block_bytes) throw Error("rows of a table were saved twice or not at all");
  return {block, sum};
}

}  // namespace

std::vector<PieceSum> write_runs(RawFile& file, const TablePlace& table,
                                 std::span<const ValueRun> runs, std::span<const std::byte> values,
                                 int threads) {
  const std::vector<Piece> pieces = cut(runs, table.value_bytes, values);
  std::vector<PieceSum> sums(pieces.size());
  std::exception_ptr failure;
#pragma omp parallel for schedule(static) num_threads(threads)
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const auto& [block, offset, bytes] = pieces[i];
    try {
      sums[i] = {block, static_cast<std::uint32_t>(offset),
                 static_cast<std::uint32_t>(bytes.size()), crc32(bytes)};
      file.write(table.address + block * Seal::block_bytes + offset, bytes);
    } catch (...) {
#pragma omp critical
      failure = std::current_exception();
    }
  }
  if (failure) std::rethrow_exception(failure);
  return sums;
}

std::uint64_t blocks_in(std::uint64_t bytes) {
  return (bytes + Seal::block_bytes - 1) / Seal::block_bytes;
}

std::vector<PieceSum> exchange_sums(const Communicator& communicator, std::uint64_t blocks,
                                    std::span<const PieceSum> pieces) {
  TypedParcels<PieceSum> outgoing;
  for (const PieceSum& piece : pieces) {
    outgoing.add(rank_of_part(piece.block, blocks, communicator.size()), piece);
  }
  std::vector<PieceSum> mine;
  for (const auto& [rank, received] : outgoing.exchange(communicator)) {
    mine.insert(mine.end(), received.begin(), received.end());
  }
  return mine;
}

std::vector<BlockSum> join_sums(std::vector<PieceSum> pieces,
                                const std::function<std::uint64_t(std::uint64_t)>& block_bytes) {
  std::ranges::sort(pieces, {}, [](const PieceSum& p) { return std::tuple(p.block, p.offset); });
  std::vector<BlockSum> sums;
  for (auto piece = pieces.begin(); piece != pieces.end();) {
    const std::uint64_t block = piece->block;
    const auto end =
        std::find_if(piece, pieces.end(), [&](const PieceSum& p) { return p.block != block; });
    sums.push_back(sum_of_block(block, block_bytes(block), {piece, end}));
    piece = end;
  }
  return sums;
}

}  // namespace engram

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "io/checkpoint/block_writer.hpp"
#include "io/integrity/raw_file.hpp"
#include "parallel/communicator.hpp"
#include "parallel/value_run.hpp"

namespace engram {

/// The checksum of neighbouring bytes of a block of a table.
struct PieceSum {
  std::uint64_t block;
  std::uint32_t offset;  ///< from the block's beginning
  std::uint32_t bytes;
  std::uint32_t sum;
  std::uint32_t unused = 0;
};

/// Writes values from where they are, without putting blocks together: for runs long enough for
/// that. `runs`: of values, ascending; the values stand one behind the other. The pieces of the
/// runs that lie in different blocks are shared out among `threads`. Throws FileError.
[[nodiscard]] std::vector<PieceSum> write_runs(RawFile& file, const TablePlace& table,
                                               std::span<const ValueRun> runs,
                                               std::span<const std::byte> values, int threads);

/// Blocks of a table of so many bytes.
[[nodiscard]] std::uint64_t blocks_in(std::uint64_t bytes);

/// Collective: brings the pieces of each of `blocks` blocks together on one rank.
[[nodiscard]] std::vector<PieceSum> exchange_sums(const Communicator& communicator,
                                                  std::uint64_t blocks,
                                                  std::span<const PieceSum> pieces);

/// The checksums of blocks from those of all their pieces; `block_bytes` gives a block's length.
/// Throws Error if the pieces of a block overlap or leave something out.
[[nodiscard]] std::vector<BlockSum> join_sums(
    std::vector<PieceSum> pieces, const std::function<std::uint64_t(std::uint64_t)>& block_bytes);

}  // namespace engram

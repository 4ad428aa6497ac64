#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "io/checkpoint/block_writer.hpp"
#include "io/checkpoint/run_writer.hpp"
#include "io/integrity/raw_file.hpp"
#include "io/integrity/seal.hpp"
#include "parallel/communicator.hpp"

namespace engram {

/// The tables of a checkpoint and the checksums of their blocks, of which the seal is made. Rank 0
/// knows all; the others know of tables that are written in the background where their blocks
/// begin, so that their checksums can be brought together when they are known, all at once.
class TableSums {
 public:
  /// On rank 0: a table that has been made. Its blocks are holes, zeros, as long as nothing else is
  /// said.
  void add(const std::string& path, std::uint64_t address, std::uint64_t bytes);
  /// Collective: checksums of the last table's blocks.
  void collect(const Communicator& communicator, const std::vector<BlockSum>& sums);

  /// On all ranks: that the last table will be written in the background. Returns from where on its
  /// blocks are counted.
  [[nodiscard]] std::uint64_t expect(const TablePlace& place);
  /// Collective: brings the checksums of the pieces of all such tables together by block.
  [[nodiscard]] std::vector<PieceSum> exchange_expected(const Communicator& communicator,
                                                        const std::vector<PieceSum>& pieces) const;
  /// Those of the blocks. Throws Error if rows were saved twice or not at all.
  [[nodiscard]] std::vector<BlockSum> join_expected(std::vector<PieceSum> pieces) const;
  /// Collective: brings those to rank 0.
  void collect_expected(const Communicator& communicator, const std::vector<BlockSum>& sums);

  /// On rank 0: the seal of the file, of which everything else has been written.
  [[nodiscard]] Seal seal_of(const RawFile& file) const;

 private:
  struct Table {
    std::string path;
    std::uint64_t address;
    std::uint64_t bytes;
    std::vector<std::uint32_t> sums;  // of its blocks
  };
  /// A table written in the background.
  struct Expected {
    std::uint64_t first_block;
    std::uint64_t bytes;
    std::size_t table;  // on rank 0
  };

  [[nodiscard]] const Expected& table_of(std::uint64_t block) const;

  std::vector<Table> tables_;
  std::vector<Expected> expected_;
  std::uint64_t expected_blocks_ = 0;
};

}  // namespace engram

#include "io/checkpoint/table_sums.hpp"

#include <algorithm>
#include <span>

#include "io/integrity/crc32.hpp"
#include "parallel/typed_parcels.hpp"

namespace engram {
namespace {

std::vector<BlockSum> bring_to_root(const Communicator& communicator,
                                    const std::vector<BlockSum>& sums) {
  TypedParcels<BlockSum> outgoing;
  for (const BlockSum& each : sums) outgoing.add(Rank(0), each);
  std::vector<BlockSum> all;
  for (const auto& [rank, received] : outgoing.exchange(communicator)) {
    all.insert(all.end(), received.begin(), received.end());
  }
  return all;
}

}  // namespace

void TableSums::add(const std::string& path, std::uint64_t address, std::uint64_t bytes) {
  Table table{path, address, bytes, {}};
  for (std::uint64_t begin = 0; begin < bytes; begin += Seal::block_bytes) {
    const bool whole = bytes - begin >= Seal::block_bytes;
    const bool known = whole && !table.sums.empty();
    table.sums.push_back(known ? table.sums.front()
                               : crc32(std::vector<std::byte>(
                                     std::min(Seal::block_bytes, bytes - begin), std::byte{0})));
  }
  if (bytes > 0) tables_.push_back(std::move(table));
}

void TableSums::collect(const Communicator& communicator, const std::vector<BlockSum>& sums) {
  for (const BlockSum& each : bring_to_root(communicator, sums)) {
    tables_.back().sums[each.block] = each.sum;
  }
}

std::uint64_t TableSums::expect(const TablePlace& place) {
  const std::uint64_t first = expected_blocks_;
  const std::uint64_t bytes = place.values * place.value_bytes;
  expected_.push_back({first, bytes, tables_.empty() ? 0 : tables_.size() - 1});
  expected_blocks_ += blocks_in(bytes);
  return first;
}

const TableSums::Expected& TableSums::table_of(std::uint64_t block) const {
  const auto after = std::ranges::upper_bound(expected_, block, {}, &Expected::first_block);
  return *(after - 1);
}

std::vector<PieceSum> TableSums::exchange_expected(const Communicator& communicator,
                                                   const std::vector<PieceSum>& pieces) const {
  if (expected_blocks_ == 0) return {};
  return exchange_sums(communicator, expected_blocks_, pieces);
}

std::vector<BlockSum> TableSums::join_expected(std::vector<PieceSum> pieces) const {
  return join_sums(std::move(pieces), [this](std::uint64_t block) {
    const Expected& table = table_of(block);
    const std::uint64_t begin = (block - table.first_block) * Seal::block_bytes;
    return std::min(Seal::block_bytes, table.bytes - begin);
  });
}

void TableSums::collect_expected(const Communicator& communicator,
                                 const std::vector<BlockSum>& sums) {
  if (expected_blocks_ == 0) return;
  for (const BlockSum& each : bring_to_root(communicator, sums)) {
    const Expected& table = table_of(each.block);
    tables_[table.table].sums[each.block - table.first_block] = each.sum;
  }
}

Seal TableSums::seal_of(const RawFile& file) const {
  std::vector<Table> tables = tables_;
  std::sort(tables.begin(), tables.end(),
            [](const Table& a, const Table& b) { return a.address < b.address; });
  std::vector<SealedPart> parts;
  std::uint64_t end = 0;
  // What lies between the tables is HDF5's.
  const auto fill_up = [&](std::uint64_t to) {
    if (to > end) parts.push_back({"", end, to - end});
  };
  for (const Table& table : tables) {
    fill_up(table.address);
    parts.push_back({"the table '" + table.path + "'", table.address, table.bytes});
    end = table.address + table.bytes;
  }
  fill_up(file.size());
  Seal seal(std::move(parts));
  std::size_t next = 0;
  for (std::size_t part = 0; part < seal.parts().size(); ++part) {
    std::uint64_t block = seal.first_block(part);
    if (!seal.parts()[part].name.empty()) {
      for (const std::uint32_t sum : tables[next++].sums) seal.set_sum(block++, sum);
      continue;
    }
    const std::uint64_t last =
        part + 1 < seal.parts().size() ? seal.first_block(part + 1) : seal.blocks();
    for (; block < last; ++block) seal.set_sum(block, seal.sum_of(file, block));
  }
  return seal;
}

}  // namespace engram

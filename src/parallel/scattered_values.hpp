#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "parallel/communicator.hpp"
#include "parallel/value_run.hpp"

namespace engram {

/// Some values of a table: runs of neighbours, and their values one behind the other.
struct ScatteredValues {
  std::vector<ValueRun> runs;
  std::vector<std::byte> bytes;

  /// Adds values that begin at place `first`; joins them with the last run where they follow it.
  template <class T>
  void add(std::uint64_t first, std::span<const T> values) {
    if (values.empty()) return;
    const auto* raw = reinterpret_cast<const std::byte*>(values.data());
    add_run({first, values.size()}, raw, sizeof(T));
  }
  void add_run(const ValueRun& run, const std::byte* values, std::size_t value_bytes);
};

/// Collective: brings values that lie scattered over the ranks to those that write them, so that
/// neighbours are written at once. `total` is the number of values of the table that are being
/// written in all, in one or several calls; each block of `block` places always goes to the same
/// rank, as many ranks as the values are worth take some, and blocks are dealt out by a hash, so
/// that ranks that go through their values in any order do not crowd one writer.
[[nodiscard]] ScatteredValues bring_to_writers(const Communicator& communicator,
                                               std::uint64_t total, std::uint64_t block,
                                               std::size_t value_bytes,
                                               const ScatteredValues& mine);

/// Collective: numbers items that belong to keys below `bound`, key after key, and returns for each
/// of this rank's keys the number of its first item. `keys` ascend, and each key is on one rank;
/// `counts` has the number of items of each.
[[nodiscard]] std::vector<std::uint64_t> first_places(const Communicator& communicator,
                                                      std::span<const std::uint64_t> keys,
                                                      std::span<const std::uint64_t> counts,
                                                      std::uint64_t bound);

}  // namespace engram

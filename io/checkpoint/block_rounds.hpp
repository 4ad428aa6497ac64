#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "parallel/scattered_values.hpp"
#include "parallel/value_run.hpp"

namespace engram {

/// This rank's values of a table, dealt out to rounds in which they are brought to their writers.
/// All ranks' values of a block of the table go in the same round, so that its writer can put it
/// together, and a rank's neighbouring blocks go in different rounds, so that none has much more to
/// send in one round than in another.
class BlockRounds {
 public:
  /// `places` are runs of rows of `width` values, ascending; the rest must outlive this object.
  BlockRounds(std::span<const ValueRun> places, std::uint64_t width, std::uint64_t block_values,
              std::size_t value_bytes, std::span<const std::byte> values);

  /// Bytes of memory that sending everything in one round would take, about.
  [[nodiscard]] std::uint64_t load() const;
  /// What goes in a round: runs of values, counted row after row.
  [[nodiscard]] ScatteredValues round(std::uint64_t number, std::uint64_t rounds) const;

 private:
  /// Where the values of a block begin.
  struct Part {
    std::uint64_t block;
    std::size_t run;
    std::uint64_t skipped;  // values of that run before
    std::uint64_t offset;   // bytes before
  };

  std::vector<ValueRun> runs_;  // of values
  std::uint64_t block_values_;
  std::size_t value_bytes_;
  std::span<const std::byte> values_;
  std::vector<Part> parts_;
};

}  // namespace engram

#include "io/checkpoint/block_rounds.hpp"

#include <algorithm>

namespace engram {

BlockRounds::BlockRounds(std::span<const ValueRun> places, std::uint64_t width,
                         std::uint64_t block_values, std::size_t value_bytes,
                         std::span<const std::byte> values)
    : block_values_(block_values), value_bytes_(value_bytes), values_(values) {
  std::uint64_t offset = 0;
  for (const ValueRun& rows : places) {
    const ValueRun run{rows.first * width, rows.count * width};
    for (std::uint64_t done = 0; done < run.count;) {
      const std::uint64_t place = run.first + done;
      const std::uint64_t block = place / block_values;
      if (parts_.empty() || parts_.back().block != block) {
        parts_.push_back({block, runs_.size(), done, offset + done * value_bytes});
      }
      done += std::min(run.count - done, (block + 1) * block_values - place);
    }
    runs_.push_back(run);
    offset += run.count * value_bytes;
  }
}

std::uint64_t BlockRounds::load() const {
  constexpr std::uint64_t bytes_per_run = 64;
  return values_.size() + bytes_per_run * runs_.size();
}

ScatteredValues BlockRounds::round(std::uint64_t number, std::uint64_t rounds) const {
  ScatteredValues taken;
  for (const Part& part : parts_) {
    if (part.block % rounds != number) continue;
    const std::uint64_t end = (part.block + 1) * block_values_;
    const std::byte* next = values_.data() + part.offset;
    std::uint64_t skipped = part.skipped;
    for (std::size_t i = part.run; i < runs_.size() && runs_[i].first + skipped < end; ++i) {
      const std::uint64_t first = runs_[i].first + skipped;
      const std::uint64_t count = std::min(runs_[i].count - skipped, end - first);
      if (count > 0) taken.add_run({first, count}, next, value_bytes_);
      next += count * value_bytes_;
      skipped = 0;
    }
  }
  return taken;
}

}  // namespace engram

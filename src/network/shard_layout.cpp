#include "network/shard_layout.hpp"

#include <algorithm>
#include <map>

namespace engram {
namespace {

/// The part of `ranges` that holds neurons [begin, end) counted over the ranges.
std::vector<TargetRun> cut(const std::vector<IndexRange>& ranges, std::uint64_t begin,
                           std::uint64_t end) {
  std::vector<TargetRun> runs;
  std::uint64_t passed = 0;
  std::uint32_t local = 0;
  for (const IndexRange& range : ranges) {
    const std::uint64_t from = std::max(begin, passed);
    const std::uint64_t to = std::min(end, passed + range.size());
    if (from < to) {
      const auto count = static_cast<std::uint32_t>(to - from);
      runs.push_back({range.begin + (from - passed), local, count});
      local += count;
    }
    passed += range.size();
  }
  return runs;
}

std::vector<ShardLayout> divide(const std::map<PopulationId, std::vector<IndexRange>>& mine,
                                const std::vector<std::uint32_t>& pages, std::uint64_t shards) {
  std::vector<ShardLayout> layouts(shards);
  // Which shard gets the larger parts rotates with the population, so that the remainders spread.
  std::uint64_t rotation = 0;
  for (const auto& [population, ranges] : mine) {
    std::uint64_t total = 0;
    for (const IndexRange& range : ranges) total += range.size();
    // Parts begin at multiples of four neurons, which share their random words.
    const std::uint64_t quads = (total + 3) / 4;
    for (std::uint64_t part = 0; part < shards; ++part) {
      const std::uint64_t begin = std::min(total, quads * part / shards * 4);
      const std::uint64_t end = std::min(total, quads * (part + 1) / shards * 4);
      if (begin == end) continue;
      ShardLayout& shard = layouts[(part + rotation) % shards];
      GroupLayout group{population, cut(ranges, begin, end),
                        static_cast<std::uint32_t>(end - begin), shard.slots,
                        population.value() < pages.size() ? pages[population.value()] : 1};
      shard.slots += group.pages * group.page_size();
      shard.groups.push_back(std::move(group));
    }
    ++rotation;
  }
  return layouts;
}

}  // namespace

std::uint64_t GroupLayout::index_of(std::uint32_t local) const {
  const auto after = std::upper_bound(
      runs.begin(), runs.end(), local,
      [](std::uint32_t value, const TargetRun& run) { return value < run.first_local; });
  const TargetRun& run = *(after - 1);
  return run.first_index + (local - run.first_local);
}

std::uint64_t ShardLayout::neurons() const {
  std::uint64_t total = 0;
  for (const GroupLayout& group : groups) total += group.size;
  return total;
}

std::vector<ShardLayout> divide_into_shards(const std::vector<PopulationRange>& mine, int threads,
                                            const std::vector<std::uint32_t>& pages) {
  std::map<PopulationId, std::vector<IndexRange>> by_population;
  std::uint64_t neurons = 0;
  for (const PopulationRange& part : mine) {
    by_population[part.population].push_back(part.range);
    neurons += part.range.size();
  }
  const auto per_round = static_cast<std::uint64_t>(threads);
  std::uint64_t rounds = neurons / (per_round * max_shard_slots) + 1;
  for (;; ++rounds) {
    std::vector<ShardLayout> layouts = divide(by_population, pages, rounds * per_round);
    const bool fits = std::all_of(layouts.begin(), layouts.end(), [](const ShardLayout& shard) {
      return shard.slots <= max_shard_slots;
    });
    if (fits) return layouts;
  }
}

}  // namespace engram

#include "partitioning/grouped_partition.hpp"

#include <algorithm>

namespace engram {

GroupedPartition::GroupedPartition(const Tiles& tiles, std::vector<std::uint64_t> segment_sizes,
                                   std::vector<std::uint32_t> group_of,
                                   std::vector<RankGroup> groups)
    : segment_sizes_(std::move(segment_sizes)),
      groups_(std::move(groups)),
      segments_of_group_(groups_.size()) {
  std::vector<std::uint64_t> next(groups_.size());
  for (std::size_t population = 0; population < tiles.populations(); ++population) {
    first_segment_.push_back(segments_.size());
    const std::uint64_t neurons = tiles.neurons(population);
    for (std::uint64_t begin = 0; begin < neurons; begin += segment_sizes_[population]) {
      const auto number = static_cast<std::uint32_t>(segments_.size());
      const std::uint32_t group = group_of[number];
      const std::uint64_t size = std::min(segment_sizes_[population], neurons - begin);
      const Deal deal(size, tiles.tile(population), groups_[group].count, next[group]);
      next[group] = deal.next();
      segments_.push_back({population, begin, group, deal});
      segments_of_group_[group].push_back(number);
    }
  }
}

int GroupedPartition::ranks() const {
  return static_cast<int>(groups_.back().first + groups_.back().count);
}

Rank GroupedPartition::owner(PopulationId population, std::uint64_t index) const {
  const std::size_t p = population.value();
  const Segment& segment = segments_[first_segment_[p] + index / segment_sizes_[p]];
  const std::uint64_t part = segment.deal.part_of(index - segment.begin);
  return Rank(static_cast<std::int32_t>(groups_[segment.group].first + part));
}

std::vector<PopulationRange> GroupedPartition::neurons_of(Rank rank) const {
  const auto r = static_cast<std::uint64_t>(rank.value());
  const auto after =
      std::upper_bound(groups_.begin(), groups_.end(), r,
                       [](std::uint64_t value, const RankGroup& g) { return value < g.first; });
  const auto group = static_cast<std::size_t>(after - groups_.begin()) - 1;
  std::vector<PopulationRange> mine;
  for (const std::uint32_t number : segments_of_group_[group]) {
    const Segment& segment = segments_[number];
    const PopulationId population(static_cast<std::uint32_t>(segment.population));
    for (const IndexRange& run : segment.deal.runs_of(r - groups_[group].first)) {
      const IndexRange range{segment.begin + run.begin, segment.begin + run.end};
      const bool joins = !mine.empty() && mine.back().population == population &&
                         mine.back().range.end == range.begin;
      if (joins) {
        mine.back().range.end = range.end;
      } else {
        mine.push_back({population, range});
      }
    }
  }
  return mine;
}

}  // namespace engram

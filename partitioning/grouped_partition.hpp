#pragma once

#include <cstdint>
#include <vector>

#include "partitioning/deal.hpp"
#include "partitioning/partition.hpp"
#include "partitioning/tiles.hpp"

namespace engram {

/// Neighbouring ranks that share a part of the network.
struct RankGroup {
  std::uint64_t first = 0;
  std::uint64_t count = 1;
};

/// Cuts populations into segments, gives each segment to a group of ranks, and deals its neurons
/// among them. Memory grows with segments and groups only.
class GroupedPartition final : public Partition {
 public:
  /// `segment_sizes`: neurons per segment of each population (the last one may be shorter).
  /// `group_of`: a position in `groups` per segment, population after population. `groups` cover
  /// all ranks, ascending.
  GroupedPartition(const Tiles& tiles, std::vector<std::uint64_t> segment_sizes,
                   std::vector<std::uint32_t> group_of, std::vector<RankGroup> groups);

  int ranks() const override;
  Rank owner(PopulationId population, std::uint64_t index) const override;
  std::vector<PopulationRange> neurons_of(Rank rank) const override;

 private:
  struct Segment {
    std::size_t population;
    std::uint64_t begin;  // index within the population
    std::uint32_t group;
    Deal deal;
  };

  std::vector<std::uint64_t> segment_sizes_;
  std::vector<std::size_t> first_segment_;  // of each population
  std::vector<Segment> segments_;
  std::vector<RankGroup> groups_;
  std::vector<std::vector<std::uint32_t>> segments_of_group_;
};

}  // namespace engram

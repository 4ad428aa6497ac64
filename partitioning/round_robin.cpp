#include "partitioning/all_strategies.hpp"
#include "partitioning/deal.hpp"

namespace engram {
namespace {

class RoundRobin final : public Partition {
 public:
  RoundRobin(const Tiles& tiles, int ranks) : ranks_(ranks) {
    std::uint64_t first = 0;
    for (std::size_t population = 0; population < tiles.populations(); ++population) {
      deals_.emplace_back(tiles.neurons(population), tiles.tile(population),
                          static_cast<std::uint64_t>(ranks), first);
      first = deals_.back().next();
    }
  }

  int ranks() const override { return ranks_; }

  Rank owner(PopulationId population, std::uint64_t index) const override {
    return Rank(static_cast<std::int32_t>(deals_[population.value()].part_of(index)));
  }

  std::vector<PopulationRange> neurons_of(Rank rank) const override {
    std::vector<PopulationRange> mine;
    for (std::uint32_t population = 0; population < deals_.size(); ++population) {
      for (const IndexRange& run :
           deals_[population].runs_of(static_cast<std::uint64_t>(rank.value()))) {
        mine.push_back({PopulationId(population), run});
      }
    }
    return mine;
  }

 private:
  int ranks_;
  std::vector<Deal> deals_;
};

}  // namespace

Strategy round_robin_strategy() {
  StrategyInfo info;
  info.name = "round_robin";
  info.summary = "Every population is dealt to all ranks, tile after tile: the most even load.";
  info.equations =
      "tile t of a population belongs to rank (t + offset) mod ranks; the tiles of the last,\n"
      "incomplete round are cut into one equal run per rank";
  return {info, [](const PartitionInput& input) -> std::unique_ptr<Partition> {
            return std::make_unique<RoundRobin>(input.tiles, input.ranks);
          }};
}

}  // namespace engram

#include <algorithm>
#include <cmath>

#include "partitioning/all_strategies.hpp"

namespace engram {
namespace {

/// A place in the concatenated populations.
struct Place {
  std::size_t population = 0;
  std::uint64_t index = 0;

  auto operator<=>(const Place&) const = default;
};

/// Equal cost per rank along the concatenated populations. Costs are whole numbers, so that a
/// border is the same wherever it is computed.
class Block final : public Partition {
 public:
  explicit Block(const PartitionInput& input) : ranks_(static_cast<std::uint64_t>(input.ranks)) {
    std::uint64_t neurons = 0;
    double highest = 0.0;
    for (std::size_t population = 0; population < input.tiles.populations(); ++population) {
      sizes_.push_back(input.tiles.neurons(population));
      neurons += sizes_.back();
      highest = std::max(highest, input.neuron_cost[population]);
    }
    before_.push_back(0);
    for (std::size_t population = 0; population < sizes_.size(); ++population) {
      const double share = input.neuron_cost[population] / highest;
      weights_.push_back(std::max<std::uint64_t>(1, std::llround(share * 0x1p20)));
      before_.push_back(before_.back() + weights_.back() * sizes_[population]);
      grains_.push_back(grain(input.tiles.tile(population), neurons / ranks_));
    }
  }

  int ranks() const override { return static_cast<int>(ranks_); }

  Rank owner(PopulationId population, std::uint64_t index) const override {
    const Place place{population.value(), index};
    const std::uint64_t cost = before_[place.population] + weights_[place.population] * index;
    const std::uint64_t each = std::max<std::uint64_t>(1, before_.back() / ranks_);
    std::uint64_t rank = std::min(cost / each, ranks_ - 1);
    while (place < border(rank)) --rank;
    while (rank + 1 < ranks_ && !(place < border(rank + 1))) ++rank;
    return Rank(static_cast<std::int32_t>(rank));
  }

  std::vector<PopulationRange> neurons_of(Rank rank) const override {
    const auto r = static_cast<std::uint64_t>(rank.value());
    const Place from = border(r);
    const Place to = border(r + 1);
    std::vector<PopulationRange> mine;
    for (std::size_t p = from.population; p <= to.population && p < sizes_.size(); ++p) {
      const std::uint64_t begin = p == from.population ? from.index : 0;
      const std::uint64_t end = p == to.population ? to.index : sizes_[p];
      if (begin < end) mine.push_back({PopulationId(static_cast<std::uint32_t>(p)), {begin, end}});
    }
    return mine;
  }

 private:
  /// Borders lie on tiles, or on finer grains where a tile would be more than 1/64 of a rank.
  static std::uint64_t grain(std::uint64_t tile, std::uint64_t neurons_per_rank) {
    const std::uint64_t fine = neurons_per_rank / 64 / Tiles::grain * Tiles::grain;
    return std::max<std::uint64_t>(1, std::min(tile, fine));
  }

  /// The first neuron of rank `rank`; that of rank `ranks` stands after the last neuron.
  Place border(std::uint64_t rank) const {
    if (rank == 0) return {};
    if (rank >= ranks_) return {sizes_.size(), 0};
    const std::uint64_t total = before_.back();
    const std::uint64_t cost = total / ranks_ * rank + total % ranks_ * rank / ranks_;
    const auto after = std::upper_bound(before_.begin(), before_.end(), cost);
    const auto p = static_cast<std::size_t>(after - before_.begin()) - 1;
    if (p >= sizes_.size()) return {sizes_.size(), 0};
    const std::uint64_t step = weights_[p] * grains_[p];
    const std::uint64_t index = (cost - before_[p] + step / 2) / step * grains_[p];
    return index >= sizes_[p] ? Place{p + 1, 0} : Place{p, index};
  }

  std::uint64_t ranks_;
  std::vector<std::uint64_t> sizes_;
  std::vector<std::uint64_t> weights_;  // cost of a neuron, the dearest having 2^20
  std::vector<std::uint64_t>
      before_;  // cost of the populations before; one more than there are populations
  std::vector<std::uint64_t> grains_;
};

}  // namespace

Strategy block_strategy() {
  StrategyInfo info;
  info.name = "block";
  info.summary =
      "Neighbouring neurons stay together: every rank owns one run of the whole network, all of "
      "equal cost.";
  info.equations =
      "rank r owns the neurons whose cumulative cost lies in [r, r + 1) * total / ranks";
  return {info, [](const PartitionInput& input) -> std::unique_ptr<Partition> {
            return std::make_unique<Block>(input);
          }};
}

}  // namespace engram

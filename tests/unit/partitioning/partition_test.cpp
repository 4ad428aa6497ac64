#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "core/errors.hpp"
#include "partitioning/strategy.hpp"
#include "unit/partitioning/networks.hpp"

namespace engram {
namespace {

using testing::connect;
using testing::microcircuit;
using testing::populations;
using testing::small_catalogue;

std::unique_ptr<Partition> partition(Experiment experiment, const std::string& strategy,
                                     int ranks) {
  experiment.partitioning.strategy = strategy;
  return make_partition(experiment, small_catalogue(), ranks);
}

std::vector<std::uint64_t> neurons_per_rank(const Partition& partition) {
  std::vector<std::uint64_t> counts;
  for (int rank = 0; rank < partition.ranks(); ++rank) {
    counts.push_back(0);
    for (const PopulationRange& run : partition.neurons_of(Rank(rank)))
      counts.back() += run.range.size();
  }
  return counts;
}

/// Walks over all ranks: every neuron must come up exactly once, in ascending joined runs, and
/// owner() must say the same.
void expect_sound(const Partition& partition, const Experiment& experiment, int ranks) {
  ASSERT_EQ(partition.ranks(), ranks);
  std::vector<std::vector<int>> seen;
  for (const Population& population : experiment.populations)
    seen.emplace_back(population.size, -1);
  for (int rank = 0; rank < ranks; ++rank) {
    const std::vector<PopulationRange> runs = partition.neurons_of(Rank(rank));
    for (std::size_t i = 0; i < runs.size(); ++i) {
      ASSERT_LT(runs[i].range.begin, runs[i].range.end);
      if (i > 0) {
        const bool later_population = runs[i - 1].population < runs[i].population;
        ASSERT_TRUE(later_population || (runs[i - 1].population == runs[i].population &&
                                         runs[i - 1].range.end < runs[i].range.begin));
      }
      for (std::uint64_t index = runs[i].range.begin; index < runs[i].range.end; ++index) {
        int& owner = seen.at(runs[i].population.value()).at(index);
        ASSERT_EQ(owner, -1);
        owner = rank;
        ASSERT_EQ(partition.owner(runs[i].population, index), Rank(rank));
      }
    }
  }
  for (const auto& owners : seen) EXPECT_EQ(std::count(owners.begin(), owners.end(), -1), 0);
}

Experiment mixed_network() {
  Experiment experiment = populations({5000, 1, 0, 777, 16, 64, 12345, 3});
  experiment.populations[0].area = "V1";
  experiment.populations[3].area = "V1";
  experiment.populations[6].area = "V2";
  connect(experiment, "P0", "P0", 100);
  connect(experiment, "P0", "P6", 300);
  connect(experiment, "P6", "P3", 50);
  connect(experiment, "P3", "P1", 5);
  return experiment;
}

class EveryStrategy : public ::testing::TestWithParam<const char*> {};

TEST_P(EveryStrategy, GivesEveryNeuronToExactlyOneRank) {
  const Experiment experiment = mixed_network();
  for (const int ranks : {1, 2, 3, 4, 7, 16, 61, 200, 1000}) {
    SCOPED_TRACE(ranks);
    expect_sound(*partition(experiment, GetParam(), ranks), experiment, ranks);
  }
}

TEST_P(EveryStrategy, ServesMoreRanksThanNeurons) {
  Experiment experiment = populations({5, 3});
  connect(experiment, "P0", "P1", 2);
  for (const int ranks : {7, 8, 9, 100}) {
    SCOPED_TRACE(ranks);
    expect_sound(*partition(experiment, GetParam(), ranks), experiment, ranks);
  }
}

TEST_P(EveryStrategy, ServesAnEmptyNetwork) {
  const auto nothing = partition(populations({}), GetParam(), 3);
  EXPECT_EQ(nothing->ranks(), 3);
  EXPECT_TRUE(nothing->neurons_of(Rank(2)).empty());
}

TEST_P(EveryStrategy, FindsTheSamePartitionAgain) {
  const Experiment experiment = microcircuit();
  const auto first = partition(experiment, GetParam(), 5);
  const auto second = partition(experiment, GetParam(), 5);
  for (int rank = 0; rank < 5; ++rank) {
    EXPECT_EQ(first->neurons_of(Rank(rank)), second->neurons_of(Rank(rank)));
  }
}

TEST_P(EveryStrategy, IsInTheRegistryWithItsDescription) {
  const Strategy* strategy = find_strategy(GetParam());
  ASSERT_NE(strategy, nullptr);
  EXPECT_FALSE(strategy->info.summary.empty());
  EXPECT_FALSE(strategy->info.equations.empty());
}

INSTANTIATE_TEST_SUITE_P(Partition, EveryStrategy,
                         ::testing::Values("block", "round_robin", "metis", "area"));

/// Largest cost of a rank over the mean, from the neurons each rank owns.
double imbalance(const Experiment& experiment, const Partition& partition) {
  const NetworkLoad load = estimate_load(experiment, small_catalogue());
  const std::vector<double> cost = neuron_costs(load, {}, partition.ranks());
  double total = 0.0;
  double largest = 0.0;
  for (int rank = 0; rank < partition.ranks(); ++rank) {
    double mine = 0.0;
    for (const PopulationRange& run : partition.neurons_of(Rank(rank))) {
      mine += cost[run.population.value()] * static_cast<double>(run.range.size());
    }
    total += mine;
    largest = std::max(largest, mine);
  }
  return largest / total * partition.ranks();
}

TEST(Partition, RoundRobinSpreadsTheMicrocircuitEvenly) {
  const Experiment experiment = microcircuit();
  for (const int ranks : {2, 3, 4, 16, 64}) {
    SCOPED_TRACE(ranks);
    const auto dealt = partition(experiment, "round_robin", ranks);
    const std::vector<std::uint64_t> counts = neurons_per_rank(*dealt);
    const auto [least, most] = std::minmax_element(counts.begin(), counts.end());
    // Eight populations, each cut to at most four neurons.
    EXPECT_LE(*most - *least, 32U);
    EXPECT_LT(imbalance(experiment, *dealt), 1.01);
  }
}

TEST(Partition, RoundRobinSpreadsRemaindersOfManySmallPopulations) {
  const auto dealt = partition(populations(std::vector<std::uint64_t>(100, 3)), "round_robin", 8);
  const std::vector<std::uint64_t> counts = neurons_per_rank(*dealt);
  const auto [least, most] = std::minmax_element(counts.begin(), counts.end());
  EXPECT_LE(*most - *least, 1U);
}

TEST(Partition, BlockBalancesCost) {
  const Experiment experiment = microcircuit();
  for (const int ranks : {2, 3, 8, 50}) {
    EXPECT_LT(imbalance(experiment, *partition(experiment, "block", ranks)), 1.02) << ranks;
  }
}

TEST(Partition, BlockKeepsNeighboursTogether) {
  const auto blocks = partition(populations({10000}), "block", 7);
  for (int rank = 0; rank < 7; ++rank) EXPECT_EQ(blocks->neurons_of(Rank(rank)).size(), 1U);
}

TEST(Partition, MetisBalancesCost) {
  const Experiment experiment = microcircuit();
  for (const int ranks : {2, 3, 8}) {
    EXPECT_LT(imbalance(experiment, *partition(experiment, "metis", ranks)), 1.05) << ranks;
  }
}

TEST(Partition, MetisFindsTwoClusters) {
  // Two clusters, each of two populations listed apart from each other.
  Experiment experiment = populations({2000, 2000, 2000, 2000});
  for (const auto& [a, b] : {std::pair{"P0", "P2"}, {"P1", "P3"}}) {
    for (const auto* source : {a, b}) {
      for (const auto* target : {a, b}) connect(experiment, source, target, 200);
    }
  }
  connect(experiment, "P0", "P1", 1);
  const auto parts = partition(experiment, "metis", 2);
  int together = 0;
  for (std::uint64_t i = 0; i < 2000; ++i) {
    const bool left = parts->owner(PopulationId(0), i) == parts->owner(PopulationId(0), 0);
    const bool left_too = parts->owner(PopulationId(2), i) == parts->owner(PopulationId(0), 0);
    const bool right = parts->owner(PopulationId(1), i) != parts->owner(PopulationId(0), 0);
    const bool right_too = parts->owner(PopulationId(3), i) != parts->owner(PopulationId(0), 0);
    together += left && left_too && right && right_too ? 1 : 0;
  }
  EXPECT_EQ(together, 2000);
}

TEST(Partition, MetisFollowsDistanceOnAGrid) {
  // 64 by 64 neurons on a torus with short connections. Each sends its spikes to all ranks that
  // have a neuron within reach; count those, from the positions and not from any estimate.
  constexpr int side = 64;
  constexpr int reach = 6;
  Experiment experiment = populations({side * side});
  Positions grid;
  grid.kind = Positions::Kind::grid;
  grid.extent = {6400.0, 6400.0};
  grid.shape = {side, side};
  grid.periodic = true;
  experiment.populations[0].positions = grid;
  Projection projection;
  projection.source = projection.target = "P0";
  projection.rule.name = "pairwise_bernoulli";
  projection.rule.params = {{"p", 0.8}};
  projection.rule.kernel = DistanceKernel{DistanceKernel::Shape::gaussian, 300.0, reach * 100.0};
  experiment.projections.push_back(projection);
  const auto messages = [&](const std::string& strategy) {
    const auto parts = partition(experiment, strategy, 4);
    const auto owner = [&](int row, int column) {
      const int index = (row + side) % side * side + (column + side) % side;
      return parts->owner(PopulationId(0), static_cast<std::uint64_t>(index)).value();
    };
    int sent = 0;
    for (int row = 0; row < side; ++row) {
      for (int column = 0; column < side; ++column) {
        std::set<int> receivers;
        for (int dr = -reach; dr <= reach; ++dr) {
          for (int dc = -reach; dc <= reach; ++dc) {
            if (dr * dr + dc * dc <= reach * reach) receivers.insert(owner(row + dr, column + dc));
          }
        }
        receivers.erase(owner(row, column));
        sent += static_cast<int>(receivers.size());
      }
    }
    return sent;
  };
  // Dealt out, most neurons reach more than one other rank; in four strips of 16 rows, 12 of 16
  // rows reach one other rank, and squares are a little better still.
  EXPECT_GT(messages("round_robin"), 4096 * 3 / 2);
  EXPECT_LE(messages("metis"), 4096);
}

TEST(Partition, AreaKeepsAreasTogether) {
  Experiment experiment = populations({3000, 1000, 3000, 1000, 500, 500});
  const char* areas[] = {"A", "A", "B", "B", "C", "C"};
  for (std::size_t i = 0; i < 6; ++i) experiment.populations[i].area = areas[i];
  const auto parts = partition(experiment, "area", 9);
  // 4000, 4000 and 1000 neurons on 9 ranks: four, four and one.
  std::vector<int> of_area[3];
  for (std::uint32_t p = 0; p < 6; ++p) {
    for (std::uint64_t i = 0; i < experiment.populations[p].size; ++i) {
      of_area[p / 2].push_back(parts->owner(PopulationId(p), i).value());
    }
  }
  std::size_t ranks_used = 0;
  for (auto& owners : of_area) {
    std::sort(owners.begin(), owners.end());
    owners.erase(std::unique(owners.begin(), owners.end()), owners.end());
    EXPECT_EQ(owners.size(), static_cast<std::size_t>(owners.back() - owners.front() + 1));
    ranks_used += owners.size();
  }
  EXPECT_EQ(of_area[0].size(), 4U);
  EXPECT_EQ(of_area[1].size(), 4U);
  EXPECT_EQ(of_area[2].size(), 1U);
  EXPECT_EQ(ranks_used, 9U);
}

TEST(Partition, AreaPacksSmallAreasLargestFirst) {
  // On two ranks: 50 | 40, then 30 joins 40, then 20 joins 50.
  const auto parts = partition(populations({200, 300, 400, 500}), "area", 2);
  const auto owner = [&](std::uint32_t p) { return parts->owner(PopulationId(p), 0); };
  EXPECT_EQ(owner(3), owner(0));
  EXPECT_EQ(owner(2), owner(1));
  EXPECT_NE(owner(3), owner(2));
  const std::vector<std::uint64_t> counts = neurons_per_rank(*parts);
  EXPECT_EQ(counts[0], 700U);
  EXPECT_EQ(counts[1], 700U);
}

TEST(Partition, RefusesWhatItCannotServe) {
  EXPECT_THROW(partition(populations({10}), "round_robin", 0), Error);
  try {
    partition(populations({10}), "metiss", 2);
    FAIL() << "accepted an unknown strategy";
  } catch (const BadInput& error) {
    const std::string text = error.what();
    EXPECT_NE(text.find("metiss"), std::string::npos);
    EXPECT_NE(text.find("round_robin"), std::string::npos);
  }
}

TEST(Partition, StaysSmallForAHugeNetwork) {
  // A billion neurons: the map holds tiles or less, and a rank's share is a bounded number of runs.
  const Experiment experiment = populations({800'000'000, 200'000'000});
  for (const char* strategy : {"block", "round_robin", "area", "metis"}) {
    const auto parts = partition(experiment, strategy, 10000);
    EXPECT_LT(parts->neurons_of(Rank(4321)).size(), 100U) << strategy;
    const Rank owner = parts->owner(PopulationId(0), 123'456'789);
    const auto mine = parts->neurons_of(owner);
    EXPECT_TRUE(std::any_of(mine.begin(), mine.end(), [](const PopulationRange& run) {
      return run.population == PopulationId(0) && run.range.begin <= 123'456'789 &&
             123'456'789 < run.range.end;
    })) << strategy;
  }
}

}  // namespace
}  // namespace engram

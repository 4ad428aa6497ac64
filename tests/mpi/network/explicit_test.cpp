#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "core/errors.hpp"
#include "network/explicit_edges.hpp"
#include "network/explicit_exchange.hpp"
#include "network/explicit_sort.hpp"
#include "parallel/communicator.hpp"
#include "support/goodness_of_fit.hpp"
#include "support/memory_data.hpp"
#include "unit/network/rule_testing.hpp"

namespace engram {
namespace {

/// The synapses of the whole network on every rank, from the ranks' own. Targets are dealt out in
/// runs of 7.
std::vector<PlainSynapse> whole_network(const OneProjection& what, const Communicator& communicator,
                                        const DataSource* data = nullptr) {
  const auto ranks = static_cast<std::uint64_t>(communicator.size());
  const auto own = static_cast<std::uint64_t>(communicator.rank().value());
  const auto owner = [=](std::uint64_t target) {
    return Rank(static_cast<int>(target / 7 % ranks));
  };
  const auto edges = prepare_explicit(what.view(data), owner, communicator);
  // Two shards per rank.
  std::vector<TargetRun> shards[2];
  const std::uint64_t targets = what.view(data).target().size;
  std::uint32_t local = 0;
  for (std::uint64_t first = own * 7; first < targets; first += 7 * ranks) {
    const auto count = static_cast<std::uint32_t>(std::min<std::uint64_t>(7, targets - first));
    shards[first / 7 / ranks % 2].push_back({first, local, count});
    local += count;
  }
  std::vector<PlainSynapse> mine = synapses_of(what, shards[0], edges, data);
  const auto second = synapses_of(what, shards[1], edges, data);
  mine.insert(mine.end(), second.begin(), second.end());

  std::vector<Parcel> parcels;
  for (int rank = 0; rank < communicator.size(); ++rank) {
    Parcel parcel{Rank(rank), std::vector<std::byte>(mine.size() * sizeof(PlainSynapse))};
    if (!mine.empty()) std::memcpy(parcel.bytes.data(), mine.data(), parcel.bytes.size());
    parcels.push_back(std::move(parcel));
  }
  std::vector<PlainSynapse> all;
  for (const Parcel& parcel : communicator.exchange(std::move(parcels))) {
    const std::size_t before = all.size();
    all.resize(before + parcel.bytes.size() / sizeof(PlainSynapse));
    if (!parcel.bytes.empty()) std::memcpy(&all[before], parcel.bytes.data(), parcel.bytes.size());
  }
  std::sort(all.begin(), all.end());
  EXPECT_EQ(edges->bounds().synapses, all.size());
  for (const PlainSynapse& synapse : all) {
    EXPECT_LE(std::abs(synapse.weight), edges->bounds().max_abs_weight);
    EXPECT_GE(synapse.delay, edges->bounds().shortest_delay);
    EXPECT_LE(synapse.delay, edges->bounds().longest_delay);
  }
  return all;
}

class ExplicitSynapses : public ::testing::Test {
 protected:
  Communicator world_{MPI_COMM_WORLD};
  Communicator alone_{MPI_COMM_SELF};
};

OneProjection outdegree(std::uint64_t sources, std::uint64_t targets, double degree) {
  OneProjection what(sources, targets, "fixed_outdegree", {{"outdegree", degree}});
  what.with(Distribution::normal(3.0, 1.0), Distribution::uniform(0.2, 3.0));
  return what;
}

TEST_F(ExplicitSynapses, OutdegreesAreExactAndIndegreesBinomial) {
  const auto synapses = whole_network(outdegree(500, 400, 30), world_);
  for (const double degree : outdegrees(synapses, 500)) ASSERT_EQ(degree, 30.0);
  // 15,000 throws on 400 targets: mean 37.5, binomial.
  std::vector<double> observed(80, 0.0);
  std::vector<double> expected(80, 0.0);
  for (const double degree : indegrees(synapses, 400))
    observed[std::min(79, static_cast<int>(degree))] += 1.0;
  for (int k = 0; k < 80; ++k) {
    expected[static_cast<std::size_t>(k)] =
        400.0 * std::exp(std::lgamma(15001.0) - std::lgamma(k + 1.0) - std::lgamma(15001.0 - k) -
                         k * std::log(400.0) + (15000.0 - k) * std::log1p(-1.0 / 400.0));
  }
  EXPECT_TRUE(fits(observed, expected));
}

TEST_F(ExplicitSynapses, OutdegreeDoesNotDependOnTheRanks) {
  OneProjection different = outdegree(300, 1, 100);
  different.onto_itself().without_autapses().without_multapses();
  for (const OneProjection& what : {outdegree(500, 400, 30), different, outdegree(3, 90, 1000)}) {
    EXPECT_EQ(whole_network(what, world_), whole_network(what, alone_));
  }
}

TEST_F(ExplicitSynapses, OutdegreeHonoursAutapsesAndMultapses) {
  OneProjection what = outdegree(130, 1, 128);
  auto synapses = whole_network(what.onto_itself().without_autapses(), world_);
  EXPECT_EQ(autapses(synapses), 0U);
  EXPECT_GT(multapses(synapses), 0U);
  synapses = whole_network(what.without_multapses(), world_);
  EXPECT_EQ(synapses.size(), 130U * 128);
  EXPECT_EQ(autapses(synapses), 0U);
  EXPECT_EQ(multapses(synapses), 0U);
  // Each source leaves out one of 129 others, every one of them equally likely.
  std::vector<double> missing(129, 0.0);
  std::vector<std::vector<bool>> connected(130, std::vector<bool>(130, false));
  for (const auto& s : synapses) connected[s.source][s.target] = true;
  for (std::size_t i = 0; i < 130; ++i) {
    for (std::size_t j = 1; j < 130; ++j) missing[j - 1] += !connected[i][(i + j) % 130];
  }
  EXPECT_TRUE(fits(missing, std::vector<double>(129, 130.0 / 129.0)));
  what.projection().rule.params["outdegree"] = 130;
  EXPECT_THROW(whole_network(what, world_), Error);
}

/// 1,000 edges in no order, several between some pairs.
MemoryData edge_file() {
  MemoryData data;
  const RandomSource random(77, Purpose::sample, 0);
  for (std::uint64_t i = 0; i < 1000; ++i) {
    const RandomWords words = random.words(i, 0);
    data.all_edges.source.push_back(below(words[0], 200));
    data.all_edges.target.push_back(below(words[1], 90));
    data.all_edges.weight.push_back(0.25 * static_cast<double>(i) - 100.0);
    data.all_edges.delay.push_back(0.1 * (1 + i % 40));
  }
  data.all_edges.source[1] = data.all_edges.source[0];
  data.all_edges.target[1] = data.all_edges.target[0];
  return data;
}

TEST_F(ExplicitSynapses, EdgesOfAFileArriveWithTheirWeightsAndDelays) {
  const MemoryData data = edge_file();
  const OneProjection what(200, 90, "sonata_edges", {});
  std::vector<PlainSynapse> expected;
  for (std::size_t i = 0; i < 1000; ++i) {
    expected.push_back({data.all_edges.source[i], data.all_edges.target[i],
                        data.all_edges.weight[i], static_cast<std::uint32_t>(1 + i % 40)});
  }
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(whole_network(what, world_, &data), expected);
}

TEST_F(ExplicitSynapses, WeightsAndDelaysThatTheFileLacksAreDrawn) {
  MemoryData data = edge_file();
  data.all_edges.weight.clear();
  data.all_edges.delay.clear();
  OneProjection what(200, 90, "sonata_edges", {});
  what.with(Distribution::normal(2.0, 0.5), Distribution::uniform(0.5, 2.5));
  const auto synapses = whole_network(what, world_, &data);
  EXPECT_EQ(synapses, whole_network(what, alone_, &data));
  std::vector<double> weights;
  for (const auto& s : synapses) weights.push_back(s.weight);
  EXPECT_TRUE(follows(weights,
                      [](double x) { return 0.5 * std::erfc(-(x - 2.0) / 0.5 / std::sqrt(2.0)); }));
}

TEST_F(ExplicitSynapses, WeightsMayComeFromAnArray) {
  MemoryData data = edge_file();
  data.arrays["w"].values.assign(data.all_edges.weight.rbegin(), data.all_edges.weight.rend());
  OneProjection what(200, 90, "sonata_edges", {});
  what.with(ArrayFile{"values.h5", "w"}, 1.0);
  double sum = 0.0;
  for (const auto& s : whole_network(what, world_, &data))
    sum += s.weight * static_cast<double>(s.target);
  double expected = 0.0;
  for (std::size_t i = 0; i < 1000; ++i) {
    expected += data.all_edges.weight[999 - i] * static_cast<double>(data.all_edges.target[i]);
  }
  EXPECT_NEAR(sum, expected, 1e-9 * std::abs(expected));
  data.arrays["w"].values.pop_back();
  EXPECT_THROW(whole_network(what, world_, &data), Error);
}

// Whichever rank reads the bad edge, all ranks learn what is wrong.
TEST_F(ExplicitSynapses, BadEdgesAreRefusedOnEveryRank) {
  const auto message = [&](const OneProjection& what, const MemoryData& data) -> std::string {
    try {
      whole_network(what, world_, &data);
    } catch (const Error& error) {
      return error.what();
    }
    return "nothing was refused";
  };
  const OneProjection what(200, 90, "sonata_edges", {});
  for (const std::size_t edge : {0U, 400U, 999U}) {
    const std::string name = "edge " + std::to_string(edge);
    MemoryData data = edge_file();
    data.all_edges.source[edge] = 200;
    EXPECT_THAT(message(what, data), ::testing::HasSubstr(name + " has source_node_id 200"));
    data = edge_file();
    data.all_edges.target[edge] = 90;
    EXPECT_THAT(message(what, data), ::testing::HasSubstr(name + " has target_node_id 90"));
    data = edge_file();
    data.all_edges.weight[edge] = std::nan("");
    EXPECT_THAT(message(what, data), ::testing::HasSubstr(name + " has weight"));
    data = edge_file();
    data.all_edges.delay[edge] = 0.05;
    EXPECT_THAT(message(what, data), ::testing::HasSubstr(name + " has delay 0.05"));
  }
  OneProjection single(200, 90, "sonata_edges", {});
  EXPECT_THAT(message(single.without_multapses(), edge_file()),
              ::testing::HasSubstr("allow_multapses"));
  OneProjection itself(200, 90, "sonata_edges", {});
  MemoryData loop = edge_file();
  loop.all_edges.target[7] = loop.all_edges.source[7];
  EXPECT_THAT(message(itself.onto_itself().without_autapses(), loop),
              ::testing::HasSubstr("to itself"));
}

TEST_F(ExplicitSynapses, WeightsOutsideTheAllowedRangeAreRefusedOnEveryRank) {
  const OneProjection what(200, 90, "sonata_edges", {});
  const auto owner = [](std::uint64_t) { return Rank(0); };
  MemoryData data = edge_file();
  for (double& weight : data.all_edges.weight) weight = 5.0;
  ProjectionView view = what.view(&data);
  view.allow_weights({0.0, 40.0, "from 0 to 40"});
  EXPECT_EQ(prepare_explicit(view, owner, world_)->bounds().max_abs_weight, 5.0);
  for (const double wrong : {-0.5, 40.5}) {
    data.all_edges.weight[400] = wrong;
    try {
      static_cast<void>(prepare_explicit(view, owner, world_));
      ADD_FAILURE() << wrong << " was accepted";
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), ::testing::HasSubstr("edge 400 has weight"));
      EXPECT_THAT(error.what(), ::testing::HasSubstr("allowed: from 0 to 40"));
    }
  }
}

TEST_F(ExplicitSynapses, AnEmptyFileMakesNoSynapses) {
  const MemoryData data;
  EXPECT_TRUE(whole_network(OneProjection(200, 90, "sonata_edges", {}), world_, &data).empty());
}

TEST_F(ExplicitSynapses, SharesCoverEverythingOnce) {
  for (const std::uint64_t count : {0U, 1U, 5U, 1000U}) {
    const IndexRange share = share_of_rank(count, world_);
    EXPECT_EQ(world_.sum(share.size()), count);
    EXPECT_EQ(world_.sum_before(share.size()), share.begin);
  }
}

TEST_F(ExplicitSynapses, SortingOrdersByTargetSourceAndNumber) {
  struct Edge {
    std::uint32_t target, source, number;
    auto operator<=>(const Edge&) const = default;
  };
  const RandomSource random(5, Purpose::sample, 0);
  for (const std::uint32_t targets : {1U, 3U, 5000U, 0xffffffffU}) {
    std::vector<Edge> edges;
    for (std::uint32_t i = 0; i < 20000; ++i) {
      const RandomWords words = random.words(i, targets);
      edges.push_back({below(words[0], targets), below(words[1], 50), words[2]});
    }
    std::vector<Edge> expected = edges;
    std::sort(expected.begin(), expected.end());
    sort_edges(edges);
    EXPECT_EQ(edges, expected);
  }
  std::vector<Edge> none;
  sort_edges(none);
}

}  // namespace
}  // namespace engram

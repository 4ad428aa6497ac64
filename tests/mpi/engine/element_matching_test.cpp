#include "engine/element_matching.hpp"

#include <gtest/gtest.h>
#include <mpi.h>

#include <algorithm>
#include <functional>
#include <map>
#include <vector>

#include "parallel/typed_parcels.hpp"
#include "support/goodness_of_fit.hpp"

namespace engram {
namespace {

struct Pair {
  std::uint64_t source;
  std::uint64_t target;

  auto operator<=>(const Pair&) const = default;
};

/// Vacant elements of a whole network, dealt out to the ranks.
struct Network {
  std::vector<VacantElements> axons;
  std::vector<VacantElements> dendrites;
};

using Owner = std::function<int(std::uint64_t)>;

std::vector<VacantElements> part(const std::vector<VacantElements>& all, const Owner& owner,
                                 int rank) {
  std::vector<VacantElements> own;
  std::ranges::copy_if(all, std::back_inserter(own), [&](const VacantElements& each) {
    return owner(each.neuron.value()) == rank;
  });
  return own;
}

/// The synapses of a matching, the same list on all ranks. Checks that axons and dendrites tell the
/// same story.
std::vector<Pair> pairs_of(const ElementMatching& matching, const Network& network,
                           const Communicator& communicator, std::uint64_t update,
                           const Owner& owner) {
  const auto axons = part(network.axons, owner, communicator.rank().value());
  const auto dendrites = part(network.dendrites, owner, communicator.rank().value());
  const Matching found = matching.match(communicator, update, axons, dendrites);
  TypedParcels<Pair> outgoing;
  TypedParcels<std::uint64_t> bound;
  for (int rank = 0; rank < communicator.size(); ++rank) {
    for (const NewSynapse& each : found.synapses) {
      outgoing.add(Rank(rank), {each.source.value(), dendrites[each.dendrite].neuron.value()});
    }
    for (const std::uint32_t axon : found.axons) {
      bound.add(Rank(rank), axons[axon].neuron.value());
    }
  }
  std::vector<Pair> pairs;
  for (const auto& [rank, items] : outgoing.exchange(communicator)) {
    pairs.insert(pairs.end(), items.begin(), items.end());
  }
  std::map<std::uint64_t, int> of_axon;
  for (const auto& [rank, items] : bound.exchange(communicator)) {
    for (const std::uint64_t neuron : items) ++of_axon[neuron];
  }
  std::map<std::uint64_t, int> of_pairs;
  for (const Pair& pair : pairs) ++of_pairs[pair.source];
  EXPECT_EQ(of_axon, of_pairs);
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

/// What of each neuron is bound is there.
void expect_no_more_than_vacant(const std::vector<Pair>& pairs, const Network& network) {
  std::map<std::uint64_t, std::int64_t> axons;
  std::map<std::uint64_t, std::int64_t> dendrites;
  for (const VacantElements& each : network.axons) axons[each.neuron.value()] = each.count;
  for (const VacantElements& each : network.dendrites) dendrites[each.neuron.value()] = each.count;
  for (const Pair& pair : pairs) {
    EXPECT_GE(--axons[pair.source], 0);
    EXPECT_GE(--dendrites[pair.target], 0);
  }
}

Network uneven_network(std::uint64_t first_target) {
  Network network;
  for (std::uint32_t i = 0; i < 150; ++i) network.axons.push_back({NeuronId(i), 1 + i % 4, {}});
  for (std::uint32_t i = 0; i < 90; ++i) {
    network.dendrites.push_back({NeuronId(first_target + i), 2 + i % 5, {}});
  }
  return network;
}

const Communicator& world() {
  static const Communicator communicator(MPI_COMM_WORLD);
  return communicator;
}

TEST(ElementMatching, TheSameSynapsesForAnyPartition) {
  const Communicator alone(MPI_COMM_SELF);
  const auto ranks = static_cast<std::uint64_t>(world().size());
  const std::vector<Owner> owners{
      [=](std::uint64_t neuron) { return static_cast<int>(neuron % ranks); },
      [=](std::uint64_t neuron) { return static_cast<int>(neuron / 7 % ranks); },
      [=](std::uint64_t) { return static_cast<int>(ranks - 1); }};
  for (const std::uint64_t crowd : {16ULL, 100ULL, 8192ULL}) {
    const ElementMatching matching(5, 2, std::nullopt, std::nullopt, crowd);
    const Network network = uneven_network(100);
    const std::vector<Pair> expected =
        pairs_of(matching, network, alone, 3, [](std::uint64_t) { return 0; });
    EXPECT_EQ(expected.size(), 360U);  // all dendritic elements; there are more axonal ones
    expect_no_more_than_vacant(expected, network);
    for (const Owner& owner : owners) {
      EXPECT_EQ(pairs_of(matching, network, world(), 3, owner), expected) << crowd;
    }
  }
}

TEST(ElementMatching, UpdatesSeedsAndEntriesDiffer) {
  const Network network = uneven_network(100);
  const auto pairs = [&](std::uint64_t seed, std::uint32_t entry, std::uint64_t update) {
    return pairs_of(ElementMatching(seed, entry, std::nullopt, std::nullopt), network, world(),
                    update, [](std::uint64_t) { return 0; });
  };
  const std::vector<Pair> first = pairs(1, 0, 1);
  EXPECT_EQ(pairs(1, 0, 1), first);
  EXPECT_NE(pairs(1, 0, 2), first);
  EXPECT_NE(pairs(1, 1, 1), first);
  EXPECT_NE(pairs(2, 0, 1), first);
}

TEST(ElementMatching, NoNeuronMeetsItself) {
  // Two neurons with many elements each: all four kinds of pairs would be equally likely.
  const Network network{{{NeuronId(0), 40, {}}, {NeuronId(1), 40, {}}},
                        {{NeuronId(0), 40, {}}, {NeuronId(1), 40, {}}}};
  const ElementMatching matching(1, 0, std::nullopt, std::nullopt);
  const auto ranks = static_cast<std::uint64_t>(world().size());
  const std::vector<Pair> pairs =
      pairs_of(matching, network, world(), 1,
               [=](std::uint64_t neuron) { return static_cast<int>(neuron % ranks); });
  for (const Pair& pair : pairs) EXPECT_NE(pair.source, pair.target);
  // What is refused in one round meets others in the next.
  EXPECT_EQ(pairs.size(), 80U);
}

TEST(ElementMatching, AllPairsAreEquallyLikely) {
  const Communicator alone(MPI_COMM_SELF);
  for (const std::uint64_t crowd : {8ULL, 8192ULL}) {
    const ElementMatching matching(9, 0, std::nullopt, std::nullopt, crowd);
    Network network;
    for (std::uint32_t i = 0; i < 5; ++i) network.axons.push_back({NeuronId(i), 1 + i, {}});
    for (std::uint32_t i = 0; i < 4; ++i) network.dendrites.push_back({NeuronId(10 + i), 2, {}});
    std::vector<double> seen(20, 0.0);
    constexpr int updates = 4000;
    for (int update = 1; update <= updates; ++update) {
      for (const Pair& pair : pairs_of(matching, network, alone, static_cast<std::uint64_t>(update),
                                       [](std::uint64_t) { return 0; })) {
        ++seen[pair.source * 4 + (pair.target - 10)];
      }
    }
    // 8 dendritic elements take 8 of the 15 axonal ones: a neuron with k elements expects 8 k / 15.
    std::vector<double> expected;
    for (std::size_t i = 0; i < 5; ++i) {
      for (int j = 0; j < 4; ++j) {
        expected.push_back(updates * 8.0 * static_cast<double>(i + 1) / 15.0 / 4.0);
      }
    }
    EXPECT_TRUE(fits(seen, expected)) << crowd;
  }
}

TEST(ElementMatching, AKernelMakesNearPairsMoreLikely) {
  const Communicator alone(MPI_COMM_SELF);
  // One axonal element and one dendritic one at some distance: they meet once per round and agree
  // with the kernel's probability, so that none is made with (1 - p)^rounds.
  const DistanceKernel kernel{.shape = DistanceKernel::Shape::gaussian, .scale = 100.0};
  const ElementMatching matching(4, 0, kernel, Metric(2, false, {1000.0, 1000.0}));
  constexpr int updates = 3000;
  for (const double distance : {0.0, 200.0, 270.0, 330.0}) {
    const Network network{{{NeuronId(0), 1, {distance, 0.0, 0.0}}},
                          {{NeuronId(1), 1, {0.0, 0.0, 0.0}}}};
    double made = 0.0;
    for (int update = 1; update <= updates; ++update) {
      made += static_cast<double>(
          pairs_of(matching, network, alone, static_cast<std::uint64_t>(update), [](std::uint64_t) {
            return 0;
          }).size());
    }
    const double p = std::exp(-0.5 * distance * distance / 1e4);
    const double expected = 1.0 - std::pow(1.0 - p, ElementMatching::rounds);
    EXPECT_NEAR(made / updates, expected,
                4.0 * std::sqrt(expected * (1.0 - expected) / updates) + 1e-12)
        << distance;
  }
}

TEST(ElementMatching, NothingBeyondTheKernelsLimit) {
  const DistanceKernel kernel{
      .shape = DistanceKernel::Shape::exponential, .scale = 100.0, .max_distance = 150.0};
  const ElementMatching matching(4, 0, kernel, Metric(2, false, {1000.0, 1000.0}));
  Network network;
  for (std::uint32_t i = 0; i < 40; ++i) {
    network.axons.push_back({NeuronId(i), 3, {25.0 * i, 0.0, 0.0}});
    network.dendrites.push_back({NeuronId(100 + i), 3, {25.0 * i, 0.0, 0.0}});
  }
  const std::vector<Pair> pairs =
      pairs_of(matching, network, world(), 1, [](std::uint64_t) { return 0; });
  EXPECT_GT(pairs.size(), 40U);
  for (const Pair& pair : pairs) {
    const auto apart = static_cast<double>(pair.source) - static_cast<double>(pair.target - 100);
    EXPECT_LE(std::abs(25.0 * apart), 150.0);
  }
  expect_no_more_than_vacant(pairs, network);
}

}  // namespace
}  // namespace engram

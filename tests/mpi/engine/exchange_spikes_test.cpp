#include "engine/exchange_spikes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "core/errors.hpp"
#include "support/memory_data.hpp"

namespace engram {
namespace {

using ::testing::HasSubstr;

/// Counts the spikes that are read.
class CountingData : public MemoryData {
 public:
  mutable std::uint64_t read = 0;
  mutable std::uint64_t longest = 0;

  [[nodiscard]] SpikeBlock read_spikes(const std::string& file, const std::string& population,
                                       IndexRange spikes) const override {
    read += spikes.size();
    longest = std::max(longest, spikes.size());
    return MemoryData::read_spikes(file, population, spikes);
  }
};

class ExchangeSpikes : public ::testing::Test {
 protected:
  ExchangeSpikes() {
    experiment_.simulation.dt = 0.1;
    for (const auto& [name, size] : {std::pair{"big", 100}, std::pair{"small", 10}}) {
      Population population;
      population.name = name;
      population.size = static_cast<std::uint64_t>(size);
      experiment_.populations.push_back(population);
    }
    Stimulus stimulus;
    stimulus.name = "replay";
    stimulus.targets.resize(2);
    stimulus.targets[0].population = "small";
    stimulus.targets[1].population = "big";
    stimulus.spikes = SpikeList{{}, "spikes.h5", ""};
    experiment_.stimuli = {Stimulus{}, stimulus};
    for (std::uint64_t i = 0; i < spikes; ++i) {
      data_.all_spikes.node_ids.push_back(i * 37 % 100);
      data_.all_spikes.times.push_back(0.1 * static_cast<double>(1 + i * 13 % 50));
    }
  }

  /// Neurons of every population are dealt out.
  [[nodiscard]] Rank owner(std::uint64_t index) const {
    return Rank(static_cast<int>(index % static_cast<std::uint64_t>(world_.size())));
  }
  [[nodiscard]] SpikesFromFiles exchange() const {
    return exchange_spikes(experiment_, NetworkLayout(experiment_), data_, world_,
                           [this](PopulationId, std::uint64_t index) { return owner(index); });
  }
  /// What this rank should get for a population of this size.
  [[nodiscard]] std::vector<std::pair<std::uint64_t, std::int64_t>> expected(
      std::uint64_t size) const {
    std::vector<std::pair<std::uint64_t, std::int64_t>> mine;
    for (std::uint64_t i = 0; i < spikes; ++i) {
      const std::uint64_t id = data_.all_spikes.node_ids[i];
      if (id < size && owner(id) == world_.rank()) {
        mine.emplace_back(id, static_cast<std::int64_t>(i * 13 % 50));
      }
    }
    std::sort(mine.begin(), mine.end());
    return mine;
  }

  static constexpr std::uint64_t spikes = 1003;
  Communicator world_{MPI_COMM_WORLD};
  Experiment experiment_;
  CountingData data_;
};

std::vector<std::pair<std::uint64_t, std::int64_t>> pairs_of(const std::vector<TimedSpike>& list) {
  std::vector<std::pair<std::uint64_t, std::int64_t>> pairs;
  for (const TimedSpike& spike : list) pairs.emplace_back(spike.index, spike.step);
  return pairs;
}

TEST_F(ExchangeSpikes, GivesEachRankTheSpikesOfItsNeurons) {
  const SpikesFromFiles lists = exchange();
  ASSERT_EQ(lists.size(), 2U);
  EXPECT_TRUE(lists[0].empty());
  ASSERT_EQ(lists[1].size(), 2U);
  EXPECT_EQ(pairs_of(lists[1][0]), expected(10));
  EXPECT_EQ(pairs_of(lists[1][1]), expected(100));
}

TEST_F(ExchangeSpikes, EachRankReadsItsShareOnly) {
  (void)exchange();
  const auto ranks = static_cast<std::uint64_t>(world_.size());
  EXPECT_LE(data_.longest, spikes / ranks + 1);
  // Once for each of the two populations.
  EXPECT_EQ(world_.sum(data_.read), 2 * spikes);
}

TEST_F(ExchangeSpikes, WhatOneRankFindsWrongAllRefuse) {
  const auto told = [this] {
    try {
      (void)exchange();
    } catch (const BadInput& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  data_.all_spikes.node_ids[1002] = 100;
  EXPECT_THAT(told(), HasSubstr("spikes.h5"));
  EXPECT_THAT(told(), HasSubstr("spike 1002 is for neuron 100; allowed: below 100"));
  data_.all_spikes.node_ids[1002] = 99;
  EXPECT_EQ(told(), "");
  data_.all_spikes.times[7] = 0.04;
  EXPECT_THAT(told(),
              HasSubstr("spike 7 is at 0.04 ms; allowed: 0.1 ms, the end of the first step"));
}

}  // namespace
}  // namespace engram

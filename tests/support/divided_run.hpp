#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "api/catalogue.hpp"
#include "core/hash.hpp"
#include "engine/build_network.hpp"
#include "model/validate.hpp"
#include "support/memory_archive.hpp"
#include "support/memory_data.hpp"

namespace engram {

/// How a network is divided: ranks as in the communicator, neurons to ranks by some rule.
struct Division {
  MPI_Comm comm = MPI_COMM_SELF;
  int threads = 1;
  enum class Owners { blocks, mixed, by_population } owners = Owners::blocks;
};

/// A network that has been built in some way, and computes.
class DividedRun {
 public:
  DividedRun(const Experiment& experiment, const Division& division)
      : communicator_(division.comm) {
    const Catalogue catalogue = full_catalogue();
    EXPECT_TRUE(validate(experiment, catalogue).empty());
    const NetworkLayout layout(experiment);
    const auto owner = [&, size = communicator_.size()](PopulationId population,
                                                        std::uint64_t index) {
      std::uint64_t number = 0;
      switch (division.owners) {
        case Division::Owners::blocks:
          return Rank(static_cast<std::int32_t>(index * static_cast<std::uint64_t>(size) /
                                                layout.size(population)));
        case Division::Owners::mixed:
          number = mix_bits(mix_bits(population.value() + 17) ^ index);
          break;
        case Division::Owners::by_population:
          number = population.value();
          break;
      }
      return Rank(static_cast<std::int32_t>(number % static_cast<std::uint64_t>(size)));
    };
    std::vector<PopulationRange> mine;
    for (std::uint32_t p = 0; p < layout.populations(); ++p) {
      const PopulationId population(p);
      for (std::uint64_t i = 0; i < layout.size(population); ++i) {
        if (owner(population, i) != communicator_.rank()) continue;
        if (!mine.empty() && mine.back().population == population && mine.back().range.end == i) {
          ++mine.back().range.end;
        } else {
          mine.push_back({population, {i, i + 1}});
        }
      }
    }
    const BuildInput input{experiment, catalogue, layout,           data_, communicator_,
                           mine,       owner,     division.threads, {}};
    simulator_ = std::make_unique<Simulator>(communicator_, build_network(input).network,
                                             division.threads, Step(0));
  }

  void run(std::int64_t steps) { simulator_->run(steps); }

  /// The state, the same on all ranks.
  [[nodiscard]] MemoryTables save() {
    MemoryTables tables;
    MemoryArchive archive(communicator_, StateArchive::Direction::save, tables);
    simulator_->transfer_state(archive);
    return tables;
  }
  void load(MemoryTables tables) {
    MemoryArchive archive(communicator_, StateArchive::Direction::load, tables);
    simulator_->transfer_state(archive);
  }

  [[nodiscard]] Simulator& simulator() { return *simulator_; }
  /// Of all ranks.
  [[nodiscard]] std::uint64_t spike_hash() const {
    return communicator_.sum(simulator_->spike_hash());
  }
  [[nodiscard]] std::uint64_t synaptic_events() const {
    return communicator_.sum(simulator_->synaptic_events());
  }
  [[nodiscard]] std::uint64_t spikes() const {
    std::uint64_t sum = 0;
    for (const std::uint64_t each : simulator_->spikes_per_population()) sum += each;
    return communicator_.sum(sum);
  }

  /// Of all plastic synapses so far: events, and sizes of changes in quanta, per projection.
  struct PlasticCounts {
    std::vector<std::uint64_t> events, quanta;

    bool operator==(const PlasticCounts&) const = default;
  };
  [[nodiscard]] PlasticCounts plastic_counts() const {
    constexpr std::size_t most = 64;
    PlasticCounts counts{std::vector<std::uint64_t>(most), std::vector<std::uint64_t>(most)};
    for (const Shard& shard : simulator_->shards()) {
      for (const auto& rows : shard.plastic()) {
        counts.events.at(rows->projection()) += rows->events();
        counts.quanta.at(rows->projection()) += rows->change_quanta();
      }
    }
    return {communicator_.sum(counts.events), communicator_.sum(counts.quanta)};
  }

 private:
  Communicator communicator_;
  MemoryData data_;
  std::unique_ptr<Simulator> simulator_;
};

/// What a group remembers for synapses onto any of its neurons depends on which neurons live
/// together; all other tables do not.
inline bool depends_on_division(const std::string& path) {
  for (const char* part : {"/spikes_", "/voltage_", "/scaling"}) {
    if (path.find(part) != std::string::npos) return true;
  }
  return false;
}

inline void expect_same_state(const MemoryTables& one, const MemoryTables& other,
                              const std::string& what) {
  std::vector<std::string> names;
  std::vector<std::string> others;
  for (const auto& [path, table] : one) names.push_back(path);
  for (const auto& [path, table] : other) others.push_back(path);
  EXPECT_EQ(names, others) << what;
  for (const auto& [path, table] : one) {
    if (depends_on_division(path) || !other.contains(path)) continue;
    EXPECT_TRUE(table == other.at(path)) << what << ": " << path;
  }
}

}  // namespace engram

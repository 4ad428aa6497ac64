#include <gtest/gtest.h>
#include <mpi.h>

#include <vector>

#include "api/catalogue.hpp"
#include "engine/build_network.hpp"
#include "engram/experiment_file.hpp"
#include "support/memory_data.hpp"

namespace engram {
namespace {

/// What a network has come to in some stretch of time.
struct Stage {
  std::vector<double> rates;  // Hz, per population
  std::uint64_t synapses = 0;
};

/// Runs an experiment with one thread in stretches of `ms` milliseconds.
std::vector<Stage> develop(const Experiment& experiment, std::size_t stages, double ms) {
  const Catalogue catalogue = full_catalogue();
  const MemoryData data;
  const Communicator alone(MPI_COMM_SELF);
  const NetworkLayout layout(experiment);
  std::vector<PopulationRange> mine;
  for (std::uint32_t p = 0; p < layout.populations(); ++p) {
    mine.push_back({PopulationId(p), {0, layout.size(PopulationId(p))}});
  }
  const BuildInput input{experiment,
                         catalogue,
                         layout,
                         data,
                         alone,
                         mine,
                         [](PopulationId, std::uint64_t) { return Rank(0); },
                         1,
                         {}};
  Simulator simulator(alone, build_network(input).network, 1, Step(0));
  std::vector<Stage> all;
  std::vector<std::uint64_t> before(layout.populations(), 0);
  for (std::size_t stage = 0; stage < stages; ++stage) {
    simulator.run(TimeGrid(experiment.simulation.dt).steps(ms));
    Stage now;
    const std::vector<std::uint64_t> spikes = simulator.spikes_per_population();
    for (std::uint32_t p = 0; p < layout.populations(); ++p) {
      const auto size = static_cast<double>(layout.size(PopulationId(p)));
      now.rates.push_back(static_cast<double>(spikes[p] - before[p]) / size / (ms * 1e-3));
    }
    before = spikes;
    for (const auto& rows : simulator.shards()[0].plastic()) now.synapses += rows->synapses();
    all.push_back(std::move(now));
  }
  return all;
}

/// experiments/development.yaml without its last third.
TEST(Development, ANetworkWithoutSynapsesGrowsToItsSetPoints) {
  const Experiment experiment =
      load_experiment(std::string(ENGRAM_SOURCE_DIR) + "/experiments/development.yaml");
  ASSERT_EQ(experiment.populations[0].name, "E");
  ASSERT_EQ(experiment.populations[1].name, "I");
  constexpr double stretch = 40000.0;
  const std::vector<Stage> stages = develop(experiment, 5, stretch);
  // epsilon / (tau_Ca beta_Ca): 5 and 20 Hz. Of 160 to 200 s of model time, within 15 %.
  EXPECT_NEAR(stages.back().rates[0], 5.0, 0.75);
  EXPECT_NEAR(stages.back().rates[1], 20.0, 3.0);
  // The background alone drives the inhibitory neurons to a fraction of that.
  Experiment unconnected = experiment;
  unconnected.structural.clear();
  EXPECT_LT(develop(unconnected, 1, 10000.0)[0].rates[1], 10.0);
  // Synapses grow from none, at first more than are needed; then their number stays.
  EXPECT_GT(stages[0].synapses, 500U);
  double mean = 0.0;
  for (std::size_t i = 2; i < 5; ++i) mean += static_cast<double>(stages[i].synapses) / 3.0;
  EXPECT_GT(mean, 500.0);
  for (std::size_t i = 2; i < 5; ++i) {
    EXPECT_NEAR(static_cast<double>(stages[i].synapses), mean, 0.2 * mean) << i;
  }
}

}  // namespace
}  // namespace engram

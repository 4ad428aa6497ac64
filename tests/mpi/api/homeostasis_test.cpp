#include <gtest/gtest.h>
#include <mpi.h>

#include <utility>

#include "engram/simulation.hpp"

// The same bits on all ranks and threads as on one, where thresholds and weights follow rates and
// voltages.
namespace engram {
namespace {

/// A random network under Poisson input; homeostasis acts several times.
Experiment network(const std::string& model, const std::string& synapse_model, double weight) {
  Experiment experiment;
  experiment.simulation.duration = 1000.0;
  experiment.simulation.warmup = 150.0;
  experiment.simulation.dt = 0.2;
  experiment.simulation.seed = 12;
  Population population{.name = "A", .model = model, .size = 45};
  population.homeostasis = ThresholdHomeostasis{.target_rate = 8.0, .gain = 0.1, .interval = 330.0};
  experiment.add(population);
  population.name = "B";
  population.size = 20;
  population.homeostasis->interval = 500.0;
  experiment.add(population);
  Stimulus noise;
  noise.name = "noise";
  noise.type = "poisson_generator";
  noise.targets = {{"A", {}, std::nullopt}, {"B", {}, std::nullopt}};
  noise.params = {{"rate", 2000.0}};
  noise.weight = 20 * weight;
  experiment.add(noise);
  SynapseSpec synapse;
  synapse.model = synapse_model;
  synapse.weight = weight;
  synapse.delay = Distribution::uniform(2.0, 5.0);
  synapse.axonal_delay = 0.4;
  synapse.params = {{"Wmax", 4 * weight}};
  synapse.scaling = SynapticScaling{.target_rate = 12.0, .gain = 0.02, .tau = 1500.0};
  ConnectionRule rule;
  rule.name = "fixed_indegree";
  rule.params = {{"indegree", 20}};
  experiment.connect({"A", "B"}, {"A", "B"}, rule, synapse);
  return experiment;
}

RunResult result_of(const Experiment& experiment, MPI_Comm comm, int threads) {
  RunOptions options;
  options.threads = threads;
  const int handle = MPI_Comm_c2f(comm);
  return Simulation(experiment, options, &handle).run();
}

void expect_same_bits(const Experiment& experiment) {
  const RunResult alone = result_of(experiment, MPI_COMM_SELF, 1);
  EXPECT_GT(alone.spike_count, 300U);
  for (const PlasticProjection& projection : alone.plasticity) {
    EXPECT_GT(projection.std_weight, 0.0);
  }
  for (const auto& [threads, strategy] : {std::pair(1, "round_robin"), std::pair(3, "block")}) {
    Experiment divided = experiment;
    divided.partitioning.strategy = strategy;
    const RunResult together = result_of(divided, MPI_COMM_WORLD, threads);
    EXPECT_EQ(together.spike_hash, alone.spike_hash) << threads << " threads, " << strategy;
    EXPECT_EQ(together.state_hash, alone.state_hash) << threads << " threads, " << strategy;
  }
}

TEST(Homeostasis, SameBitsWithPairPlasticity) {
  expect_same_bits(network("iaf_psc_exp", "stdp_synapse", 30.0));
}

TEST(Homeostasis, SameBitsWithVoltagePlasticity) {
  expect_same_bits(network("aeif_psc_delta_clopath", "clopath_synapse", 0.4));
}

}  // namespace
}  // namespace engram

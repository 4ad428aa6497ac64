#include <gtest/gtest.h>
#include <mpi.h>

#include "core/errors.hpp"
#include "engram/simulation.hpp"

namespace engram {
namespace {

Experiment noisy(std::uint64_t seed) {
  Experiment experiment;
  experiment.simulation.duration = 60.0;
  experiment.simulation.seed = seed;
  experiment.populations = {{.name = "A", .model = "iaf_psc_delta", .size = 50}};
  Stimulus noise;
  noise.name = "noise";
  noise.type = "poisson_generator";
  noise.targets = {{"A", {}, std::nullopt}};
  noise.params = {{"rate", 3000.0}};
  noise.weight = 1.0;
  experiment.stimuli = {noise};
  Projection projection{"A", "A", {}, {}};
  projection.rule.name = "fixed_outdegree";
  projection.rule.params = {{"outdegree", 10}};
  projection.synapse.weight = 0.5;
  projection.synapse.delay = 1.5;
  experiment.projections = {projection};
  return experiment;
}

RunResult result_of(const Experiment& experiment, MPI_Comm comm) {
  RunOptions options;
  options.threads = 1;
  const int handle = MPI_Comm_c2f(comm);
  return Simulation(experiment, options, &handle).run();
}

int world_rank() {
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  return rank;
}

TEST(Communicators, EveryRankMayRunAnExperimentOfItsOwn) {
  const auto rank = static_cast<std::uint64_t>(world_rank());
  const RunResult own = result_of(noisy(1 + rank), MPI_COMM_SELF);
  EXPECT_EQ(own.ranks, 1);
  EXPECT_GT(own.spike_count, 20U);
  // Seed 1 on all ranks together is what the first rank had alone.
  const RunResult all = result_of(noisy(1), MPI_COMM_WORLD);
  if (rank == 0) {
    EXPECT_EQ(all.spike_hash, own.spike_hash);
  } else {
    EXPECT_NE(all.spike_hash, own.spike_hash);
  }
}

TEST(Communicators, TwoGroupsOfRanksDoNotMix) {
  MPI_Comm group = MPI_COMM_NULL;
  const int color = world_rank() % 2;
  MPI_Comm_split(MPI_COMM_WORLD, color, 0, &group);
  const auto seed = static_cast<std::uint64_t>(1 + color);
  EXPECT_EQ(result_of(noisy(seed), group).spike_hash,
            result_of(noisy(seed), MPI_COMM_SELF).spike_hash);
  MPI_Comm_free(&group);
}

TEST(Communicators, DifferentExperimentsOnOneAreRefusedByAll) {
  int ranks = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  if (ranks == 1) GTEST_SKIP() << "needs two ranks";
  EXPECT_THROW(result_of(noisy(1 + static_cast<std::uint64_t>(world_rank() == 1)), MPI_COMM_WORLD),
               BadInput);
}

TEST(Communicators, OneRankMayStopAll) {
  Experiment experiment = noisy(1);
  experiment.simulation.duration = 1e9;
  RunOptions options;
  options.threads = 1;
  int asked = 0;
  int ranks = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  const bool last = world_rank() == ranks - 1;
  options.should_stop = [&] { return last && ++asked > 50; };
  EXPECT_TRUE(Simulation(experiment, options).run().interrupted);
}

}  // namespace
}  // namespace engram

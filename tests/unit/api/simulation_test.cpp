#include "engram/simulation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mpi.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/errors.hpp"

namespace engram {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// 30 neurons in a ring, the first two under constant current.
Experiment ring() {
  Experiment experiment;
  experiment.name = "ring";
  experiment.simulation.duration = 100.0;
  experiment.simulation.seed = 5;
  experiment.populations = {{.name = "A", .model = "iaf_psc_exp", .size = 30}};
  Stimulus current;
  current.name = "current";
  current.type = "dc_generator";
  current.targets = {{"A", {0, 1}, std::nullopt}};
  current.params = {{"amplitude", 500.0}};
  experiment.stimuli = {current};
  Projection projection{"A", "A", {}, {}};
  projection.rule.name = "fixed_indegree";
  projection.rule.params = {{"indegree", 5}};
  projection.synapse.weight = Distribution::uniform(10.0, 300.0);
  projection.synapse.delay = Distribution::uniform(0.5, 3.0);
  experiment.projections = {projection};
  experiment.record.spikes = {{"A", {}, std::nullopt}};
  return experiment;
}

RunOptions one_thread() {
  RunOptions options;
  options.threads = 1;
  return options;
}

RunResult result_of(const Experiment& experiment, const RunOptions& options = one_thread(),
                    const int* communicator = nullptr) {
  return Simulation(experiment, options, communicator).run();
}

class ScratchFolder {
 public:
  ScratchFolder()
      : path_(fs::temp_directory_path() /
              ("engram_api_" + std::to_string(::testing::UnitTest::GetInstance()->random_seed()) +
               "_" + ::testing::UnitTest::GetInstance()->current_test_info()->name() + "_" +
               std::to_string(static_cast<long>(::getpid())))) {
    fs::remove_all(path_);
  }
  ~ScratchFolder() { fs::remove_all(path_); }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  fs::path path_;
};

TEST(Simulation, GivesTheFiguresOfARun) {
  const RunResult result = result_of(ring());
  EXPECT_FALSE(result.interrupted);
  EXPECT_EQ(result.ranks, 1);
  EXPECT_EQ(result.threads, 1);
  EXPECT_EQ(result.neurons, 30U);
  EXPECT_EQ(result.synapses, 150U);
  EXPECT_NEAR(result.model_seconds, 0.1, 1e-12);
  ASSERT_EQ(result.rates_hz.size(), 1U);
  EXPECT_NEAR(result.rates_hz[0], static_cast<double>(result.spike_count) / (30 * 0.1), 1e-9);
  EXPECT_GT(result.bytes_per_synapse, 2.0);
  EXPECT_GT(result.peak_rss_bytes_max, 1000000U);
}

TEST(Simulation, DrivenNeuronsSpikeAtTheIntervalOfTheFormula) {
  Experiment experiment = ring();
  experiment.projections.clear();
  experiment.simulation.duration = 500.0;
  // tau_m 10 ms, C_m 250 pF, 15 mV from reset to threshold, t_ref 2 ms, rounded up to whole steps.
  const double drive = 10.0 / 250.0 * 500.0;
  const double interval =
      2.0 + std::ceil(10.0 * std::log(drive / (drive - 15.0)) / 0.1 - 1e-9) * 0.1;
  const RunResult result = result_of(experiment);
  // The current arrives after its delay of 1 ms, and the first interval has no refractoriness.
  const auto each = static_cast<std::uint64_t>(std::floor((500.0 - 1.0 + 2.0) / interval));
  EXPECT_EQ(result.spike_count, 2 * each);
}

TEST(Simulation, SameBitsTwiceInOneProcess) {
  const RunResult first = result_of(ring());
  const RunResult second = result_of(ring());
  EXPECT_GT(first.spike_count, 10U);
  EXPECT_EQ(first.spike_hash, second.spike_hash);
  EXPECT_EQ(first.state_hash, second.state_hash);
  Experiment other = ring();
  other.simulation.seed = 6;
  EXPECT_NE(result_of(other).state_hash, first.state_hash);
}

TEST(Simulation, TwoAtATimeDoNotMix) {
  const RunResult expected = result_of(ring());
  Experiment other = ring();
  other.simulation.seed = 6;
  Simulation first(ring(), one_thread());
  Simulation second(other, one_thread());
  first.build();
  second.build();
  const RunResult of_second = second.run();
  const RunResult of_first = first.run();
  EXPECT_EQ(of_first.spike_hash, expected.spike_hash);
  EXPECT_EQ(of_second.spike_hash, result_of(other).spike_hash);
}

TEST(Simulation, CanBeMovedAfterBuilding) {
  Simulation first(ring(), one_thread());
  first.build();
  Simulation second = std::move(first);
  EXPECT_EQ(second.run().spike_hash, result_of(ring()).spike_hash);
}

TEST(Simulation, ThreadsDoNotChangeABit) {
  RunOptions three = one_thread();
  three.threads = 3;
  EXPECT_EQ(result_of(ring(), three).state_hash, result_of(ring()).state_hash);
}

TEST(Simulation, RunsOnAnyCommunicator) {
  const int self = MPI_Comm_c2f(MPI_COMM_SELF);
  EXPECT_EQ(result_of(ring(), one_thread(), &self).spike_hash, result_of(ring()).spike_hash);
}

TEST(Simulation, BadInputNamesThePlaceInTheExperiment) {
  Experiment experiment = ring();
  experiment.populations[0].params = {{"tau_m", -1.0}, {"tau_n", 1.0}};
  experiment.projections[0].source = "B";
  try {
    const Simulation simulation(experiment, one_thread());
    FAIL();
  } catch (const BadInput& error) {
    EXPECT_EQ(error.problems().size(), 3U);
    for (const Problem& problem : error.problems()) {
      EXPECT_EQ(problem.line, 0);
      EXPECT_EQ(problem.file, "");
      EXPECT_NE(problem.path, "");
    }
    EXPECT_THAT(error.what(), HasSubstr("populations.A.params.tau_m"));
    EXPECT_THAT(error.what(), HasSubstr("did you mean 'tau_m'"));
    EXPECT_THAT(error.what(), HasSubstr("projections[0].source"));
  }
}

TEST(Simulation, MoreMemoryThanThereIsIsRefusedBeforeBuilding) {
  Experiment experiment = ring();
  experiment.populations[0].size = 1'000'000'000;
  try {
    const Simulation simulation(experiment, one_thread());
    FAIL();
  } catch (const BadInput& error) {
    EXPECT_THAT(error.what(), HasSubstr("GB"));
    EXPECT_THAT(error.what(), HasSubstr("ranks"));
  }
}

TEST(Simulation, WritesNothingUnlessAsked) {
  const ScratchFolder folder;
  fs::create_directories(folder.path());
  const fs::path before = fs::current_path();
  fs::current_path(folder.path());
  result_of(ring());
  fs::current_path(before);
  EXPECT_TRUE(fs::is_empty(folder.path()));
}

TEST(Simulation, WritesAnOutputDirectoryAndKeepsAnOldOne) {
  const ScratchFolder folder;
  RunOptions options = one_thread();
  options.output = folder.path() + "/deep/er";
  options.command = "a test";
  const RunResult result = result_of(ring(), options);
  std::ifstream file(options.output + "/summary.json");
  const auto summary = nlohmann::json::parse(file);
  EXPECT_EQ(summary["spike_count"], result.spike_count);
  EXPECT_EQ(summary["status"], "complete");
  EXPECT_EQ(summary["command"], "a test");
  EXPECT_TRUE(fs::exists(options.output + "/spikes.h5"));

  Simulation again(ring(), options);
  EXPECT_THROW(again.build(), BadInput);
  options.overwrite = true;
  EXPECT_EQ(result_of(ring(), options).spike_hash, result.spike_hash);
}

TEST(Simulation, EndsWhenAsked) {
  const ScratchFolder folder;
  Experiment experiment = ring();
  experiment.simulation.duration = 1e8;
  experiment.simulation.warmup = 10.0;
  RunOptions options = one_thread();
  options.output = folder.path();
  bool running = false;
  options.on_progress = [&](const Progress& progress) {
    running = running || progress.model_ms > 100.0;
  };
  options.should_stop = [&] { return running; };
  const RunResult result = result_of(experiment, options);
  EXPECT_TRUE(result.interrupted);
  EXPECT_GT(result.model_seconds, 0.09);
  EXPECT_LT(result.model_seconds, 1e5);
  std::ifstream file(options.output + "/summary.json");
  EXPECT_EQ(nlohmann::json::parse(file)["status"], "interrupted");
}

TEST(Simulation, EndsWhileBuildingWhenAsked) {
  RunOptions options = one_thread();
  options.should_stop = [] { return true; };
  EXPECT_THROW(result_of(ring(), options), Interrupted);
}

TEST(Simulation, ProgressGoesThroughItsStages) {
  std::vector<Progress> told;
  RunOptions options = one_thread();
  options.on_progress = [&](const Progress& progress) { told.push_back(progress); };
  result_of(ring(), options);
  ASSERT_GE(told.size(), 3U);
  EXPECT_EQ(told.front().stage, Progress::Stage::building);
  EXPECT_EQ(told.back().stage, Progress::Stage::finished);
  const Progress& last = told[told.size() - 2];
  EXPECT_EQ(last.stage, Progress::Stage::running);
  EXPECT_NEAR(last.fraction, 1.0, 1e-9);
  EXPECT_EQ(last.duration_ms, 100.0);
  for (std::size_t i = 1; i < told.size(); ++i) EXPECT_GE(told[i].stage, told[i - 1].stage);
}

TEST(Simulation, AStateBeyondAllNumbersIsAnError) {
  Experiment experiment = ring();
  experiment.populations[0].params = {{"C_m", 1e-5}};
  experiment.stimuli[0].params = {{"amplitude", -1.7e308}};
  experiment.projections.clear();
  try {
    result_of(experiment);
    FAIL();
  } catch (const RunError& error) {
    EXPECT_THAT(error.what(), HasSubstr("V_m of neuron 0 of 'A'"));
  }
}

}  // namespace
}  // namespace engram

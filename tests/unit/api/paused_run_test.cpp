#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "core/errors.hpp"
#include "engram/simulation.hpp"
#include "support/resumable_experiments.hpp"
#include "unit/io/hdf5_test_file.hpp"

// Runs that a program saves, ends and continues through the public interface.
namespace engram {
namespace {

using test::Folder;

RunOptions options_of(int threads, const std::string& checkpoints) {
  RunOptions options;
  options.threads = threads;
  options.checkpoints.directory = checkpoints;
  return options;
}

RunResult run(const Experiment& experiment, const RunOptions& options) {
  return Simulation(experiment, options).run();
}

TEST(PausedRun, GoesOnAgainAndAgain) {
  const Experiment experiment = every_neuron().experiment;
  const RunResult whole = run(experiment, options_of(2, ""));
  const Folder folder;
  RunResult piece;
  std::vector<std::string> told;
  int sessions = 0;
  do {
    RunOptions options = options_of(1 + sessions % 3, folder.path());
    options.checkpoints.resume = true;
    int asked = 0;
    options.should_pause = [&] { return ++asked == 2; };
    options.on_notice = [&](const std::string& text) { told.push_back(text); };
    piece = run(experiment, options);
    EXPECT_EQ(piece.paused, piece.interrupted);
    ++sessions;
    ASSERT_LT(sessions, 1000);
  } while (piece.paused);
  EXPECT_GT(sessions, 2);
  ASSERT_EQ(told.size(), static_cast<std::size_t>(sessions));
  EXPECT_NE(told.front().find("beginning from the start"), std::string::npos);
  EXPECT_NE(told.back().find("resuming from " + folder.path()), std::string::npos);
  EXPECT_EQ(piece.spike_hash, whole.spike_hash);
  EXPECT_EQ(piece.state_hash, whole.state_hash);
  EXPECT_EQ(piece.spike_count, whole.spike_count);
  EXPECT_EQ(piece.synaptic_events, whole.synaptic_events);
  EXPECT_EQ(piece.rates_hz, whole.rates_hz);
}

/// Names in a directory, hidden ones too.
std::vector<std::string> names_in(const std::string& directory) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

// Every piece ends with a checkpoint, so that one is always on its way to the disk.
TEST(PausedRun, LeavesNothingOnItsWay) {
  const Experiment experiment = every_neuron().experiment;
  const RunResult whole = run(experiment, options_of(2, ""));
  for (const bool stopped : {true, false}) {
    for (const int moment : {2, 3, 4, 7}) {
      const Folder folder;
      RunOptions options = options_of(2, folder.path());
      options.checkpoints.every_model_ms = 1.0;
      bool runs = false;  // building can be stopped, too
      int asked = 0;
      (stopped ? options.should_stop : options.should_pause) = [&] {
        return runs && ++asked >= moment;
      };
      Simulation simulation(experiment, options);
      simulation.build();
      runs = true;
      const RunResult begun = simulation.run();
      EXPECT_TRUE(begun.interrupted);
      EXPECT_EQ(begun.paused, !stopped);
      const auto names = names_in(folder.path());
      EXPECT_LE(names.size(), 2U);
      ASSERT_FALSE(names.empty());
      for (const std::string& name : names) EXPECT_EQ(name.find("checkpoint-"), 0U) << name;
      options = options_of(1, folder.path());
      options.checkpoints.resume = true;
      EXPECT_EQ(run(experiment, options).state_hash, whole.state_hash);
    }
  }
}

TEST(PausedRun, NeedsADirectory) {
  RunOptions options = options_of(1, "");
  options.checkpoints.at_end = true;
  Simulation simulation(every_neuron().experiment, options);
  EXPECT_THROW(simulation.build(), BadInput);
}

TEST(PausedRun, KeepsWhatIsThereUnlessToldOtherwise) {
  const Folder folder;
  RunOptions options = options_of(1, folder.path());
  options.checkpoints.at_end = true;
  Experiment experiment = every_neuron().experiment;
  experiment.simulation.duration = 10.0;
  (void)run(experiment, options);
  EXPECT_THROW((void)run(experiment, options), BadInput);
  // A longer run goes on; another network does not.
  experiment.simulation.duration = 20.0;
  options.checkpoints.resume = true;
  const RunResult longer = run(experiment, options);
  EXPECT_EQ(longer.state_hash, run(experiment, options_of(1, "")).state_hash);
  ++experiment.simulation.seed;
  EXPECT_THROW((void)run(experiment, options), BadInput);
  options.checkpoints.resume = false;
  options.overwrite = true;
  EXPECT_FALSE(run(experiment, options).interrupted);
}

}  // namespace
}  // namespace engram

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>

#include "support/divided_run.hpp"
#include "support/resumable_experiments.hpp"

// A run that goes on from its saved state with other threads ends with the same bits as one that
// was never interrupted.
namespace engram {
namespace {

/// One division with each number of threads.
Division threads(int number) {
  return {.threads = number};
}

class ResumedRun : public testing::TestWithParam<int> {
 protected:
  [[nodiscard]] static const Resumable& tested() {
    static const std::vector<Resumable> all = resumable_experiments();
    return all[static_cast<std::size_t>(GetParam())];
  }
};

TEST_P(ResumedRun, EndsLikeOneThatWasNotInterrupted) {
  const Resumable& tested = ResumedRun::tested();
  DividedRun whole(tested.experiment, threads(2));
  whole.run(tested.end);
  EXPECT_GT(whole.spikes(), 100U);
  const MemoryTables expected = whole.save();

  DividedRun first(tested.experiment, threads(2));
  first.run(tested.saved_at);
  const MemoryTables saved = first.save();
  for (const int number : {1, 3}) {
    DividedRun second(tested.experiment, threads(number));
    second.load(saved);
    EXPECT_EQ(second.simulator().now(), Step(tested.saved_at));
    second.run(tested.end - tested.saved_at);
    EXPECT_EQ(second.spike_hash(), whole.spike_hash()) << tested.name;
    EXPECT_EQ(second.synaptic_events(), whole.synaptic_events()) << tested.name;
    EXPECT_TRUE(second.plastic_counts() == whole.plastic_counts()) << tested.name;
    expect_same_state(second.save(), expected, tested.name);
  }
}

TEST_P(ResumedRun, CanBeSavedAgainAtOnce) {
  const Resumable& tested = ResumedRun::tested();
  DividedRun first(tested.experiment, threads(3));
  first.run(tested.saved_at);
  const MemoryTables saved = first.save();
  DividedRun second(tested.experiment, threads(2));
  second.load(saved);
  expect_same_state(second.save(), saved, tested.name);
}

TEST_P(ResumedRun, CanBeInterruptedAgainAndAgain) {
  const Resumable& tested = ResumedRun::tested();
  DividedRun whole(tested.experiment, threads(1));
  whole.run(tested.end);
  MemoryTables saved;
  std::int64_t now = 0;
  // Some of these pieces are shorter than delays, so that what was loaded is saved once more.
  for (const std::int64_t until :
       {tested.boundary, tested.saved_at - 2, tested.saved_at, tested.saved_at + 1, tested.end}) {
    DividedRun piece(tested.experiment, threads(static_cast<int>(until % 3) + 1));
    if (now > 0) piece.load(saved);
    piece.run(until - now);
    saved = piece.save();
    now = until;
  }
  expect_same_state(saved, whole.save(), tested.name);
}

TEST_P(ResumedRun, IsNotChangedBySaving) {
  const Resumable& tested = ResumedRun::tested();
  DividedRun quiet(tested.experiment, threads(2));
  quiet.run(tested.saved_at);
  quiet.run(tested.end - tested.saved_at);
  DividedRun saving(tested.experiment, threads(2));
  saving.run(tested.saved_at);
  const MemoryTables once = saving.save();
  // All tables, since nothing else has changed.
  EXPECT_TRUE(once == saving.save()) << tested.name;
  saving.run(tested.end - tested.saved_at);
  EXPECT_TRUE(saving.save() == quiet.save()) << tested.name;
}

TEST_P(ResumedRun, RefusesStateOnceItHasBegun) {
  const Resumable& tested = ResumedRun::tested();
  DividedRun run(tested.experiment, threads(1));
  run.run(1);
  const MemoryTables saved = run.save();
  EXPECT_THROW(run.load(saved), Error);
}

INSTANTIATE_TEST_SUITE_P(All, ResumedRun, testing::Range(0, 4), [](const auto& chosen) {
  std::string name = resumable_experiments()[static_cast<std::size_t>(chosen.param)].name;
  std::erase(name, ' ');
  return name;
});

/// What a table holds, without the names and numbers of whom it belongs to.
std::string kind_of(const std::string& path) {
  std::string kind = path;
  if (path.starts_with("/populations/")) kind = path.substr(path.find('/', 13));
  std::erase_if(kind, [](char c) { return c == '.' || c == '-' || (c >= '0' && c <= '9'); });
  return kind;
}

/// The tests above show that state is moved only where there is some.
TEST(ResumedRuns, TogetherHaveEveryKindOfState) {
  std::map<std::string, bool> any;
  for (const Resumable& tested : resumable_experiments()) {
    DividedRun run(tested.experiment, threads(2));
    run.run(tested.saved_at);
    for (const auto& [path, table] : run.save()) {
      const bool something =
          std::ranges::any_of(table.bytes, [](std::byte byte) { return byte != std::byte{0}; });
      any[kind_of(path)] = any[kind_of(path)] || something;
    }
  }
  for (const auto& [kind, something] : any) EXPECT_TRUE(something) << kind;
}

TEST(ResumedRuns, RefuseTheStateOfAnotherNetwork) {
  const Resumable tested = every_rule();
  DividedRun run(tested.experiment, threads(1));
  run.run(10);
  const MemoryTables saved = run.save();
  Experiment other = tested.experiment;
  ++other.simulation.seed;
  DividedRun second(other, threads(1));
  EXPECT_THROW(second.load(saved), Error);
}

}  // namespace
}  // namespace engram

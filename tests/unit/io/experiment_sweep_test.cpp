#include <gmock/gmock.h>

#include <cmath>

#include "core/errors.hpp"
#include "io/experiment/experiment_file.hpp"
#include "support/fake_catalogue.hpp"

namespace engram {
namespace {

using ::testing::ElementsAre;
using testing::fake_catalogue;
using ::testing::HasSubstr;
using ::testing::Pair;

/// A file whose sweep has these axes; they begin on line 8.
std::string text_with(const std::string& axes) {
  return R"(engram: 1
simulation: {duration: 100}
populations:
  E: {model: lif, size: 10}
  I: {model: lif, size: 5}
stimuli: {drive: {type: dc_generator, target: E, amplitude: 5}}
sweep:
)" + axes;
}

const std::string three_by_two = text_with(R"(  - {path: populations.E.size, values: [10, 20, 30]}
  - {path: simulation.seed, values: [7, 8]}
)");

ExperimentFile read(const std::string& text, std::optional<std::uint64_t> point = {},
                    const std::vector<Override>& overrides = {}) {
  return {text, "test.yaml", fake_catalogue(), overrides, point};
}

std::string problem_of(const std::string& text, std::optional<std::uint64_t> point = {},
                       const std::vector<Override>& overrides = {}) {
  try {
    static_cast<void>(read(text, point, overrides));
  } catch (const BadInput& error) {
    std::string all;
    for (const Problem& each : error.problems()) all += each.text() + "\n";
    return all;
  }
  return "accepted";
}

std::vector<double> swept_numbers(const std::string& axis) {
  const ExperimentFile file = read(text_with("  - " + axis + "\n"));
  std::vector<double> numbers;
  for (std::uint64_t k = 0; k < file.points(); ++k) {
    numbers.push_back(std::stod(file.point(k).values.at(0).second));
  }
  return numbers;
}

TEST(Sweep, HasEveryCombinationOnceTheLastAxisFastest) {
  ASSERT_EQ(read(three_by_two).points(), 6U);
  std::vector<std::pair<std::uint64_t, std::uint64_t>> seen;
  for (std::uint64_t k = 0; k < 6; ++k) {
    const Experiment experiment = read(three_by_two, k).experiment();
    seen.emplace_back(experiment.populations[0].size, experiment.simulation.seed);
  }
  EXPECT_THAT(seen, ElementsAre(Pair(10, 7), Pair(10, 8), Pair(20, 7), Pair(20, 8), Pair(30, 7),
                                Pair(30, 8)));
}

TEST(Sweep, TellsWhatAPointSets) {
  const SweepPoint point = read(three_by_two).point(3);
  EXPECT_EQ(point.number, 3U);
  EXPECT_EQ(point.points, 6U);
  EXPECT_THAT(point.values,
              ElementsAre(Pair("populations.E.size", "20"), Pair("simulation.seed", "8")));
}

TEST(Sweep, WithoutAPointTheFileIsAsItStands) {
  const Experiment experiment = read(three_by_two).experiment();
  EXPECT_EQ(experiment.populations[0].size, 10U);
  EXPECT_EQ(experiment.simulation.seed, 1U);
}

TEST(Sweep, AFileWithoutOneHasNoPoints) {
  const std::string plain = "engram: 1\npopulations: {E: {model: lif, size: 10}}\n";
  EXPECT_EQ(read(plain).points(), 0U);
  EXPECT_THAT(problem_of(plain, 0), HasSubstr("no sweep block"));
}

TEST(Sweep, ZippedPathsChangeTogether) {
  const std::string text = text_with(R"(  - zip:
    - {path: populations.E.size, values: [10, 20]}
    - {path: populations.I.size, values: [1, 2]}
  - {path: simulation.seed, values: [7, 8]}
)");
  ASSERT_EQ(read(text).points(), 4U);
  const Experiment third = read(text, 2).experiment();
  EXPECT_EQ(third.populations[0].size, 20U);
  EXPECT_EQ(third.populations[1].size, 2U);
  EXPECT_EQ(third.simulation.seed, 7U);
}

TEST(Sweep, RangesHoldBothEnds) {
  EXPECT_THAT(swept_numbers("{path: simulation.dt, linspace: {from: 0.1, to: 0.5, points: 5}}"),
              ElementsAre(0.1, 0.2, 0.3, 0.4, 0.5));
  EXPECT_THAT(swept_numbers("{path: simulation.dt, linspace: {from: 3, to: -1, points: 2}}"),
              ElementsAre(3.0, -1.0));
  const auto ratio =
      swept_numbers("{path: simulation.dt, logspace: {from: 2, to: 200, points: 4}}");
  ASSERT_EQ(ratio.size(), 4U);
  EXPECT_EQ(ratio.front(), 2.0);
  EXPECT_EQ(ratio.back(), 200.0);
  for (int k = 0; k < 4; ++k) EXPECT_NEAR(ratio[k] / (2 * std::pow(100.0, k / 3.0)), 1.0, 1e-11);
  EXPECT_THAT(swept_numbers("{path: simulation.dt, logspace: {from: 1, to: 100, points: 3}}"),
              ElementsAre(1.0, 10.0, 100.0));
}

TEST(Sweep, ValuesMayBeMapsAndMayBeNewToTheFile) {
  const std::string text = text_with(
      "  - {path: simulation.warmup, values: [0, 10]}\n"
      "  - {path: record, values: [{spikes: all}, {spikes: none}]}\n");
  const Experiment last = read(text, 3).experiment();
  EXPECT_EQ(last.simulation.warmup, 10.0);
  EXPECT_TRUE(last.record.spikes.empty());
  EXPECT_EQ(read(text).point(3).values[1].second, R"({"spikes":"none"})");
}

TEST(Sweep, AWrongValueIsToldWhereItStands) {
  const std::string text = text_with("  - path: populations.E.size\n    values: [10, -3]\n");
  EXPECT_EQ(problem_of(text, 0), "accepted");
  EXPECT_THAT(problem_of(text, 1), HasSubstr("test.yaml:9:18: populations.E.size"));
}

TEST(Sweep, AWrongPathIsToldWithTheNearestName) {
  EXPECT_THAT(problem_of(text_with("  - {path: populations.EI.size, values: [1]}\n")),
              HasSubstr("test.yaml:8:12: populations.EI.size: there is no population 'EI' (did you "
                        "mean 'E'?); known: E, I"));
  EXPECT_THAT(problem_of(text_with("  - {path: stimuli.drve.rate, values: [1]}\n")),
              HasSubstr("did you mean 'drive'?"));
  EXPECT_THAT(problem_of(text_with("  - {path: switches.a, values: [b]}\n")),
              HasSubstr("there is no switch 'a'; the file has none"));
  EXPECT_THAT(
      problem_of(text_with("  - {path: simulation.sed, values: [1]}\n"), 0),
      HasSubstr("test.yaml:8:12: simulation.sed: unknown key 'sed' (did you mean 'seed'?)"));
  EXPECT_THAT(problem_of(text_with("  - {path: populations.E.size.x, values: [1]}\n"), 0),
              HasSubstr("'x' asks for a map"));
  EXPECT_THAT(problem_of(text_with("  - {path: engram, values: [1]}\n")),
              HasSubstr("'engram' cannot be swept"));
  EXPECT_THAT(problem_of(text_with("  - {path: '.', values: [1]}\n")),
              HasSubstr("expected a path"));
}

TEST(Sweep, NonsenseIsRefused) {
  const auto told = [](const std::string& axis) { return problem_of(text_with(axis + "\n")); };
  EXPECT_THAT(told("  {path: simulation.seed}"), HasSubstr("a list of axes"));
  EXPECT_THAT(told("  []"), HasSubstr("at least one axis"));
  EXPECT_THAT(told("  - {path: simulation.seed}"), HasSubstr("expected one of 'values'"));
  EXPECT_THAT(told("  - {values: [1]}"), HasSubstr("the key 'path' is missing"));
  EXPECT_THAT(told("  - {path: simulation.seed, values: []}"), HasSubstr("at least one value"));
  EXPECT_THAT(told("  - {path: simulation.seed, values: 3}"), HasSubstr("a list of values"));
  EXPECT_THAT(told("  - {zip: []}"), HasSubstr("at least one {path"));
  EXPECT_THAT(told("  - {path: simulation.seed, value: [3]}"), HasSubstr("did you mean 'values'"));
  EXPECT_THAT(told("  - {path: simulation.dt, linspace: {from: 1, to: 2, points: 1}}"),
              HasSubstr("found 1, allowed: 2 to"));
  EXPECT_THAT(told("  - {path: simulation.dt, logspace: {from: 0, to: 2, points: 3}}"),
              HasSubstr("above 0"));
  EXPECT_THAT(told("  - {path: simulation.seed, values: [1]}\n"
                   "  - {path: simulation.seed, values: [2]}"),
              HasSubstr("swept twice"));
  EXPECT_THAT(told("  - zip: [{path: simulation.seed, values: [1, 2]},\n"
                   "          {path: simulation.dt, values: [1]}]"),
              HasSubstr("found 2 and 1"));
  EXPECT_THAT(told("  - {path: simulation.dt, linspace: {from: 1, to: 2, points: 1000}}\n"
                   "  - {path: simulation.seed, linspace: {from: 1, to: 2, points: 1000}}"),
              HasSubstr("more than 100000 points"));
}

TEST(Sweep, APointBeyondTheLastIsRefused) {
  EXPECT_THAT(problem_of(three_by_two, 6),
              HasSubstr("has no point 6; its sweep has points 0 to 5"));
}

TEST(Sweep, WhatItSetsCannotBeSetFromOutside) {
  EXPECT_THAT(problem_of(three_by_two, 0, {{"simulation.seed", "3", "--seed"}}),
              HasSubstr("--seed 3: simulation.seed: the file's sweep sets this value"));
  const ExperimentFile longer = read(three_by_two, 5, {{"simulation.duration", "5"}});
  EXPECT_EQ(longer.experiment().simulation.duration, 5.0);
  EXPECT_EQ(longer.experiment().simulation.seed, 8U);
}

}  // namespace
}  // namespace engram

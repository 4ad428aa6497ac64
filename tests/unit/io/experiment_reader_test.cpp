#include "io/experiment/reader.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "core/errors.hpp"
#include "io/experiment/experiment_file.hpp"
#include "support/example_experiments.hpp"
#include "support/fake_catalogue.hpp"

namespace engram {
namespace {

using ::testing::ElementsAre;
using testing::fake_catalogue;
using ::testing::HasSubstr;

Experiment parse(std::string_view text, const std::string& name = "dir/test.yaml",
                 std::vector<Override> overrides = {}) {
  return parse_experiment(std::string(text), name, fake_catalogue(), overrides);
}

std::vector<Problem> problems_of(std::string_view text, std::vector<Override> overrides = {}) {
  try {
    parse(text, "test.yaml", std::move(overrides));
  } catch (const BadInput& error) {
    return error.problems();
  }
  return {};
}

/// The one problem of the text, as the user reads it.
std::string problem_of(std::string_view text, std::vector<Override> overrides = {}) {
  const std::vector<Problem> problems = problems_of(text, std::move(overrides));
  if (problems.empty()) return "accepted";
  std::string all = problems[0].text();
  for (std::size_t i = 1; i < problems.size(); ++i) all += "\n" + problems[i].text();
  return all;
}

TEST(ExperimentReader, ReadsPopulations) {
  const Experiment e = parse(testing::full_example);
  ASSERT_EQ(e.populations.size(), 4U);
  const Population& excitatory = e.populations[0];
  EXPECT_EQ(excitatory.name, "E");
  EXPECT_EQ(excitatory.model, "lif");
  EXPECT_EQ(excitatory.size, 100U);
  EXPECT_EQ(excitatory.area, "V1");
  EXPECT_EQ(excitatory.params.at("tau_m"), Value(20.0));
  EXPECT_EQ(excitatory.params.at("C_m"),
            Value(Distribution::normal(250, 60).within(100, 1000, Distribution::Bounds::clip)));
  EXPECT_EQ(excitatory.initial.at("I_syn"), Value(Distribution::uniform(0, 10)));
  ASSERT_TRUE(excitatory.positions.has_value());
  EXPECT_EQ(excitatory.positions->kind, Positions::Kind::random);
  EXPECT_THAT(excitatory.positions->extent, ElementsAre(1000.0, 1000.0));
  EXPECT_THAT(excitatory.positions->center, ElementsAre(1.0, -2.0));
  EXPECT_TRUE(excitatory.positions->periodic);
  EXPECT_THAT(e.populations[1].positions->shape, ElementsAre(5U, 5U));
  EXPECT_EQ(e.populations[1].positions->kind, Positions::Kind::grid);
  EXPECT_EQ(e.populations[3].positions->kind, Positions::Kind::file);
}

TEST(ExperimentReader, FileNamesBeginInTheFolderOfTheExperiment) {
  const Experiment e = parse(testing::full_example, "some/dir/test.yaml");
  EXPECT_EQ(e.populations[1].params.at("V_th"), Value(ArrayFile{"some/dir/data/v_th.h5", "/V_th"}));
  EXPECT_EQ(e.populations[3].positions->array, (ArrayFile{"/data/cloud.h5", "/xyz"}));
  EXPECT_EQ(e.stimuli[4].spikes->file, "some/dir/spikes.h5");
  EXPECT_EQ(e.projections[4].rule.file, "some/edges.h5");
  EXPECT_EQ(parse(testing::full_example, "test.yaml").stimuli[4].spikes->file, "spikes.h5");
}

TEST(ExperimentReader, ReadsStimuli) {
  const Experiment e = parse(testing::full_example);
  ASSERT_EQ(e.stimuli.size(), 5U);
  EXPECT_EQ(e.stimuli[0].name, "drive");
  EXPECT_EQ(e.stimuli[0].params.at("rate"), 12000.0);
  EXPECT_EQ(e.stimuli[0].weight, Value(Distribution::normal(20, 2)));
  EXPECT_EQ(e.stimuli[0].delay, 1.5);
  ASSERT_EQ(e.stimuli[0].targets.size(), 2U);
  EXPECT_EQ(e.stimuli[0].targets[1].population, "I");
  EXPECT_THAT(e.stimuli[1].targets[0].ids, ElementsAre(0U, 5U));
  EXPECT_EQ(e.stimuli[2].targets[0].sample, 3U);
  EXPECT_THAT(e.stimuli[2].arrays.at("amplitude_times"), ElementsAre(100.0, 200.0));
  EXPECT_THAT(e.stimuli[3].spikes->times, ElementsAre(10.0, 20.5));
  EXPECT_EQ(e.stimuli[4].spikes->population, "lgn");
}

TEST(ExperimentReader, ReadsProjectionsOnePerPair) {
  const Experiment e = parse(testing::full_example);
  ASSERT_EQ(e.projections.size(), 6U);
  EXPECT_EQ(e.projections[0].target, "E");
  EXPECT_EQ(e.projections[1].target, "I");
  EXPECT_EQ(e.projections[1].rule.name, "fixed_indegree");
  EXPECT_EQ(e.projections[1].rule.params.at("indegree"), 8.0);
  EXPECT_FALSE(e.projections[1].rule.allow_autapses);
  EXPECT_TRUE(e.projections[1].rule.allow_multapses);
  EXPECT_EQ(e.projections[1].synapse.delay, Value(Distribution::uniform(1, 2)));
  EXPECT_FALSE(e.projections[2].rule.allow_multapses);
  EXPECT_EQ(e.projections[2].rule.kernel->shape, DistanceKernel::Shape::gaussian);
  EXPECT_EQ(e.projections[2].rule.kernel->scale, 100.0);
  EXPECT_EQ(e.projections[2].rule.kernel->max_distance, 500.0);
  EXPECT_EQ(e.projections[2].synapse.params.at("U"), 0.2);
  EXPECT_EQ(e.projections[3].rule.params.at("p"), 0.5);
  EXPECT_EQ(e.projections[3].rule.kernel->shape, DistanceKernel::Shape::exponential);
  EXPECT_EQ(e.projections[4].rule.population, "thalamus_to_E");
  const Experiment pairs = parse(testing::json_example);
  ASSERT_EQ(pairs.projections.size(), 5U);
  EXPECT_EQ(pairs.projections[2].source, "B");
  EXPECT_EQ(pairs.projections[2].target, "A");
}

TEST(ExperimentReader, ReadsTheOtherBlocks) {
  const Experiment e = parse(testing::full_example);
  EXPECT_EQ(e.name, "everything");
  EXPECT_EQ(e.simulation.duration, 200.0);
  EXPECT_EQ(e.simulation.warmup, 50.5);
  EXPECT_EQ(e.simulation.seed, 18446744073709551615U);
  ASSERT_EQ(e.record.spikes.size(), 3U);
  EXPECT_EQ(e.record.spikes[1].sample, 5U);
  ASSERT_EQ(e.record.state.size(), 2U);
  EXPECT_THAT(e.record.state[0].variables, ElementsAre("V_m", "I_syn"));
  EXPECT_EQ(e.record.state[1].interval, 0.5);
  EXPECT_EQ(e.partitioning.strategy, "block");
  EXPECT_EQ(e.partitioning.expected_rates.at("E"), 5.0);
  EXPECT_EQ(e.reference.rates_hz.at("E"), 4.4);
  EXPECT_EQ(e.reference.tolerance, 0.2);
}

TEST(ExperimentReader, RecordsAllSpikesUnlessToldOtherwise) {
  EXPECT_EQ(parse(testing::small_example).record.spikes.size(), 1U);
  EXPECT_TRUE(parse(testing::json_example).record.spikes.empty());
}

TEST(ExperimentReader, ScalarsFollowTheCoreSchemaOfYaml12) {
  const auto with_duration = [](const std::string& text) {
    return parse("engram: 1\nsimulation: {duration: " + text +
                 "}\npopulations: {E: {model: lif, size: 1e1}}")
        .simulation.duration;
  };
  EXPECT_EQ(with_duration("1e2"), 100.0);
  EXPECT_EQ(with_duration("+5"), 5.0);
  EXPECT_EQ(with_duration("0x10"), 16.0);
  EXPECT_EQ(with_duration("0o10"), 8.0);
  EXPECT_EQ(with_duration(".5"), 0.5);
  EXPECT_EQ(with_duration("5."), 5.0);
  for (const char* text : {"'5'", "\"5\"", "yes", "1_000", ".inf", ".nan", "1e999", "1e-320", "1,5",
                           "0x", "007", "--5", "5ms"}) {
    EXPECT_THROW(with_duration(text), BadInput) << text;
  }
}

TEST(ExperimentReader, AnchorsAliasesAndMergeKeys) {
  const Experiment e = parse(R"(
engram: 1
populations:
  E: &cell {model: lif, size: 10, params: {tau_m: 20}}
  I: {<<: *cell, size: 5}
stimuli:
  a: &drive {type: poisson_generator, target: E, rate: &rate 5}
  b: {<<: [{weight: 7}, *drive], rate: *rate}
)");
  EXPECT_EQ(e.populations[1].size, 5U);
  EXPECT_EQ(e.populations[1].params.at("tau_m"), Value(20.0));
  EXPECT_EQ(e.stimuli[1].weight, Value(7.0));
}

TEST(ExperimentReader, WhatIsNotEnabledIsLeftOutButChecked) {
  const std::string text = R"(engram: 1
populations: {E: {model: lif, size: 10}}
stimuli:
  a: {type: poisson_generator, target: E, rate: 5}
  b: {type: dc_generator, target: E, amplitude: 5, enabled: false}
projections:
  - {source: E, target: [E], rule: all_to_all, enabled: false}
  - {source: E, target: E, rule: one_to_one}
)";
  const Experiment e = parse(text);
  ASSERT_EQ(e.stimuli.size(), 1U);
  ASSERT_EQ(e.projections.size(), 1U);
  EXPECT_EQ(e.projections[0].rule.name, "one_to_one");
  EXPECT_EQ(parse(text, "x", {{"stimuli.b.enabled", "true"}}).stimuli.size(), 2U);
  EXPECT_THAT(problem_of(text, {{"stimuli.b.amplitude", "x"}}), HasSubstr("stimuli.b.amplitude"));
}

TEST(ExperimentReader, OverridesReplaceAddAndAreNamedInMessages) {
  const Experiment e = parse(testing::full_example, "x",
                             {{"simulation.dt", "0.05"},
                              {"projections[0].synapse.weight", "{normal: {mean: 3, std: 1}}"},
                              {"populations.E.params.V_reset", "-70"},
                              {"stimuli.dc.target", "[E, I]"}});
  EXPECT_EQ(e.simulation.dt, 0.05);
  EXPECT_EQ(e.projections[1].synapse.weight, Value(Distribution::normal(3, 1)));
  EXPECT_EQ(e.populations[0].params.at("V_reset"), Value(-70.0));
  EXPECT_EQ(e.stimuli[1].targets.size(), 2U);
  EXPECT_EQ(parse(testing::small_example, "x", {{"simulation.dt", "0.2"}}).simulation.dt, 0.2);
  EXPECT_THAT(problem_of(testing::small_example, {{"simulation.dt", "-1"}}),
              HasSubstr("--set simulation.dt=-1: simulation.dt: found -1 ms; allowed: above 0"));
  EXPECT_THAT(problem_of(testing::small_example, {{"simulaton.dt", "1"}}),
              HasSubstr("did you mean 'simulation'?"));
  EXPECT_THAT(problem_of(testing::small_example, {{"projections[3].rule", "x"}}),
              HasSubstr("has 1 items"));
  EXPECT_THAT(problem_of(testing::small_example, {{"engram.x", "1"}}), HasSubstr("asks for a map"));
  EXPECT_THAT(problem_of(testing::small_example, {{"a..b", "1"}}), HasSubstr("expected a path"));
  EXPECT_THAT(problem_of(testing::small_example, {{"simulation.dt", "[1"}}),
              HasSubstr("not valid YAML"));
  EXPECT_THROW(static_cast<void>(parse_override("simulation.dt")), BadInput);
  EXPECT_EQ(parse_override("a.b=c=d").value, "c=d");
}

TEST(ExperimentReader, OverridingOneUseOfAnAnchorLeavesTheOther) {
  const Experiment e = parse(R"(
engram: 1
populations:
  E: &cell {model: lif, size: 10}
  I: *cell
)",
                             "x", {{"populations.I.size", "3"}});
  EXPECT_EQ(e.populations[0].size, 10U);
  EXPECT_EQ(e.populations[1].size, 3U);
}

TEST(ExperimentReader, TellsFileLineColumnValueAndWhatIsAllowed) {
  const std::vector<Problem> problems = problems_of(R"(engram: 1
populations:
  E: {model: lif, size: -5}
)");
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].file, "test.yaml");
  EXPECT_EQ(problems[0].line, 3);
  EXPECT_EQ(problems[0].column, 25);
  EXPECT_EQ(problems[0].path, "populations.E.size");
  EXPECT_EQ(problems[0].message, "expected a whole number, at least 0, found the number -5");
}

TEST(ExperimentReader, TellsAllProblemsAtOnceEachWithItsLine) {
  const std::vector<Problem> problems = problems_of(R"(engram: 1
simulaton: {dt: 0.1}
populations:
  E: {model: lff, size: 10}
  I:
    model: lif
    size: ten
    params: {tau_m: -3, C_n: 5}
stimuli:
  drive: {type: poisson, target: E}
  more: {type: dc_generator, tarrget: I, amplitude: 4}
projections:
  - {source: E, target: [I, X], rule: {fixed_indegre: 3}}
  - {source: E, target: I, rule: all_to_all, synapse: {delay: 0}}
record: {spikes: [E, J], state: [{population: I, variables: [V_n]}]}
partitioning: {strategy: roundrobin}
)");
  const auto has = [&](int line, const std::string& path, const std::string& text) {
    for (const Problem& problem : problems) {
      if (problem.line == line && problem.path == path &&
          problem.message.find(text) != std::string::npos) {
        return true;
      }
    }
    return false;
  };
  EXPECT_TRUE(has(2, "simulaton", "did you mean 'simulation'?"));
  EXPECT_TRUE(has(4, "populations.E.model", "did you mean 'lif'?"));
  EXPECT_TRUE(has(7, "populations.I.size", "found the text 'ten'"));
  EXPECT_TRUE(has(8, "populations.I.params.tau_m", "found -3 ms; allowed: above 0"));
  EXPECT_TRUE(has(8, "populations.I.params.C_n", "did you mean 'C_m'?"));
  EXPECT_TRUE(has(10, "stimuli.drive.type", "known: poisson_generator"));
  EXPECT_TRUE(has(11, "stimuli.more.tarrget", "did you mean 'target'?"));
  EXPECT_TRUE(has(11, "stimuli.more.target", "is missing"));
  EXPECT_TRUE(has(13, "projections[0].target", "no population 'X'"));
  EXPECT_TRUE(has(13, "projections[0].rule", "did you mean 'fixed_indegree'?"));
  EXPECT_TRUE(has(14, "projections[1].synapse.delay", "found a delay of 0 ms"));
  EXPECT_TRUE(has(15, "record.spikes[1]", "no population 'J'"));
  EXPECT_TRUE(has(15, "record.state[0].variables[0]", "did you mean 'V_m'?"));
  EXPECT_TRUE(has(16, "partitioning.strategy", "did you mean 'round_robin'?"));
  EXPECT_EQ(problems.size(), 14U);
  EXPECT_TRUE(std::is_sorted(problems.begin(), problems.end(),
                             [](const Problem& a, const Problem& b) { return a.line < b.line; }));
}

TEST(ExperimentReader, AFaultOfFormIsNotToldAgainAsAFaultOfMeaning) {
  EXPECT_EQ(
      problems_of("engram: 1\nsimulation: {dt: x, duration: 0.33}\npopulations: {E: {model: lif, "
                  "size: 1}}")
          .size(),
      1U);
  EXPECT_EQ(
      problems_of("engram: 1\npopulations: {E: 5}\nprojections: [{source: E, target: E, rule: "
                  "one_to_one}]")
          .size(),
      1U);
}

TEST(ExperimentReader, VersionIsRequiredAndOthersAreRefused) {
  EXPECT_THAT(problem_of("populations: {E: {model: lif, size: 1}}"),
              HasSubstr("test.yaml:1:1: engram: the key 'engram' is missing"));
  EXPECT_EQ(problem_of("engram: 2\nnonsense: 5"),
            "test.yaml:1:9: engram: this program reads version 1, the file says 2");
  EXPECT_THAT(problem_of("engram: one"), HasSubstr("found the text 'one'"));
}

TEST(ExperimentReader, WhatIsNoExperimentAtAll) {
  EXPECT_EQ(problem_of(""), "test.yaml:1:1: the file is empty");
  EXPECT_EQ(problem_of("# nothing\n"), "test.yaml:1:1: the file is empty");
  EXPECT_THAT(problem_of("- 1\n- 2"), HasSubstr("expected a map (key: value), found a list"));
  EXPECT_THAT(problem_of("hello"),
              HasSubstr("expected a map (key: value), found the text 'hello'"));
  EXPECT_THAT(problem_of("engram: 1\n---\nengram: 1"),
              HasSubstr("test.yaml:3:1: a second document"));
  EXPECT_THAT(problem_of("engram: 1\nengram: 1"),
              HasSubstr("test.yaml:2:1: the key 'engram' is given twice"));
  EXPECT_THAT(problem_of("engram: [1\nname: x"), HasSubstr("test.yaml:2:5: not valid YAML"));
  EXPECT_THAT(problem_of("engram: 1\nname: \"\xC3\x28\""),
              HasSubstr("test.yaml:2:8: byte 0xc3 is not UTF-8"));
  EXPECT_THAT(problem_of("engram: 1\nname: !!python/object x"),
              HasSubstr("test.yaml:2:7: unknown tag"));
}

TEST(ExperimentReader, FilesThatCannotBeRead) {
  const Catalogue catalogue = fake_catalogue();
  EXPECT_THROW(static_cast<void>(read_experiment("/nowhere/at/all.yaml", catalogue)), BadInput);
  EXPECT_THROW(static_cast<void>(read_experiment("/tmp", catalogue)), BadInput);
  EXPECT_THROW(static_cast<void>(read_experiment("/dev/zero", catalogue)), BadInput);
  const auto path = std::filesystem::temp_directory_path() / "engram_experiment_reader_test.yaml";
  std::ofstream(path) << testing::full_example;
  EXPECT_EQ(read_experiment(path.string(), catalogue).populations.size(), 4U);
  std::filesystem::remove(path);
}

TEST(ExperimentFile, LocatesProblemsFoundLaterByTheirPathInTheExperiment) {
  const ExperimentFile file(R"(engram: 1
populations:
  E: {model: lif, size: 10}
  I: {model: lif, size: 10}
projections:
  - {source: E, target: E, rule: all_to_all, enabled: false}
  - {source: [E, I], target: [E, I], rule: all_to_all}
  - source: I
    target: I
    rule: {fixed_indegree: 3}
    synapse:
      weight: 5
)",
                            "file.yaml", fake_catalogue());
  Problem weight;
  weight.path = "projections[4].synapse.weight";
  Problem delay;
  delay.path = "projections[3].synapse.delay";
  Problem number;
  number.path = "projections[4].rule.fixed_indegree.indegree";
  const std::vector<Problem> found = file.locate({weight, delay, number});
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].text(), "file.yaml:12:15: projections[2].synapse.weight: ");
  EXPECT_EQ(found[1].text(), "file.yaml:7:5: projections[1].synapse.delay: ");
  EXPECT_EQ(found[2].text(), "file.yaml:10:28: projections[2].rule.fixed_indegree: ");
}

}  // namespace
}  // namespace engram

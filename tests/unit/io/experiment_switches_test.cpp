#include <gmock/gmock.h>

#include "core/errors.hpp"
#include "io/experiment/reader.hpp"
#include "support/fake_catalogue.hpp"

namespace engram {
namespace {

using testing::fake_catalogue;
using ::testing::HasSubstr;

constexpr const char* variants = R"(
engram: 1
switches: {background: dc, coupling: "on"}
populations:
  E: {model: lif, size: 10}
stimuli:
  current: {type: dc_generator, target: E, amplitude: 5, when: {background: dc}}
  spikes: {type: dc_generator, target: E, amplitude: 6, when: {background: poisson}}
  either: {type: dc_generator, target: E, amplitude: 7, when: {background: [dc, poisson]}}
  always: {type: dc_generator, target: E, amplitude: 8}
  both: {type: dc_generator, target: E, amplitude: 9, when: {background: dc, coupling: "on"}}
projections:
  - {source: E, target: E, rule: all_to_all, when: {coupling: "on"}}
  - {source: E, target: E, rule: one_to_one, when: {coupling: "off"}}
)";

std::vector<std::string> stimuli(const Experiment& experiment) {
  std::vector<std::string> names;
  for (const Stimulus& each : experiment.stimuli) names.push_back(each.name);
  return names;
}

Experiment parse(std::vector<Override> overrides = {}, const std::string& text = variants) {
  return parse_experiment(text, "test.yaml", fake_catalogue(), overrides);
}

std::string problem_of(std::vector<Override> overrides, const std::string& text = variants) {
  try {
    (void)parse(std::move(overrides), text);
  } catch (const BadInput& error) {
    std::string all;
    for (const Problem& each : error.problems()) all += each.text() + "\n";
    return all;
  }
  return "accepted";
}

TEST(ExperimentSwitches, LeaveOutWhatIsNotChosen) {
  const Experiment experiment = parse();
  EXPECT_THAT(stimuli(experiment), ::testing::ElementsAre("current", "either", "always", "both"));
  ASSERT_EQ(experiment.projections.size(), 1U);
  EXPECT_EQ(experiment.projections[0].rule.name, "all_to_all");
}

TEST(ExperimentSwitches, AreFlippedByOneOverride) {
  const Experiment poisson = parse({{"switches.background", "poisson"}});
  EXPECT_THAT(stimuli(poisson), ::testing::ElementsAre("spikes", "either", "always"));
  const Experiment off = parse({{"switches.coupling", "'off'"}});
  ASSERT_EQ(off.projections.size(), 1U);
  EXPECT_EQ(off.projections[0].rule.name, "one_to_one");
}

TEST(ExperimentSwitches, RefuseAChoiceThatNothingKnows) {
  EXPECT_EQ(problem_of({{"switches.background", "poison"}}),
            "--set switches.background=poison: switches.background: found 'poison' (did you mean "
            "'poisson'?); allowed, as named by some `when`: dc, poisson\n");
}

TEST(ExperimentSwitches, RefuseASwitchThatDoesNotExist) {
  EXPECT_THAT(problem_of({{"switches.backgroud", "dc"}}),
              HasSubstr("nothing depends on the switch 'backgroud'"));
  std::string text = variants;
  text.replace(text.find("{background: poisson}"), 21, "{backgroun: poisson}");
  EXPECT_EQ(
      problem_of({}, text),
      "test.yaml:8:64: stimuli.spikes.when.backgroun: there is no switch 'backgroun' (did you "
      "mean 'background'?); known: background, coupling\n");
}

TEST(ExperimentSwitches, RefuseValuesThatAreNoText) {
  EXPECT_THAT(problem_of({{"switches.background", "5"}}),
              HasSubstr("expected text (put it in quotes), found the number 5"));
  EXPECT_THAT(problem_of({{"switches", "dc"}}), HasSubstr("expected a map"));
  EXPECT_THAT(problem_of({{"projections[0].when", "3"}}), HasSubstr("expected a map"));
}

TEST(ExperimentSwitches, CheckWhatIsLeftOutToo) {
  std::string text = variants;
  text.replace(text.find("amplitude: 6"), 12, "amplitud: 6.");
  EXPECT_THAT(problem_of({}, text), HasSubstr("amplitud"));
}

}  // namespace
}  // namespace engram

#include <gtest/gtest.h>

#include <map>

#include "core/errors.hpp"
#include "stimuli/active_steps.hpp"
#include "unit/stimuli/stimulus_harness.hpp"

namespace engram::testing {
namespace {

using Lists = std::map<std::string, std::vector<double>>;

std::vector<std::string> check(const char* type, const std::map<std::string, double>& numbers,
                               const Lists& lists = {}) {
  const StimulusInfo& info = find_stimulus_type(type)->info;
  return info.check(
      [&](std::string_view name) {
        const auto given = numbers.find(std::string(name));
        return given != numbers.end() ? given->second : find(info.parameters, name)->default_value;
      },
      [&](std::string_view name) -> std::span<const double> {
        const auto given = lists.find(std::string(name));
        if (given == lists.end()) return {};
        return given->second;
      });
}

TEST(StimulusTables, EveryTypeIsFoundAndMadeInOneWay) {
  for (const StimulusType& type : stimulus_types()) {
    EXPECT_EQ(find_stimulus_type(type.info.name), &type);
    const bool spikes = type.info.output == StimulusInfo::Output::spikes;
    EXPECT_EQ(type.make_spikes != nullptr, spikes) << type.info.name;
    EXPECT_EQ(type.make_current != nullptr, !spikes) << type.info.name;
    EXPECT_FALSE(type.info.summary.empty());
    EXPECT_FALSE(type.info.equations.empty());
    for (const Quantity& line : type.info.parameters) {
      if (line.shape == Quantity::Shape::list) continue;
      EXPECT_TRUE(line.range.contains(line.default_value)) << type.info.name << " " << line.name;
    }
  }
  EXPECT_EQ(stimulus_types().size(), 5U);
  EXPECT_EQ(find_stimulus_type("poisson"), nullptr);
  EXPECT_TRUE(find_stimulus_type("spike_times")->info.takes_spike_list);
}

TEST(StimulusTables, RatesMustNotBeNegative) {
  const auto table = find_stimulus_type("poisson_generator")->info.parameters;
  EXPECT_FALSE(find(table, "rate")->range.contains(-1.0));
  EXPECT_TRUE(find(table, "rate")->range.contains(1e9));
  EXPECT_FALSE(
      find(find_stimulus_type("noise_generator")->info.parameters, "std")->range.contains(-1));
}

TEST(StimulusTables, CheckStartAgainstStop) {
  for (const char* type : {"poisson_generator", "noise_generator", "dc_generator"}) {
    EXPECT_TRUE(check(type, {}).empty()) << type;
    EXPECT_TRUE(check(type, {{"start", 5}, {"stop", 5}}).empty()) << type;
    EXPECT_EQ(check(type, {{"start", 5}, {"stop", 4.9}}).size(), 1U) << type;
  }
}

TEST(StimulusTables, CheckListsOfStepCurrents) {
  const char* type = "step_current_generator";
  const auto with = [](std::vector<double> times, std::vector<double> values) {
    return Lists{{"amplitude_times", std::move(times)}, {"amplitude_values", std::move(values)}};
  };
  EXPECT_TRUE(check(type, {}, with({1, 2.5}, {3, 4})).empty());
  EXPECT_EQ(check(type, {}, with({1, 2.5}, {3})).size(), 1U);
  EXPECT_EQ(check(type, {}, with({2, 1}, {3, 4})).size(), 1U);
  EXPECT_EQ(check(type, {}, with({1, 1}, {3, 4})).size(), 1U);
  EXPECT_EQ(check(type, {}, with({0, 1}, {3, 4})).size(), 1U);
  EXPECT_EQ(check(type, {}, with({}, {})).size(), 1U);
  EXPECT_EQ(check(type, {{"start", 2}, {"stop", 1}}, with({2, 1}, {3})).size(), 3U);
}

TEST(ActiveSteps, CountFromStartToStop) {
  const TimeGrid grid(0.1);
  // 0.3 / 0.1 and 0.7 / 0.1 are not whole in binary.
  EXPECT_EQ(steps_between(grid, 0.3, 0.7).begin, 3);
  EXPECT_EQ(steps_between(grid, 0.3, 0.7).end, 7);
  EXPECT_EQ(steps_between(grid, 0.31, 0.71).begin, 4);
  EXPECT_EQ(steps_between(grid, 0.31, 0.71).end, 8);
  EXPECT_TRUE(steps_between(grid, 0, 1e300).contains(std::int64_t{1} << 50));
  EXPECT_EQ(delay_steps(grid, 1.5), 15);
  EXPECT_EQ(delay_steps(grid, 0.1), 1);
}

TEST(StimulusSetups, MustHaveFittingWeights) {
  for (const char* type : {"poisson_generator", "dc_generator"}) {
    StimulusHarness harness(type);
    harness.setup.weights = {1.0, 2.0};
    harness.setup.ports = {0, 0};
    if (find_stimulus_type(type)->make_spikes != nullptr) {
      EXPECT_THROW((void)harness.spikes(), Error);
    } else {
      EXPECT_THROW((void)harness.current(), Error);
    }
  }
  StimulusHarness harness("poisson_generator");
  harness.setup.ports = {};
  EXPECT_THROW((void)harness.spikes(), Error);
}

}  // namespace
}  // namespace engram::testing

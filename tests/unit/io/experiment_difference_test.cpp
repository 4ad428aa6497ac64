#include "io/experiment/experiment_difference.hpp"

#include <gmock/gmock.h>

#include "core/errors.hpp"

namespace engram {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

std::vector<std::string> lines(const std::string& before, const std::string& now) {
  std::vector<std::string> all;
  for (const ExperimentDifference& each : differences(before, now)) {
    all.push_back(each.path + ": " + each.before + " -> " + each.now);
  }
  return all;
}

TEST(ExperimentDifference, IsNamedByItsPath) {
  EXPECT_THAT(lines(R"({"a": 1, "b": [1, {"c": 2.5}]})", R"({"a": 1, "b": [1, {"c": 2.5}]})"),
              IsEmpty());
  EXPECT_THAT(lines(R"({"a": 1, "b": [1, {"c": 2.5}]})", R"({"a": "x", "b": [1, {"c": 3.5}]})"),
              ElementsAre(R"(a: 1 -> "x")", "b[1].c: 2.5 -> 3.5"));
}

TEST(ExperimentDifference, TellsWhatIsThereInOneOnly) {
  EXPECT_THAT(lines(R"({"a": {"b": 1}, "l": [1, 2]})", R"({"a": {"c": {"d": 2}}, "l": [1]})"),
              ElementsAre("a.b: 1 -> ", R"(a.c:  -> {"d":2})", "l[1]: 2 -> "));
  EXPECT_THAT(lines(R"({"a": {"b": 1}})", R"({"a": [1]})"), ElementsAre(R"(a: {"b":1} -> [1])"));
}

TEST(ExperimentDifference, SeesAnotherOrder) {
  EXPECT_THAT(lines(R"({"p": {"E": 1, "I": 2}})", R"({"p": {"I": 2, "E": 1}})"),
              ElementsAre(R"(p: the order ["E","I"] -> the order ["I","E"])"));
}

TEST(ExperimentDifference, BlocksAreTexts) {
  EXPECT_THAT(blocks_of(R"({"simulation": {"dt": 0.1, "seed": 3}, "populations": {"E": 1}})"),
              ElementsAre(Pair("simulation.dt", "0.1"), Pair("simulation.seed", "3"),
                          Pair("populations", R"({"E":1})")));
  EXPECT_THROW((void)blocks_of("{"), Error);
}

}  // namespace
}  // namespace engram

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "api/catalogue.hpp"
#include "api/checks.hpp"
#include "core/errors.hpp"
#include "io/experiment/reader.hpp"
#include "io/experiment/writer.hpp"
#include "support/memory_data.hpp"
#include "support/mutations.hpp"

namespace engram {
namespace {

using testing::Json;
using testing::Mutant;

/// The first projections of each synapse model: more of a kind only take longer to judge.
Json few_of_a_kind(const Json& projections) {
  constexpr int most = 3;
  std::map<std::string, int> seen;
  Json few = Json::array();
  for (const Json& projection : projections) {
    if (++seen[projection.at("synapse").at("model")] <= most) few.push_back(projection);
  }
  return few;
}

/// An experiment of ours that learns, with every default written out.
Json document(const std::string& name) {
  std::ifstream file(std::string(ENGRAM_SOURCE_DIR) + "/experiments/" + name);
  EXPECT_TRUE(file) << name;
  std::stringstream text;
  text << file.rdbuf();
  Json all = Json::parse(experiment_json(parse_experiment(text.str(), name, full_catalogue())));
  all.at("projections") = few_of_a_kind(all.at("projections"));
  return all;
}

/// Those that touch rules, fields or synapses that come and go; a few hundred at most.
std::vector<Mutant> of_learning(const std::vector<Mutant>& all) {
  std::vector<Mutant> chosen;
  for (const Mutant& mutant : all) {
    const auto begins = [&](const char* with) { return mutant.what.rfind(with, 0) == 0; };
    if (begins("/modulators/") || begins("/projections/") || begins("/structural/") ||
        (begins("/populations/") && (mutant.what.find("/homeostasis") != std::string::npos ||
                                     mutant.what.find("/modulation") != std::string::npos))) {
      chosen.push_back(mutant);
    }
  }
  // Of long files a part is enough.
  constexpr std::size_t most = 300;
  const std::size_t step = 1 + chosen.size() / most;
  std::vector<Mutant> some;
  for (std::size_t i = 0; i < chosen.size(); i += step) some.push_back(std::move(chosen[i]));
  return some;
}

enum class Verdict { refused, accepted };

/// All checks before a run. Whatever the text is, there must be a verdict, and a refusal must say
/// why and where.
Verdict judge(const Mutant& mutant) {
  static const Catalogue catalogue = full_catalogue();
  const MemoryData data;
  std::vector<Problem> problems;
  try {
    problems = find_problems(parse_experiment(mutant.text, "bad.yaml", catalogue), catalogue, data);
  } catch (const BadInput& error) {
    problems = error.problems();
    EXPECT_FALSE(problems.empty()) << mutant.what;
  }
  for (const Problem& problem : problems) {
    EXPECT_FALSE(problem.message.empty()) << mutant.what;
    EXPECT_TRUE(problem.line > 0 || !problem.path.empty()) << mutant.what << problem.message;
  }
  return problems.empty() ? Verdict::accepted : Verdict::refused;
}

class MalformedLearning : public ::testing::TestWithParam<const char*> {};

TEST_P(MalformedLearning, WhatIsRightNowhereIsRefused) {
  const Json good = document(GetParam());
  // One that nobody refers to may have any name.
  const auto names_a_modulator = [](const Json::json_pointer& at) {
    return at.parent_pointer().to_string() == "/modulators";
  };
  for (const std::vector<Mutant>& mutants :
       {testing::with_wrong_types(good), testing::with_wrong_numbers(good),
        testing::with_double_keys(good), testing::with_misspelled_keys(good, names_a_modulator)}) {
    const std::vector<Mutant> chosen = of_learning(mutants);
    EXPECT_GE(chosen.size(), 10U);
    for (const Mutant& mutant : chosen) {
      EXPECT_EQ(judge(mutant), Verdict::refused) << mutant.what;
    }
  }
}

TEST_P(MalformedLearning, WhatIsRightInPlacesHasAVerdict) {
  std::size_t refused = 0;
  const std::vector<Mutant> mutants = of_learning(testing::with_odd_values(document(GetParam())));
  for (const Mutant& mutant : mutants) {
    if (judge(mutant) == Verdict::refused) ++refused;
  }
  EXPECT_GT(refused, mutants.size() / 3);
}

std::string name_of(const ::testing::TestParamInfo<const char*>& info) {
  const std::string name = info.param;
  return name.substr(0, name.find('.'));
}

INSTANTIATE_TEST_SUITE_P(OurExperiments, MalformedLearning,
                         ::testing::Values("brunel_learning.yaml", "development.yaml",
                                           "distal_reward.yaml", "inhibitory_plasticity.yaml",
                                           "plastic_balanced.yaml", "plastic_cortex.yaml",
                                           "teacher.yaml"),
                         name_of);

}  // namespace
}  // namespace engram

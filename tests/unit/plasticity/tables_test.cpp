#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <stdexcept>
#include <string>

#include "plasticity/registry.hpp"

namespace engram {
namespace {

using Values = std::map<std::string, double>;
using ThirdFactorUse = SynapseModelInfo::ThirdFactorUse;

const SynapseModelInfo& model(std::string_view name) {
  for (const SynapseModelInfo& each : synapse_models()) {
    if (each.name == name) return each;
  }
  throw std::invalid_argument("no model " + std::string(name));
}

Values defaults_of(std::string_view name) {
  Values defaults;
  for (const Quantity& line : model(name).parameters) {
    defaults[std::string(line.name)] = line.default_value;
  }
  return defaults;
}

// NEST 3's documented defaults; tau_minus and tau_minus_triplet are its neurons'.
TEST(SynapseTables, HaveNestsNamesAndDefaults) {
  const Values stdp{{"tau_plus", 20}, {"tau_minus", 20}, {"lambda", 0.01}, {"alpha", 1},
                    {"mu_plus", 1},   {"mu_minus", 1},   {"Wmax", 100}};
  for (const char* name : {"stdp_synapse", "stdp_nn_symm_synapse", "stdp_nn_pre_centered_synapse",
                           "stdp_nn_restr_synapse"}) {
    EXPECT_EQ(defaults_of(name), stdp) << name;
  }
  EXPECT_EQ(
      defaults_of("stdp_pl_synapse_hom"),
      (Values{{"tau_plus", 20}, {"tau_minus", 20}, {"lambda", 0.1}, {"alpha", 1}, {"mu", 0.4}}));
  EXPECT_EQ(defaults_of("stdp_triplet_synapse"), (Values{{"tau_plus", 16.8},
                                                         {"tau_plus_triplet", 101},
                                                         {"tau_minus", 20},
                                                         {"tau_minus_triplet", 110},
                                                         {"Aplus", 5e-10},
                                                         {"Aplus_triplet", 6.2e-3},
                                                         {"Aminus", 7e-3},
                                                         {"Aminus_triplet", 2.3e-4},
                                                         {"Wmax", 100}}));
  EXPECT_EQ(defaults_of("vogels_sprekeler_synapse"),
            (Values{{"tau", 20}, {"eta", 0.001}, {"alpha", 0.12}, {"Wmax", 1}}));
  EXPECT_EQ(defaults_of("stdp_dopamine_synapse"), (Values{{"tau_plus", 20},
                                                          {"tau_minus", 20},
                                                          {"A_plus", 1},
                                                          {"A_minus", 1.5},
                                                          {"tau_c", 1000},
                                                          {"b", 0},
                                                          {"Wmin", 0},
                                                          {"Wmax", 200}}));
  EXPECT_EQ(defaults_of("clopath_synapse"), (Values{{"tau_x", 15},
                                                    {"A_LTP", 8e-5},
                                                    {"A_LTD", 14e-5},
                                                    {"theta_plus", -45.3},
                                                    {"theta_minus", -70.6},
                                                    {"A_LTD_const", 1},
                                                    {"u_ref_squared", 60},
                                                    {"Wmin", 0},
                                                    {"Wmax", 100}}));
  EXPECT_EQ(defaults_of("tsodyks2_synapse"),
            (Values{{"U", 0.5}, {"tau_rec", 800}, {"tau_fac", 0}}));
}

TEST(SynapseTables, AreComplete) {
  std::set<std::string_view> names;
  for (const SynapseModelInfo& each : synapse_models()) {
    EXPECT_TRUE(names.insert(each.name).second) << each.name;
    EXPECT_TRUE(each.plastic) << each.name;
    for (const auto text : {each.summary, each.equations, each.reference}) {
      EXPECT_FALSE(text.empty()) << each.name;
    }
    for (const Quantity& line : each.parameters) {
      EXPECT_TRUE(line.range.contains(line.default_value)) << each.name << " " << line.name;
      EXPECT_FALSE(line.meaning.empty()) << each.name << " " << line.name;
      if (line.name.starts_with("tau")) {
        EXPECT_EQ(line.unit, "ms") << each.name << " " << line.name;
      }
    }
    for (const auto bound : {each.lower_bound, each.upper_bound}) {
      if (bound.empty()) continue;
      EXPECT_NE(find(each.parameters, bound), nullptr) << each.name;
    }
  }
  EXPECT_EQ(names.size(), 12U);
}

TEST(SynapseTables, SayWhatTheyNeed) {
  for (const SynapseModelInfo& each : synapse_models()) {
    const bool gated = each.name == "stdp_dopamine_synapse";
    const bool constant = each.name == "tsodyks2_synapse";
    const bool voltage = each.name == "clopath_synapse";
    const bool windows = each.name == "oja_synapse" || each.name == "foldiak_synapse";
    EXPECT_EQ(find(each.parameters, "window") != nullptr, windows) << each.name;
    EXPECT_EQ(each.third_factor, gated                            ? ThirdFactorUse::required
                                 : constant || voltage || windows ? ThirdFactorUse::refused
                                                                  : ThirdFactorUse::possible)
        << each.name;
    EXPECT_EQ(each.constant_weight, constant) << each.name;
    EXPECT_EQ(each.upper_bound, constant || each.name == "stdp_pl_synapse_hom" ? "" : "Wmax");
    EXPECT_EQ(each.lower_bound, gated || voltage ? "Wmin" : "");
    EXPECT_EQ(each.needs.empty(), !voltage);
  }
}

TEST(SynapseTables, RefuseWhatHasNoMeaning) {
  for (const SynapseModelInfo& each : synapse_models()) {
    for (const Quantity& line : each.parameters) {
      if (!line.name.starts_with("tau")) continue;
      EXPECT_EQ(line.range.contains(0.0), line.name == "tau_fac") << each.name << " " << line.name;
      EXPECT_FALSE(line.range.contains(-1.0)) << each.name << " " << line.name;
    }
  }
  const auto allows = [](std::string_view name, std::string_view parameter, double value) {
    return find(model(name).parameters, parameter)->range.contains(value);
  };
  EXPECT_FALSE(allows("tsodyks2_synapse", "U", 0.0));
  EXPECT_TRUE(allows("tsodyks2_synapse", "U", 1.0));
  EXPECT_FALSE(allows("tsodyks2_synapse", "U", 1.01));
  EXPECT_FALSE(allows("stdp_synapse", "mu_plus", -0.1));
  EXPECT_FALSE(allows("stdp_pl_synapse_hom", "mu", 1.1));
  EXPECT_FALSE(allows("vogels_sprekeler_synapse", "eta", -0.1));
}

std::vector<std::string> check(std::string_view name, const Values& changed) {
  Values values = defaults_of(name);
  for (const auto& [parameter, value] : changed) values.at(parameter) = value;
  return model(name).check(
      [&](std::string_view parameter) { return values.at(std::string(parameter)); });
}

TEST(SynapseTables, CheckTheKindOfDepression) {
  EXPECT_TRUE(check("clopath_synapse", {{"A_LTD_const", 0.0}}).empty());
  const auto problems = check("clopath_synapse", {{"A_LTD_const", 0.5}});
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_THAT(problems[0], ::testing::HasSubstr("A_LTD_const"));
}

TEST(SynapseTables, CheckTheLargestWeight) {
  for (const SynapseModelInfo& each : synapse_models()) {
    if (each.upper_bound.empty()) continue;
    EXPECT_TRUE(check(each.name, {}).empty()) << each.name;
    EXPECT_TRUE(check(each.name, {{"Wmax", -7.0}}).empty()) << each.name;
    // The last two are 0 and infinite once they are stored.
    for (const double nonsense : {0.0, -0.0, 1e-50, 1e39}) {
      const auto problems = check(each.name, {{"Wmax", nonsense}});
      ASSERT_FALSE(problems.empty()) << each.name << " " << nonsense;
      EXPECT_THAT(problems[0], ::testing::HasSubstr("Wmax"));
    }
  }
}

}  // namespace
}  // namespace engram

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "neurons/neuron_group.hpp"

namespace engram {
namespace {

using Defaults = std::map<std::string, double>;

Defaults defaults_of(std::span<const Quantity> table) {
  Defaults defaults;
  for (const Quantity& line : table) defaults[std::string(line.name)] = line.default_value;
  return defaults;
}

// NEST 3's documented defaults; V_min is unbounded there.
const Defaults common{{"E_L", -70},  {"C_m", 250},     {"tau_m", 10}, {"t_ref", 2},
                      {"V_th", -55}, {"V_reset", -70}, {"I_e", 0}};

TEST(NeuronTables, HaveNestsNamesAndDefaults) {
  Defaults exponential = common;
  exponential["tau_syn_ex"] = 2;
  exponential["tau_syn_in"] = 2;
  EXPECT_EQ(defaults_of(find_neuron_model("iaf_psc_exp")->info.parameters), exponential);

  Defaults alpha = defaults_of(find_neuron_model("iaf_psc_alpha")->info.parameters);
  EXPECT_LT(alpha.at("V_min"), -1e100);
  alpha.erase("V_min");
  EXPECT_EQ(alpha, exponential);

  Defaults delta = defaults_of(find_neuron_model("iaf_psc_delta")->info.parameters);
  EXPECT_LT(delta.at("V_min"), -1e100);
  delta.erase("V_min");
  EXPECT_EQ(delta, common);
}

TEST(NeuronTables, HaveNestsDefaultsOfTheClopathNeuron) {
  const Defaults nest{{"E_L", -70.6},
                      {"C_m", 281},
                      {"g_L", 30},
                      {"Delta_T", 2},
                      {"V_peak", 33},
                      {"V_reset", -60},
                      {"t_ref", 0},
                      {"V_clamp", 33},
                      {"t_clamp", 2},
                      {"V_th_rest", -50.4},
                      {"V_th_max", 30.4},
                      {"tau_V_th", 50},
                      {"a", 4},
                      {"b", 80.5},
                      {"tau_w", 144},
                      {"I_sp", 400},
                      {"tau_z", 40},
                      {"I_e", 0},
                      {"tau_u_bar_plus", 7},
                      {"tau_u_bar_minus", 10},
                      {"tau_u_bar_bar", 500},
                      {"delay_u_bars", 5}};
  EXPECT_EQ(defaults_of(find_neuron_model("aeif_psc_delta_clopath")->info.parameters), nest);
}

TEST(NeuronTables, EveryModelGivesWhatItOffers) {
  for (const NeuronModel& model : neuron_models()) {
    GroupSetup setup;
    setup.size = 5;
    for (const Quantity& line : model.info.parameters) {
      setup.parameters.emplace_back(line.default_value);
    }
    for (const Quantity& line : model.info.state) setup.state.emplace_back(line.default_value);
    const auto group = model.make(setup);
    for (const std::string_view name : model.info.offers) {
      EXPECT_EQ(group->offered(name).size(), setup.size) << model.info.name << " " << name;
    }
    EXPECT_TRUE(group->offered("nothing_of_this_name").empty()) << model.info.name;
  }
  const auto offers = find_neuron_model("aeif_psc_delta_clopath")->info.offers;
  EXPECT_THAT(offers, ::testing::ElementsAre("V_m", "u_bar_plus", "u_bar_minus", "u_bar_bar"));
  EXPECT_TRUE(find_neuron_model("iaf_psc_exp")->info.offers.empty());
}

TEST(NeuronTables, DefaultsLieInTheirRangesAndHaveUnits) {
  for (const NeuronModel& model : neuron_models()) {
    for (const auto table : {model.info.parameters, model.info.state}) {
      for (const Quantity& line : table) {
        EXPECT_TRUE(line.range.contains(line.default_value)) << model.info.name << " " << line.name;
        EXPECT_FALSE(line.meaning.empty()) << line.name;
        if (!line.default_from.empty()) {
          EXPECT_NE(find(model.info.parameters, line.default_from), nullptr) << line.name;
        }
      }
    }
    // Where the leak alone decides about rest.
    if (find(model.info.parameters, "E_L") != nullptr && model.info.name != "hh_psc_alpha") {
      EXPECT_EQ(find(model.info.state, "V_m")->default_from, "E_L") << model.info.name;
    }
    EXPECT_FALSE(model.info.equations.empty());
    EXPECT_FALSE(model.info.reference.empty());
  }
}

TEST(NeuronTables, RefuseWhatHasNoMeaning) {
  const auto parameters = find_neuron_model("iaf_psc_exp")->info.parameters;
  for (const auto* name : {"C_m", "tau_m", "tau_syn_ex", "tau_syn_in"}) {
    EXPECT_FALSE(find(parameters, name)->range.contains(0.0)) << name;
    EXPECT_FALSE(find(parameters, name)->range.contains(-1.0)) << name;
  }
  EXPECT_TRUE(find(parameters, "t_ref")->range.contains(0.0));
  EXPECT_FALSE(find(parameters, "t_ref")->range.contains(-0.1));
}

std::vector<std::string> check(const char* model, Defaults changed) {
  const NeuronModelInfo& info = find_neuron_model(model)->info;
  Defaults values = defaults_of(info.parameters);
  for (const auto& [name, value] : changed) values[name] = value;
  return info.check([&](std::string_view name) { return values.at(std::string(name)); });
}

TEST(NeuronTables, CheckPotentialsAgainstEachOther) {
  for (const char* model : {"iaf_psc_exp", "iaf_psc_alpha", "iaf_psc_delta"}) {
    EXPECT_TRUE(check(model, {}).empty());
    const auto problems = check(model, {{"V_reset", -50}});
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_THAT(problems[0],
                ::testing::AllOf(::testing::HasSubstr("V_reset"), ::testing::HasSubstr("-50")));
    EXPECT_EQ(check(model, {{"V_reset", -55}}).size(), 1U);
  }
  EXPECT_EQ(check("iaf_psc_alpha", {{"V_min", -55}}).size(), 1U);
  EXPECT_EQ(check("iaf_psc_delta", {{"V_min", -20}, {"V_reset", 0}}).size(), 2U);
  EXPECT_TRUE(check("iaf_psc_delta", {{"V_min", -60}}).empty());
}

TEST(NeuronTables, UnknownModelsAreNotFound) {
  EXPECT_EQ(find_neuron_model("iaf_psc_expo"), nullptr);
}

}  // namespace
}  // namespace engram

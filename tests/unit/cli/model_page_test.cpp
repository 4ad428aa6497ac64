#include "cli/model_page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/catalogue.hpp"
#include "support/fake_catalogue.hpp"

namespace engram::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

NeuronModelInfo relay() {
  NeuronModelInfo info;
  info.name = "relay";
  info.summary = "Passes spikes on.";
  info.equations = "out = gain * in";
  info.reference = "Nobody 1900";
  info.parameters = testing::relay_parameters;
  info.state = testing::lif_state;
  return info;
}

Catalogue one_model() {
  Catalogue catalogue;
  catalogue.neurons.push_back(relay());
  return catalogue;
}

TEST(ModelPage, HoldsEverythingTheTablesSay) {
  const std::string page = model_page(one_model(), "relay", PageStyle::plain);
  EXPECT_THAT(page, StartsWith("relay (neuron model)\n\nPasses spikes on.\n"));
  for (const char* words : {"out = gain * in", "Parameters", "gain", "fraction of spikes passed on",
                            "in [0, 1]", "required", "State", "V_m", "mV", "-65", "Nobody 1900"}) {
    EXPECT_THAT(page, HasSubstr(words));
  }
}

TEST(ModelPage, IsATableInMarkdown) {
  const std::string page = model_page(one_model(), "relay", PageStyle::markdown);
  EXPECT_THAT(page, StartsWith("# relay\n\n*neuron model*\n"));
  EXPECT_THAT(page, HasSubstr("```\nout = gain * in\n```\n"));
  EXPECT_THAT(page, HasSubstr("| `V_m` | mV | -65 | any finite number | membrane potential |\n"));
  EXPECT_THAT(page, HasSubstr("| `label` |  | required | at least 0 |"));
}

TEST(ModelPage, LeavesOutWhatAModelDoesNotHave) {
  Catalogue catalogue;
  catalogue.strategies.push_back({});
  catalogue.strategies.back().name = "plain";
  EXPECT_EQ(model_page(catalogue, "plain", PageStyle::plain), "plain (partitioning strategy)\n\n");
}

TEST(ModelPage, SaysWhatKindOfThingItDescribes) {
  const Catalogue catalogue = testing::fake_catalogue();
  const auto kind_of = [&](std::string_view name) {
    const std::string page = model_page(catalogue, name, PageStyle::plain);
    return page.substr(0, page.find('\n'));
  };
  EXPECT_EQ(kind_of("pair_synapse"), "pair_synapse (synapse model)");
  EXPECT_EQ(kind_of("dopamine"), "dopamine (modulator species)");
  EXPECT_EQ(kind_of("howarth_2012"), "howarth_2012 (energy constants)");
  EXPECT_EQ(kind_of("hill"), "hill (response function)");
}

TEST(ModelPage, IsEmptyForAnUnknownName) {
  EXPECT_EQ(model_page(one_model(), "rely", PageStyle::plain), "");
}

TEST(ModelPage, NamesEveryParameterOfEveryModel) {
  const Catalogue catalogue = full_catalogue();
  const auto check = [&](const auto& infos) {
    for (const auto& info : infos) {
      const std::string page = model_page(catalogue, info.name, PageStyle::markdown);
      EXPECT_THAT(page, HasSubstr(std::string(info.summary)));
      for (const Quantity& line : info.parameters) {
        EXPECT_THAT(page,
                    HasSubstr("| `" + std::string(line.name) + "` | " + std::string(line.unit)));
      }
    }
  };
  check(catalogue.neurons);
  check(catalogue.stimuli);
  check(catalogue.rules);
  check(catalogue.synapses);
  check(catalogue.species);
  check(catalogue.responses);
  check(catalogue.energy);
  check(catalogue.strategies);
}

}  // namespace
}  // namespace engram::cli

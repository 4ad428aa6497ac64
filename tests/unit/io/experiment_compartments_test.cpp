#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/errors.hpp"
#include "io/experiment/reader.hpp"
#include "io/experiment/writer.hpp"
#include "model/neuron_tables.hpp"
#include "support/example_experiments.hpp"
#include "support/fake_catalogue.hpp"

namespace engram {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Experiment parsed(const std::vector<Override>& changes = {}) {
  return parse_experiment(std::string(testing::branching_example), "x.yaml",
                          testing::fake_catalogue(), changes);
}

std::vector<std::string_view> names(std::span<const Quantity> table) {
  std::vector<std::string_view> all;
  for (const Quantity& line : table) all.push_back(line.name);
  return all;
}

TEST(Compartments, StandInTheTablesOfThePopulation) {
  const Experiment e = parsed();
  const Population& t = e.populations[1];
  ASSERT_EQ(t.compartments.size(), 2U);
  EXPECT_EQ(t.compartments[0].name, "tuft");
  EXPECT_EQ(t.compartments[0].parent, "trunk");
  EXPECT_THAT(parents_of(t.compartments), ElementsAre(2, 0));
  EXPECT_EQ(t.params.at("trunk.E_L").distribution()->a, -60);
  EXPECT_EQ(t.params.at("tuft.g_C").distribution()->b, 3);
  EXPECT_EQ(t.initial.at("trunk.V_m").distribution()->a, -61);

  const Catalogue catalogue = testing::fake_catalogue();
  const NeuronTables tables(*catalogue.neuron("tree"), t);
  EXPECT_THAT(names(tables.parameters()), ElementsAre("tau_m", "C_m", "V_th", "V_reset", "tuft.g_C",
                                                      "tuft.E_L", "trunk.g_C", "trunk.E_L"));
  EXPECT_THAT(names(tables.state()), ElementsAre("V_m", "I_syn", "tuft.V_m", "trunk.V_m"));
  EXPECT_EQ(tables.state()[3].default_from, "trunk.E_L");
  EXPECT_THAT(std::vector<std::string_view>(tables.receptors().begin(), tables.receptors().end()),
              ElementsAre("excitatory", "inhibitory", "tuft.excitatory", "tuft.inhibitory",
                          "trunk.excitatory", "trunk.inhibitory"));
  EXPECT_EQ(receptors_reached(*catalogue.neuron("tree"), t, "tuft.inhibitory")(1.0), 3U);
  EXPECT_EQ(receptors_reached(*catalogue.neuron("lif"), e.populations[0], "")(-1.0), 1U);
}

TEST(Compartments, SurviveWritingAndReading) {
  const Experiment e = parsed();
  const std::string text = experiment_json(e);
  const Experiment again = parse_experiment(text, "x.json", testing::fake_catalogue(), {});
  EXPECT_EQ(experiment_json(again), text);
  EXPECT_EQ(again.populations[1].params, e.populations[1].params);
  EXPECT_EQ(again.projections[0].synapse.receptor, "tuft.inhibitory");
  EXPECT_EQ(again.stimuli[0].receptor, "excitatory");
}

TEST(Compartments, ValuesCanBeChangedByTheirPath) {
  const Experiment e = parsed({{"populations.T.params.trunk.g_C", "7"}});
  EXPECT_EQ(e.populations[1].params.at("trunk.g_C").distribution()->a, 7);
}

struct Mistake {
  const char* path;
  const char* value;
  const char* told_at;
  const char* says;
};

TEST(Compartments, MistakesAreToldWhereTheyStand) {
  for (const Mistake& mistake : {
           Mistake{"populations.E.compartments", "{d: soma}", "populations.E.compartments",
                   "lif is a model of one compartment"},
           Mistake{"populations.T.compartments", "{tuft: trunc, trunk: soma}",
                   "populations.T.compartments.tuft", "did you mean 'trunk'?"},
           Mistake{"populations.T.compartments", "{tuft: trunk, trunk: tuft}",
                   "populations.T.compartments.tuft", "never to the soma"},
           Mistake{"populations.T.compartments.soma", "trunk", "populations.T.compartments.soma",
                   "every neuron has a soma"},
           Mistake{"populations.T.compartments.a/b", "trunk", "populations.T.compartments.a/b",
                   "cannot be the name of a compartment"},
           Mistake{"populations.T.params.tuft.g_c", "1", "populations.T.params.tuft.g_c",
                   "did you mean 'tuft.g_C'?"},
           Mistake{"populations.T.params.trunk.g_C", "-1", "populations.T.params.trunk.g_C",
                   "at least 0"},
           Mistake{"record.state[0].variables[1]", "tuft.V", "record.state[0].variables[1]",
                   "did you mean 'tuft.V_m'?"},
           Mistake{"projections[0].synapse.receptor", "tuft.inhibitor",
                   "projections[0].synapse.receptor", "did you mean 'tuft.inhibitory'?"},
           Mistake{"projections[0].synapse", "{weight: 1}", "projections[0].synapse.receptor",
                   "name their receptor"},
           Mistake{"projections[0].synapse.weight", "-1", "projections[0].synapse.weight",
                   "are conductances"},
           Mistake{"projections[1].synapse.receptor", "inhibitory",
                   "projections[1].synapse.receptor", "leave 'receptor' out"},
           Mistake{"stimuli.drive.receptor", "inhib", "stimuli.drive.receptor",
                   "no receptor of population 'T' 'inhib'"},
           Mistake{"stimuli.dc.receptor", "excitatory", "stimuli.dc.receptor", "needs no receptor"},
       }) {
    try {
      (void)parsed({{mistake.path, mistake.value}});
      ADD_FAILURE() << mistake.path << " = " << mistake.value << " was accepted";
    } catch (const BadInput& error) {
      const bool told = std::ranges::any_of(error.problems(), [&](const Problem& problem) {
        return problem.path == mistake.told_at &&
               problem.message.find(mistake.says) != std::string::npos;
      });
      EXPECT_TRUE(told) << mistake.path << " = " << mistake.value << " gave\n" << error.what();
    }
  }
}

}  // namespace
}  // namespace engram

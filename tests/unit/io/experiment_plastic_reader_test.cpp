#include <gmock/gmock.h>

#include "core/errors.hpp"
#include "io/experiment/reader.hpp"
#include "io/experiment/writer.hpp"
#include "support/example_experiments.hpp"
#include "support/fake_catalogue.hpp"

namespace engram {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

Experiment parse(std::string_view text, std::vector<Override> overrides = {}) {
  return parse_experiment(std::string(text), "test.yaml", testing::fake_catalogue(), overrides);
}

/// All problems of the text, as the user reads them.
std::string problems_of(std::string_view text) {
  try {
    parse(text);
  } catch (const BadInput& error) {
    return error.what();
  }
  return "accepted";
}

TEST(PlasticExperiment, ReadsExcitability) {
  const Experiment e = parse(testing::plastic_example);
  const Population& excitatory = e.populations[0];
  ASSERT_EQ(excitatory.modulation.size(), 3U);
  EXPECT_EQ(excitatory.modulation[0].species, "dopamine");
  EXPECT_EQ(excitatory.modulation[0].target, ExcitabilityModulation::Target::threshold);
  EXPECT_EQ(excitatory.modulation[0].amount, 2.0);
  EXPECT_EQ(excitatory.modulation[0].response.function, "hill");
  EXPECT_THAT(excitatory.modulation[0].response.params, ElementsAre(Pair("K", 0.5), Pair("n", 2)));
  EXPECT_EQ(excitatory.modulation[1].target, ExcitabilityModulation::Target::gain);
  EXPECT_EQ(excitatory.modulation[1].response.function, "linear");
  EXPECT_THAT(excitatory.modulation[1].response.params, IsEmpty());
  EXPECT_EQ(e.populations[1].modulation[0].target, ExcitabilityModulation::Target::current);
  ASSERT_TRUE(excitatory.homeostasis.has_value());
  EXPECT_EQ(excitatory.homeostasis->target_rate, 4.0);
  EXPECT_EQ(excitatory.homeostasis->gain, 0.1);
  EXPECT_EQ(excitatory.homeostasis->interval, 500.0);
  EXPECT_EQ(excitatory.homeostasis->max_shift, 12.0);
  EXPECT_FALSE(e.populations[1].homeostasis.has_value());
}

TEST(PlasticExperiment, ReadsModulators) {
  const Experiment e = parse(testing::plastic_example);
  ASSERT_EQ(e.modulators.size(), 4U);
  const Modulator& dopamine = e.modulators[0];
  EXPECT_EQ(dopamine.name, "dopamine");
  EXPECT_EQ(dopamine.species, "dopamine");
  EXPECT_THAT(dopamine.params, ElementsAre(Pair("baseline", 0.05), Pair("tau", 150)));
  ASSERT_TRUE(dopamine.grid.has_value());
  EXPECT_THAT(dopamine.grid->shape, ElementsAre(8U, 8U, 4U));
  EXPECT_THAT(dopamine.grid->extent, ElementsAre(800, 800, 400));
  EXPECT_THAT(dopamine.grid->center, ElementsAre(10, -20, 0.5));
  EXPECT_TRUE(dopamine.grid->periodic);
  EXPECT_EQ(dopamine.interval, 2.0);
  ASSERT_EQ(dopamine.sources.size(), 3U);
  EXPECT_EQ(dopamine.sources[0].neurons.population, "VTA");
  EXPECT_EQ(dopamine.sources[0].amount, 0.01);
  EXPECT_THAT(dopamine.sources[1].neurons.ids, ElementsAre(0U, 7U));
  EXPECT_EQ(dopamine.sources[2].neurons.sample, 3U);
  EXPECT_THAT(dopamine.release_times, ElementsAre(100, 200.05));
  EXPECT_THAT(dopamine.release_amounts, ElementsAre(0.5, 0.25));
  ASSERT_TRUE(dopamine.reward.has_value());
  EXPECT_THAT(dopamine.reward->pre.ids, ElementsAre(3U));
  EXPECT_EQ(dopamine.reward->post.population, "VTA");
  EXPECT_EQ(dopamine.reward->window, 15.0);
  EXPECT_EQ(dopamine.reward->delay_min, 1000.0);
  EXPECT_EQ(dopamine.reward->delay_max, 3000.0);
  EXPECT_EQ(dopamine.reward->amount, 0.5);
  EXPECT_EQ(e.modulators[1].species, "custom");
  EXPECT_FALSE(e.modulators[1].grid.has_value());
  EXPECT_EQ(e.modulators[1].interval, 1.0);
  EXPECT_EQ(e.modulators[1].neurons, "");
}

TEST(PlasticExperiment, ReadsLearningSignals) {
  const Experiment e = parse(testing::plastic_example);
  const Modulator& fault = e.modulators[3];
  EXPECT_EQ(fault.neurons, "E");
  EXPECT_EQ(fault.species, "custom");
  ASSERT_EQ(fault.sources.size(), 2U);
  EXPECT_EQ(fault.sources[0].amount, -0.5);
  EXPECT_THAT(fault.sources[1].neurons.ids, ElementsAre(3U));
  EXPECT_THAT(fault.release_times, ElementsAre(5, 6.5));
  EXPECT_THAT(fault.release_amounts, IsEmpty());
  EXPECT_EQ(fault.release_array, (ArrayFile{"errors.h5", "/teacher"}));
  EXPECT_EQ(fault.reward->amount, -2.0);
  EXPECT_THAT(e.record.fields[3].neurons, ElementsAre(7U, 0U));
}

TEST(PlasticExperiment, ReadsSynapses) {
  const Experiment e = parse(testing::plastic_example);
  ASSERT_EQ(e.projections.size(), 6U);
  const SynapseSpec& pairs = e.projections[1].synapse;
  EXPECT_EQ(pairs.model, "pair_synapse");
  EXPECT_EQ(pairs.axonal_delay, 0.5);
  EXPECT_THAT(pairs.params, ElementsAre(Pair("Wmax", 40), Pair("Wmin", 0), Pair("lambda", 0.02)));
  ASSERT_TRUE(pairs.short_term.has_value());
  EXPECT_THAT(pairs.short_term->params,
              ElementsAre(Pair("U", 0.4), Pair("tau_fac", 20), Pair("tau_rec", 500)));
  ASSERT_TRUE(pairs.scaling.has_value());
  EXPECT_EQ(pairs.scaling->target_rate, 6.0);
  EXPECT_EQ(pairs.scaling->gain, 0.01);
  EXPECT_EQ(pairs.scaling->tau, 5000.0);
  const SynapseSpec& gated = e.projections[2].synapse;
  EXPECT_EQ(gated.third_factor->species, "dopamine");
  EXPECT_EQ(gated.third_factor->tau_c, 1000.0);
  EXPECT_EQ(gated.release->species, "tone");
  EXPECT_EQ(gated.release->amount, -0.3);
  EXPECT_THAT(gated.release->response.params, ElementsAre(Pair("K", 0.1)));
  EXPECT_EQ(e.projections[3].synapse.third_factor->tau_c, 300.0);
  EXPECT_TRUE(e.projections[4].synapse.short_term.has_value());
}

TEST(PlasticExperiment, ReadsStructuralPlasticityAndRecordings) {
  const Experiment e = parse(testing::plastic_example);
  ASSERT_EQ(e.structural.size(), 2U);
  EXPECT_EQ(e.structural[0].synapse.weight, Value(10.0));
  EXPECT_EQ(e.structural[0].interval, 100.0);
  EXPECT_EQ(e.structural[0].params.at("tau_Ca"), 5000.0);
  EXPECT_EQ(e.structural[0].kernel->max_distance, 300.0);
  EXPECT_THAT(e.structural[1].params, IsEmpty());
  ASSERT_EQ(e.record.weights.size(), 2U);
  EXPECT_THAT(e.record.weights[0].snapshots, ElementsAre(0, 1000, 2100));
  EXPECT_EQ(e.record.weights[0].sample, 20U);
  EXPECT_EQ(e.record.weights[0].interval, 10.0);
  EXPECT_EQ(e.record.weights[0].histogram_bins, 50U);
  EXPECT_EQ(e.record.weights[0].histogram_interval, 500.0);
  EXPECT_EQ(e.record.weights[0].histogram_max, 40.0);
  EXPECT_EQ(e.record.weights[1].histogram_interval, 1000.0);
  ASSERT_EQ(e.record.fields.size(), 4U);
  EXPECT_EQ(e.record.fields[0].modulator, "dopamine");
  EXPECT_THAT(e.record.fields[0].probes,
              ElementsAre(ElementsAre(0, 0, 0), ElementsAre(100, -100, 50)));
  EXPECT_THAT(e.record.fields[0].snapshots, ElementsAre(500));
}

TEST(PlasticExperiment, WeightsOfWhatIsLeftOutAreNotRecorded) {
  const std::string text = R"(engram: 1
switches: {learning: yes}
populations: {E: {model: lif, size: 5}, I: {model: lif, size: 5}}
projections:
  - {source: E, target: E, rule: all_to_all, synapse: {model: pair_synapse}, when: {learning: yes}}
  - {source: E, target: E, rule: all_to_all, when: {learning: no}}
  - {source: E, target: I, rule: all_to_all, synapse: {model: pair_synapse}, enabled: true}
record: {weights: [{source: E, target: E, snapshots: [0]}, {source: E, target: I, snapshots: [0]}]}
)";
  EXPECT_EQ(parse(text).record.weights.size(), 2U);
  const Experiment control = parse(text, {{"switches.learning", "no"}});
  ASSERT_EQ(control.record.weights.size(), 1U);
  EXPECT_EQ(control.record.weights[0].target, "I");
  EXPECT_EQ(parse(text, {{"projections[2].enabled", "false"}}).record.weights.size(), 1U);
  // What remains is an experiment by itself.
  EXPECT_EQ(parse(experiment_json(control)).record.weights.size(), 1U);
}

TEST(PlasticExperiment, StimuliAreNoSources) {
  const std::string problems = problems_of(R"(engram: 1
populations: {E: {model: lif, size: 5}}
stimuli: {drive: {type: poisson_generator, target: E, rate: 5}}
projections: [{source: drive, target: E, rule: all_to_all, synapse: {model: pair_synapse}}]
)");
  EXPECT_THAT(problems, HasSubstr("test.yaml:4:24: projections[0].source: 'drive' is a stimulus"));
  EXPECT_THAT(problems, HasSubstr("let it drive a population of neurons that pass its spikes on"));
}

TEST(PlasticExperiment, TellsAllProblemsAtOnceEachWithItsLine) {
  const std::string problems = problems_of(R"(engram: 1
populations:
  E:
    model: lif
    size: 5
    modulation: [{species: dopamin, acts_on: curent, amount: 1}]
modulators:
  dopamine:
    specis: dopamine
    interval: -1
    reward: {pre: E, post: {population: E, ids: [7]}, amount: 1}
projections:
  - source: E
    target: E
    rule: all_to_all
    synapse: {model: pair_synapse, weight: 200, delay: 1, axonal_delay: 1,
              third_factor: {species: serotonin, response: {hil: {}}},
              short_term: {U: 2}}
structural:
  - {source: E, target: E, epsilon: -1}
record:
  weights: [{source: E, target: E, snapshot: [0], sample: 3}]
  fields: [{modulator: dopamine, probes: [[0, 0]], interval: 1}]
)");
  for (const char* told :
       {"6:28: populations.E.modulation[0].species: there is no modulator 'dopamin' (did you mean",
        "6:46: populations.E.modulation[0].acts_on: expected 'threshold', 'gain' or 'current'",
        "9:5: modulators.dopamine.specis: unknown key 'specis' (did you mean 'species'?)",
        "10:15: modulators.dopamine.interval: found -1 ms; allowed: above 0",
        "11:19: modulators.dopamine.reward.pre: found 5 neurons; allowed: exactly one",
        "modulators.dopamine.reward.post.ids[0]: there is no neuron 7 in population 'E'",
        "16:44: projections[0].synapse.weight: found 200; allowed: from Wmin = 0 (its default) to "
        "Wmax = 100 (its default)",
        "16:73: projections[0].synapse.axonal_delay: found 1 ms, but the whole delay",
        "17:39: projections[0].synapse.third_factor.species: there is no modulator 'serotonin'",
        "projections[0].synapse.third_factor.response.hil: there is no response function 'hil' "
        "(did you mean 'hill'?)",
        "18:31: projections[0].synapse.short_term.U: found 2; allowed: in (0, 1]",
        "20:37: structural[0].epsilon: found -1; allowed: above 0",
        "22:36: record.weights[0].snapshot: unknown key 'snapshot' (did you mean 'snapshots'?)",
        "record.weights[0].interval: is missing",
        "23:42: record.fields[0].probes: modulator 'dopamine' has no grid"}) {
    EXPECT_THAT(problems, HasSubstr(told));
  }
}

}  // namespace
}  // namespace engram

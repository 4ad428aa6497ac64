#include <gtest/gtest.h>

#include <algorithm>

#include "core/errors.hpp"
#include "io/experiment/reader.hpp"
#include "support/example_experiments.hpp"
#include "support/fake_catalogue.hpp"

namespace engram {
namespace {

/// A change that makes an experiment impossible, the path a problem must carry, and a part of what
/// it says.
struct Nonsense {
  const char* path;
  const char* value;
  const char* told_at;
  const char* says;
};

class NonsenseExperiment : public ::testing::TestWithParam<Nonsense> {};

TEST_P(NonsenseExperiment, IsRefusedAtTheRightPlace) {
  const Nonsense& nonsense = GetParam();
  const Override change{nonsense.path, nonsense.value};
  try {
    static_cast<void>(parse_experiment(std::string(testing::full_example), "x.yaml",
                                       testing::fake_catalogue(), {&change, 1}));
    FAIL() << change.text() << " was accepted";
  } catch (const BadInput& error) {
    const bool told =
        std::any_of(error.problems().begin(), error.problems().end(), [&](const Problem& problem) {
          return problem.path == nonsense.told_at &&
                 problem.message.find(nonsense.says) != std::string::npos;
        });
    EXPECT_TRUE(told) << change.text() << " gave\n" << error.what();
  }
}

std::string name_of(const ::testing::TestParamInfo<Nonsense>& info) {
  std::string name = std::to_string(info.index) + "_" + info.param.path;
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(
    Simulation, NonsenseExperiment,
    ::testing::Values(
        Nonsense{"simulation.dt", "0", "simulation.dt", "above 0"},
        Nonsense{"simulation.dt", "-0.1", "simulation.dt", "above 0"},
        Nonsense{"simulation.dt", ".nan", "simulation.dt", "finite"},
        Nonsense{"simulation.dt", "1e-300", "simulation.duration", "2^53"},
        Nonsense{"simulation.dt", "0.3", "simulation.duration", "multiples of dt = 0.3"},
        Nonsense{"simulation.dt", "0.4", "record.state[1].every", "multiples of dt"},
        Nonsense{"simulation.duration", "-1", "simulation.duration", "at least 0"},
        Nonsense{"simulation.duration", ".inf", "simulation.duration", "finite"},
        Nonsense{"simulation.duration", "0.05", "simulation.duration", "multiples of dt"},
        Nonsense{"simulation.warmup", "-1", "simulation.warmup", "at least 0"},
        Nonsense{"simulation.seed", "-1", "simulation.seed", "whole number"},
        Nonsense{"simulation.seed", "18446744073709551616", "simulation.seed", "whole number"},
        Nonsense{"simulation.seed", "1.5", "simulation.seed", "whole number"},
        Nonsense{"partitioning.strategy", "metal", "partitioning.strategy", "known: round_robin"},
        Nonsense{"partitioning.expected_rates.X", "5", "partitioning.expected_rates.X",
                 "no population"},
        Nonsense{"partitioning.expected_rates.E", "-5", "partitioning.expected_rates.E",
                 "at least 0"},
        Nonsense{"reference.rates_hz.X", "5", "reference.rates_hz.X", "no population"},
        Nonsense{"reference.tolerance", "-5", "reference.tolerance", "at least 0"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Populations, NonsenseExperiment,
    ::testing::Values(
        Nonsense{"populations.E.size", "0", "populations.E.size", "from 1"},
        Nonsense{"populations.E.size", "1e15", "populations.E.size", "from 1"},
        Nonsense{"populations.E.size", "2.5", "populations.E.size", "whole number"},
        Nonsense{"populations.all", "{model: lif, size: 1}", "populations.all", "neither 'all'"},
        Nonsense{"populations.a/b", "{model: lif, size: 1}", "populations.a/b", "letters"},
        Nonsense{"populations.1st", "{model: lif, size: 1}", "populations.1st", "letters"},
        Nonsense{"populations.E.params.tau_m", "0", "populations.E.params.tau_m", "above 0"},
        Nonsense{"populations.E.params.tau", "5", "populations.E.params.tau",
                 "no parameter of lif"},
        Nonsense{"populations.E.params.V_m", "5", "populations.E.params.V_m",
                 "no parameter of lif"},
        Nonsense{"populations.E.params.C_m", "{normal: {mean: 250, std: 60}}",
                 "populations.E.params.C_m", "give 'min'"},
        Nonsense{"populations.E.params.C_m", "{normal: {mean: 250, std: -1}}",
                 "populations.E.params.C_m.normal.std", "at least 0"},
        Nonsense{"populations.E.params.C_m", "{normal: {mean: 250, std: 1, min: 5, max: 4}}",
                 "populations.E.params.C_m.normal", "above max"},
        Nonsense{"populations.E.params.C_m", "{normal: {mean: 250, std: 1, min: 500}}",
                 "populations.E.params.C_m.normal", "no value would ever"},
        Nonsense{"populations.E.params.C_m", "{normal: {mean: 250, std: 60, min: 0, bounds: clip}}",
                 "populations.E.params.C_m", "can be drawn"},
        Nonsense{"populations.E.params.C_m", "{uniform: {min: 5, max: 4}}",
                 "populations.E.params.C_m.uniform", "above max"},
        Nonsense{"populations.E.params.C_m", "{uniform: {min: -5, max: 4}}",
                 "populations.E.params.C_m", "change min"},
        Nonsense{"populations.E.params.C_m", "{uniform: {min: 5}}",
                 "populations.E.params.C_m.uniform.max", "missing"},
        Nonsense{"populations.E.params.C_m", "{lognormal: {mu: 500, sigma: 100}}",
                 "populations.E.params.C_m.lognormal", "beyond any number"},
        Nonsense{"populations.E.params.C_m",
                 "{normal: {mean: 5, std: 1}, uniform: {min: 1, max: 2}}",
                 "populations.E.params.C_m", "expected a number"},
        Nonsense{"populations.E.params.C_m", "{}", "populations.E.params.C_m", "expected a number"},
        Nonsense{"populations.E.params.C_m", "{file: x.h5}", "populations.E.params.C_m.dataset",
                 "missing"},
        Nonsense{"populations.E.params.C_m", "{file: '', dataset: /x}",
                 "populations.E.params.C_m.file", "empty"},
        Nonsense{"populations.E.params.V_reset", "-50", "populations.E.params",
                 "V_reset must be below"},
        Nonsense{"populations.E.params.V_reset", "{normal: {mean: -65, std: 5}}",
                 "populations.E.params", "values that can be drawn"},
        Nonsense{"populations.E.initial.V_x", "5", "populations.E.initial.V_x",
                 "did you mean 'V_m'"},
        Nonsense{"populations.thalamus.params", "{gain: 1}", "populations.thalamus.params.label",
                 "relay needs 'label'"},
        Nonsense{"populations.thalamus.params.gain", "1.5", "populations.thalamus.params.gain",
                 "[0, 1]"},
        Nonsense{"populations.E.positions", "{random: {extent: [1]}}",
                 "populations.E.positions.random.extent", "2 or 3"},
        Nonsense{"populations.E.positions", "{random: {extent: [1, 0]}}",
                 "populations.E.positions.random.extent[1]", "above 0"},
        Nonsense{"populations.E.positions", "{random: {extent: [1, 1], center: [1]}}",
                 "populations.E.positions.random.center", "as many as"},
        Nonsense{"populations.E.positions", "{random: {}}", "populations.E.positions.random.extent",
                 "missing"},
        Nonsense{"populations.E.positions", "{}", "populations.E.positions", "expected one of"},
        Nonsense{"populations.E.positions", "{file: x.h5, dataset: /x, periodic: true}",
                 "populations.E.positions.extent", "2 or 3"},
        Nonsense{"populations.I.positions.grid.shape", "[5, 6]",
                 "populations.I.positions.grid.shape", "must be the size"},
        Nonsense{"populations.I.positions.grid.shape", "[25]", "populations.I.positions.grid.shape",
                 "as many as"},
        Nonsense{"populations.I.positions.grid.shape", "[4294967296, 4294967296]",
                 "populations.I.positions.grid.shape", "must be the size"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Stimuli, NonsenseExperiment,
    ::testing::Values(
        Nonsense{"stimuli.drive.rate", "-1", "stimuli.drive.rate", "at least 0"},
        Nonsense{"stimuli.drive.rate", "[1]", "stimuli.drive.rate", "expected a number"},
        Nonsense{"stimuli.drive.amplitude", "1", "stimuli.drive.amplitude", "unknown key"},
        Nonsense{"stimuli.drive.times", "[1]", "stimuli.drive.times", "unknown key"},
        Nonsense{"stimuli.drive.delay", "0.01", "stimuli.drive.delay", "one step"},
        Nonsense{"stimuli.drive.delay", "801", "stimuli.drive.delay", "8000 steps"},
        Nonsense{"stimuli.drive.weight", "{file: x.h5, dataset: /w}", "stimuli.drive.weight",
                 "cannot come from an array"},
        Nonsense{"stimuli.drive.target", "[]", "stimuli.drive.target", "at least one"},
        Nonsense{"stimuli.drive.target", "[E, E]", "stimuli.drive.target[1]", "already"},
        Nonsense{"stimuli.drive.target", "X", "stimuli.drive.target", "no population 'X'"},
        Nonsense{"stimuli.drive", "{type: poisson_generator, target: E}", "stimuli.drive.rate",
                 "needs 'rate'"},
        Nonsense{"stimuli.dc.target.ids", "[100]", "stimuli.dc.target.ids[0]", "from 0 to 99"},
        Nonsense{"stimuli.dc.target.ids", "[3, 3]", "stimuli.dc.target.ids[1]", "twice"},
        Nonsense{"stimuli.dc.target.ids", "[]", "stimuli.dc.target.ids", "empty"},
        Nonsense{"stimuli.dc.target.sample", "5", "stimuli.dc.target", "only one of them"},
        Nonsense{"stimuli.dc.target", "thalamus", "stimuli.dc.target", "does not take"},
        Nonsense{"stimuli.steps.target[0].sample", "26", "stimuli.steps.target[0].sample",
                 "from 1 to 25"},
        Nonsense{"stimuli.steps.target[0].sample", "0", "stimuli.steps.target[0].sample",
                 "from 1 to 25"},
        Nonsense{"stimuli.steps.amplitude_times", "[100]", "stimuli.steps", "same length"},
        Nonsense{"stimuli.steps.amplitude_times", "[100, -1]", "stimuli.steps.amplitude_times[1]",
                 "above 0"},
        Nonsense{"stimuli.steps.amplitude_times", "5", "stimuli.steps.amplitude_times", "a list"},
        Nonsense{"stimuli.in.times", "[]", "stimuli.in", "at least one time"},
        Nonsense{"stimuli.in.times", "[5, 0]", "stimuli.in.times[1]", "from dt"},
        Nonsense{"stimuli.in.times", "[5, -3]", "stimuli.in.times[1]", "from dt"},
        Nonsense{"stimuli.in.times", "[5, .inf]", "stimuli.in.times[1]", "finite"},
        Nonsense{"stimuli.in.spikes", "{file: x.h5}", "stimuli.in", "only one of them"},
        Nonsense{"stimuli.replay.spikes", "{}", "stimuli.replay.spikes.file", "missing"},
        Nonsense{"stimuli.a b", "{type: dc_generator, target: E}", "stimuli.a b", "letters"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Projections, NonsenseExperiment,
    ::testing::Values(
        Nonsense{"projections[0].source", "[]", "projections[0].source", "empty"},
        Nonsense{"projections[0].target", "[E, E]", "projections[0].target", "named twice"},
        Nonsense{"projections[0].rule", "{fixed_indegree: -1}",
                 "projections[0].rule.fixed_indegree", "at least 0"},
        Nonsense{"projections[0].rule", "{fixed_indegree: 101, allow_multapses: false}",
                 "projections[0].rule", "from 'E' to 'I': the indegree is larger"},
        Nonsense{"projections[0].rule", "{fixed_indegree: 100, allow_multapses: false}",
                 "projections[0].rule", "from 'E' to 'E': the indegree is larger"},
        Nonsense{"projections[0].rule", "fixed_indegree", "projections[0].rule",
                 "needs 'indegree'"},
        Nonsense{"projections[0].rule", "{fixed_indegree: {n: 3}}",
                 "projections[0].rule.fixed_indegree.n", "unknown key"},
        Nonsense{"projections[0].rule", "{fixed_indegree: 3, one_to_one: {}}",
                 "projections[0].rule.one_to_one", "unknown key"},
        Nonsense{"projections[0].rule", "{}", "projections[0].rule", "names no rule"},
        Nonsense{"projections[0].rule", "{all_to_all: 5}", "projections[0].rule.all_to_all",
                 "expected a map"},
        Nonsense{"projections[0].rule", "one_to_one", "projections[0].rule", "the same size"},
        Nonsense{"projections[0].rule", "{fixed_indegree: 3, allow_autapses: true}",
                 "projections[0].allow_autapses", "given twice"},
        Nonsense{"projections[0].rule", "sonata_edges", "projections[0].rule", "needs 'file'"},
        Nonsense{"projections[0].rule", "{all_to_all: {file: x.h5}}",
                 "projections[0].rule.all_to_all.file", "unknown key"},
        Nonsense{"projections[0].rule", "{fixed_indegree: 3, kernel: {gaussian: {scale: 1}}}",
                 "projections[0].rule.kernel", "does not depend on distance"},
        Nonsense{"projections[1].rule.kernel.gaussian.scale", "0",
                 "projections[1].rule.kernel.gaussian.scale", "above 0"},
        Nonsense{"projections[1].rule.kernel.max_distance", "-1",
                 "projections[1].rule.kernel.max_distance", "at least 0"},
        Nonsense{"projections[1].rule.kernel", "{max_distance: 5}", "projections[1].rule.kernel",
                 "expected one of"},
        Nonsense{"projections[1].target", "thalamus", "projections[1].rule.kernel", "no positions"},
        Nonsense{"projections[1].target", "cloud", "projections[1].rule.kernel", "periodic"},
        Nonsense{"populations.I.positions", "{random: {extent: [1, 1, 1], periodic: true}}",
                 "projections[1].rule.kernel", "dimensions"},
        Nonsense{"projections[1].rule.pairwise_bernoulli", "1.1",
                 "projections[1].rule.pairwise_bernoulli", "[0, 1]"},
        Nonsense{"projections[1].synapse.U", "0", "projections[1].synapse.U", "(0, 1]"},
        Nonsense{"projections[1].synapse.model", "static_synapse", "projections[1].synapse.U",
                 "unknown key"},
        Nonsense{"projections[1].synapse.model", "stdp", "projections[1].synapse.model",
                 "no synapse model"},
        Nonsense{"projections[1].synapse.weight", ".nan", "projections[1].synapse.weight",
                 "finite"},
        Nonsense{"projections[1].synapse.weight", "{file: x.h5, dataset: /w}",
                 "projections[1].synapse.weight", "cannot come from an array"},
        Nonsense{"projections[1].synapse.delay", "0.04", "projections[1].synapse.delay",
                 "one step"},
        Nonsense{"projections[1].synapse.delay", "{normal: {mean: 1.5, std: 0.75}}",
                 "projections[1].synapse.delay", "give 'min'"},
        Nonsense{"projections[1].synapse.delay", "{uniform: {min: 0, max: 1}}",
                 "projections[1].synapse.delay", "change min"},
        Nonsense{"projections[1].synapse.delay", "{normal: {mean: 700, std: 50, min: 1}}",
                 "projections[1].synapse.delay", "give 'max'"},
        Nonsense{"projections[1].synapse.delay", "{file: x.h5, dataset: /d}",
                 "projections[1].synapse.delay", "cannot come from an array"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Recording, NonsenseExperiment,
    ::testing::Values(
        Nonsense{"record.spikes", "[E, E]", "record.spikes[1]", "recorded already"},
        Nonsense{"record.spikes", "al", "record.spikes", "no population 'al'"},
        Nonsense{"record.spikes[1].sample", "26", "record.spikes[1].sample", "from 1 to 25"},
        Nonsense{"record.spikes[2].ids", "[7]", "record.spikes[2].ids[0]", "from 0 to 6"},
        Nonsense{"record.state[0].variables", "[]", "record.state[0].variables", "at least one"},
        Nonsense{"record.state[0].variables", "[V_m, V_m]", "record.state[0].variables[1]",
                 "recorded already"},
        Nonsense{"record.state[1].population", "E", "record.state[1].variables",
                 "recorded already"},
        Nonsense{"record.state[1].population", "thalamus", "record.state[1].variables",
                 "no state variable of relay"},
        Nonsense{"record.state[0].every", "0", "record.state[0].every", "above 0"},
        Nonsense{"record.state[0].every", "0.25", "record.state[0].every", "such as 0.2 or 0.3"},
        Nonsense{"record.state[0].population", "X", "record.state[0].population",
                 "no population 'X'"}),
    name_of);

}  // namespace
}  // namespace engram

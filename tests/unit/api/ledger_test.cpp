#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "api/catalogue.hpp"
#include "engram/simulation.hpp"
#include "io/experiment/reader.hpp"

// What the ledger counts, against what follows from spikes and known numbers of synapses.
namespace engram {
namespace {

/// Every source neuron of a population has the same number of synapses, of all kinds.
Experiment known_degrees() {
  return parse_experiment(R"(
engram: 1
simulation: {duration: 300, warmup: 50, dt: 0.1, seed: 4}
populations:
  E: {model: iaf_psc_exp, size: 40}
  I: {model: iaf_psc_exp, size: 15}
  silent: {model: iaf_psc_exp, size: 5}
stimuli:
  drive: {type: poisson_generator, target: [E, I], rate: 9000, weight: 60, delay: 1}
energy: {boutons_per_synapse: 3, release_probability: 0.5, weight_change: 100}
sparseness: {window: 40}
projections:
  - {source: E, target: I, rule: all_to_all, synapse: {weight: 5, delay: {uniform: {min: 1, max: 30}}}}
  - {source: E, target: E, rule: {fixed_outdegree: 7}, synapse: {weight: 5, delay: 2}}
  - {source: E, target: E, rule: {fixed_outdegree: 6}, synapse: {model: stdp_synapse, weight: 5, Wmax: 9, delay: 21, axonal_delay: 20}}
  - {source: E, target: silent, rule: all_to_all, synapse: {model: tsodyks2_synapse, weight: 1, delay: 3}}
  - {source: I, target: E, rule: {fixed_outdegree: 11}, synapse: {weight: -20, delay: 1.5}}
)",
                          "here.yaml", full_catalogue());
}

TEST(Ledger, CountsEventsOfTheRecordedSpikes) {
  for (const int threads : {1, 3}) {
    RunOptions options;
    options.threads = threads;
    const RunResult result = Simulation(known_degrees(), options).run();
    ASSERT_EQ(result.energy.size(), 3U);
    const PopulationEnergy& e = result.energy[0];
    const PopulationEnergy& i = result.energy[1];
    EXPECT_GT(e.spikes, 100U);
    EXPECT_EQ(e.spikes + i.spikes, result.spike_count);
    EXPECT_EQ(e.synaptic_events, e.spikes * (15 + 7 + 6 + 5));
    EXPECT_EQ(i.synaptic_events, i.spikes * 11);
    EXPECT_EQ(result.energy[2].synaptic_events, 0U);
    EXPECT_EQ(e.neuron_steps, 40U * 3000U);
    EXPECT_EQ(e.weight_change, result.plasticity[0].weight_change);
    EXPECT_GT(e.weight_change, 0.0);
    EXPECT_EQ(i.weight_change, 0.0);
  }
}

TEST(Ledger, TurnsCountsIntoEnergy) {
  const RunResult result = Simulation(known_degrees(), {}).run();
  const PopulationEnergy& e = result.energy[0];
  const double released = static_cast<double>(e.synaptic_events) * 3.0 * 0.5;
  EXPECT_DOUBLE_EQ(e.atp.action_potentials, 1.19e8 * static_cast<double>(e.spikes));
  EXPECT_DOUBLE_EQ(e.atp.postsynaptic, 1.4e5 * released);
  EXPECT_NEAR(e.atp.resting_neurons, 40 * 0.3 * 3.42e8, 1.0);
  EXPECT_DOUBLE_EQ(e.atp.plasticity, 100.0 * e.weight_change);
}

TEST(Ledger, MeasuresWholeWindows) {
  const RunResult result = Simulation(known_degrees(), {}).run();
  const PopulationSparseness& e = result.sparseness[0];
  EXPECT_EQ(e.windows, 7U);
  EXPECT_EQ(e.silent_windows, 0U);
  EXPECT_GT(e.population.active_fraction, 0.0);
  EXPECT_LE(e.population.active_fraction, 1.0);
  // The mean over windows of the share of neurons is that over neurons of the share of windows.
  EXPECT_NEAR(e.population.active_fraction, e.lifetime.active_fraction, 1e-9);
  const PopulationSparseness& silent = result.sparseness[2];
  EXPECT_EQ(silent.silent_windows, 7U);
  EXPECT_EQ(silent.silent_neurons, 5U);
  EXPECT_EQ(silent.population.active_fraction, 0.0);
  EXPECT_TRUE(std::isnan(silent.population.gini));
  EXPECT_TRUE(std::isnan(silent.lifetime.hoyer));
}

/// Synapses that come and go: each spike counts those that are there.
TEST(Ledger, CountsEventsOfGrowingSynapses) {
  Experiment experiment = parse_experiment(R"(
engram: 1
simulation: {duration: 400, dt: 0.1, seed: 8}
populations:
  A: {model: iaf_psc_exp, size: 20}
  B: {model: iaf_psc_exp, size: 9}
stimuli:
  drive: {type: poisson_generator, target: [A, B], rate: 9000, weight: 60, delay: 1}
structural:
  - {source: A, target: B, synapse: {weight: 1, delay: 1}, interval: 400, nu: 0.1, epsilon: 1}
)",
                                           "here.yaml", full_catalogue());
  // Grown at the very end, they have no events; in twice the time they have.
  const RunResult early = Simulation(experiment, {}).run();
  EXPECT_GT(early.synapses + early.energy[0].spikes, 0U);
  EXPECT_EQ(early.energy[0].synaptic_events, 0U);
  experiment.simulation.duration = 800;
  const RunResult late = Simulation(experiment, {}).run();
  EXPECT_GT(late.energy[0].synaptic_events, 0U);
  // All arrive but those of the last step or two.
  EXPECT_GE(late.energy[0].synaptic_events, late.synaptic_events);
  EXPECT_EQ(late.energy[1].synaptic_events, 0U);
}

}  // namespace
}  // namespace engram

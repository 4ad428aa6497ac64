#include <gtest/gtest.h>

#include <cmath>

#include "engram/simulation.hpp"

namespace engram {
namespace {

constexpr double target_rate = 10.0;

RunResult result_of(const Experiment& experiment) {
  RunOptions options;
  options.threads = 1;
  return Simulation(experiment, options).run();
}

/// Poisson input to the neurons of a population.
Stimulus poisson(const std::string& target, double rate, double weight) {
  Stimulus stimulus;
  stimulus.name = "to_" + target;
  stimulus.type = "poisson_generator";
  stimulus.targets = {{target, {}, std::nullopt}};
  stimulus.params = {{"rate", rate}};
  stimulus.weight = weight;
  return stimulus;
}

/// Two populations alike, one with strong and one with weak input.
Experiment driven(const std::optional<ThresholdHomeostasis>& homeostasis) {
  Experiment experiment;
  experiment.simulation.warmup = 40000.0;
  experiment.simulation.duration = 10000.0;
  experiment.simulation.dt = 0.2;
  for (const char* name : {"strong", "weak"}) {
    Population population{.name = name, .model = "iaf_psc_exp", .size = 20};
    population.homeostasis = homeostasis;
    experiment.add(population);
  }
  experiment.add(poisson("strong", 12000.0, 20.0));
  experiment.add(poisson("weak", 6000.0, 20.0));
  return experiment;
}

TEST(ThresholdHomeostasis, RatesMoveToTheTargetFromBothSides) {
  const RunResult without = result_of(driven(std::nullopt));
  EXPECT_GT(without.rates_hz[0], 4 * target_rate);
  EXPECT_LT(without.rates_hz[1], 0.1 * target_rate);
  const RunResult with =
      result_of(driven(ThresholdHomeostasis{.target_rate = target_rate, .gain = 0.05}));
  EXPECT_NEAR(with.rates_hz[0], target_rate, 0.05 * target_rate);
  EXPECT_NEAR(with.rates_hz[1], target_rate, 0.05 * target_rate);
}

TEST(ThresholdHomeostasis, GoesNoFurtherThanItMay) {
  const RunResult without = result_of(driven(std::nullopt));
  const RunResult bounded = result_of(
      driven(ThresholdHomeostasis{.target_rate = target_rate, .gain = 10.0, .max_shift = 0.5}));
  // 0.5 mV of 15 mV between reset and threshold.
  EXPECT_LT(bounded.rates_hz[0], without.rates_hz[0]);
  EXPECT_GT(bounded.rates_hz[0], 0.85 * without.rates_hz[0]);
}

TEST(ThresholdHomeostasis, WaitsForItsInterval) {
  Experiment late =
      driven(ThresholdHomeostasis{.target_rate = target_rate, .gain = 0.05, .interval = 3000.0});
  Experiment never = driven(std::nullopt);
  for (Experiment* experiment : {&late, &never}) {
    experiment->simulation.warmup = 0.0;
    experiment->simulation.duration = 3000.0;
  }
  EXPECT_EQ(result_of(late).spike_hash, result_of(never).spike_hash);
  late.simulation.duration = never.simulation.duration = 3500.0;
  EXPECT_NE(result_of(late).spike_hash, result_of(never).spike_hash);
}

/// Neurons that are driven through synapses only: 100 sources of 20 Hz each.
Experiment through_synapses(double weight, const std::optional<SynapticScaling>& scaling) {
  Experiment experiment;
  experiment.simulation.warmup = 60000.0;
  experiment.simulation.duration = 20000.0;
  experiment.simulation.dt = 0.2;
  experiment.add(Population{.name = "source", .model = "parrot_neuron", .size = 100});
  experiment.add(Population{.name = "target", .model = "iaf_psc_exp", .size = 10});
  experiment.add(poisson("source", 20.0, 1.0));
  SynapseSpec synapse;
  synapse.model = "stdp_synapse";
  synapse.params = {{"lambda", 0.0}, {"Wmax", 1000.0}};
  synapse.weight = weight;
  synapse.scaling = scaling;
  experiment.connect({"source"}, {"target"}, {}, synapse);
  return experiment;
}

const SynapticScaling towards_target{.target_rate = target_rate, .gain = 0.005, .tau = 2000.0};

TEST(SynapticScaling, RatesMoveToTheTargetFromAbove) {
  const RunResult without = result_of(through_synapses(160.0, std::nullopt));
  EXPECT_GT(without.rates_hz[1], 3 * target_rate);
  const RunResult with = result_of(through_synapses(160.0, towards_target));
  EXPECT_NEAR(with.rates_hz[1], target_rate, 0.1 * target_rate);
  EXPECT_LT(with.plasticity.at(0).mean_weight, 160.0);
}

TEST(SynapticScaling, RatesMoveToTheTargetFromBelow) {
  const RunResult without = result_of(through_synapses(40.0, std::nullopt));
  EXPECT_LT(without.rates_hz[1], 0.3 * target_rate);
  const RunResult with = result_of(through_synapses(40.0, towards_target));
  EXPECT_NEAR(with.rates_hz[1], target_rate, 0.1 * target_rate);
  EXPECT_GT(with.plasticity.at(0).mean_weight, 40.0);
}

TEST(SynapticScaling, SilentTargetsGainByTheFormula) {
  // Nothing spikes, so that the estimate decays from the target rate: after k seconds it is
  // target exp(-k s / tau), and each second multiplies the weights by what is missing.
  Experiment experiment = through_synapses(10.0, towards_target);
  experiment.stimuli.clear();
  experiment.simulation.warmup = 0.0;
  experiment.simulation.duration = 4500.0;
  double expected = 10.0;
  for (int k = 1; k <= 4; ++k) expected *= 1.0 + 0.005 * target_rate * (1.0 - std::exp(-k / 2.0));
  EXPECT_NEAR(result_of(experiment).plasticity.at(0).mean_weight, expected, 1e-5);
}

}  // namespace
}  // namespace engram

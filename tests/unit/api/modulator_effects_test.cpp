#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "engram/simulation.hpp"

// What modulators do to neurons and synapses in a whole simulation: the same, bit for bit, as the
// parameter, weight or current that the response stands for.
namespace engram {
namespace {

constexpr double level = 2.0;  // uM that the modulator of a driven network has
constexpr std::uint64_t neurons = 40;

RunResult result_of(const Experiment& experiment) {
  RunOptions options;
  options.threads = 1;
  return Simulation(experiment, options).run();
}

Stimulus stimulus(const std::string& name, const std::string& type, const std::string& target) {
  Stimulus stimulus;
  stimulus.name = name;
  stimulus.type = type;
  stimulus.targets = {{target, {}, std::nullopt}};
  return stimulus;
}

/// Neurons that noise keeps spiking, some of it through synapses, and a modulator that nothing
/// takes away. Changes by powers of two, and sums of quarters, are exact in any order.
Experiment driven() {
  Experiment experiment;
  experiment.simulation.duration = 400.0;
  experiment.simulation.seed = 3;
  experiment.add(Population{.name = "relays", .model = "parrot_neuron", .size = 20});
  experiment.add(Population{.name = "A", .model = "iaf_psc_exp", .size = neurons});
  Stimulus noise = stimulus("noise", "poisson_generator", "A");
  noise.params = {{"rate", 8000.0}};
  noise.weight = 24.0;
  experiment.add(noise);
  Stimulus onto_relays = stimulus("onto_relays", "poisson_generator", "relays");
  onto_relays.params = {{"rate", 80.0}};
  experiment.add(onto_relays);
  experiment.connect({"relays"}, {"A"}, {}, {.weight = 32.0, .delay = 1.5});
  Modulator tone{.name = "tone", .params = {{"tau", 0.0}}};
  tone.release_times = {0.0};
  tone.release_amounts = {level};
  experiment.modulators = {tone};
  return experiment;
}

using Change = std::function<void(Experiment&)>;

/// The hash of a run after a change of the driven network.
std::uint64_t hash_with(const Change& change) {
  Experiment experiment = driven();
  change(experiment);
  const RunResult result = result_of(experiment);
  EXPECT_GT(result.spike_count, 100U);
  return result.spike_hash;
}

/// Expects two changes to have the same effect, and to have one.
void expect_equal(const Change& modulated, const Change& plain) {
  const std::uint64_t expected = hash_with(plain);
  EXPECT_EQ(hash_with(modulated), expected);
  EXPECT_NE(hash_with([](Experiment&) {}), expected);
}

Change acting_on(ExcitabilityModulation::Target target, double amount,
                 const Response& response = {}) {
  return [=](Experiment& experiment) {
    experiment.populations[1].modulation = {{"tone", target, amount, response}};
  };
}

TEST(ModulatorEffects, AThresholdIsRaisedAsTheParameterWould) {
  expect_equal(acting_on(ExcitabilityModulation::Target::threshold, 0.75), [](Experiment& e) {
    e.populations[1].params = {{"V_th", -55.0 + 0.75 * level}};
  });
}

TEST(ModulatorEffects, AThresholdIsLoweredThroughAResponseFunction) {
  // Half of the largest response.
  expect_equal(acting_on(ExcitabilityModulation::Target::threshold, -4.0, {"hill", {{"K", level}}}),
               [](Experiment& e) {
                 e.populations[1].params = {{"V_th", -57.0}};
               });
}

TEST(ModulatorEffects, AGainScalesAllInput) {
  const double factor = 1.0 + 0.5 * level;
  expect_equal(acting_on(ExcitabilityModulation::Target::gain, 0.5), [=](Experiment& e) {
    e.stimuli[0].weight = 24.0 * factor;
    e.projections[0].synapse.weight = 32.0 * factor;
  });
}

TEST(ModulatorEffects, ACurrentFlows) {
  expect_equal(acting_on(ExcitabilityModulation::Target::current, 30.0), [](Experiment& e) {
    e.populations[1].params = {{"I_e", 30.0 * level}};
  });
}

TEST(ModulatorEffects, ReleaseScalesWhatIsTransmitted) {
  const double factor = 1.0 - 0.25 * level;
  expect_equal(
      [](Experiment& e) {
        e.projections[0].synapse.release = {"tone", -0.25, {}};
      },
      [=](Experiment& e) { e.projections[0].synapse.weight = 32.0 * factor; });
}

TEST(ModulatorEffects, NothingHappensAtTheBaseline) {
  const std::uint64_t expected = hash_with([](Experiment&) {});
  using Target = ExcitabilityModulation::Target;
  EXPECT_EQ(hash_with([](Experiment& e) {
              e.modulators[0].params["baseline"] = level;
              e.modulators[0].release_times = {1e6};
              e.populations[1].modulation = {{"tone", Target::threshold, 5.0, {}},
                                             {"tone", Target::gain, 3.0, {"hill", {}}},
                                             {"tone", Target::current, 90.0, {"step", {}}}};
              e.projections[0].synapse.release = {"tone", 2.0, {"saturating", {}}};
            }),
            expected);
}

TEST(ModulatorEffects, BeginWithTheIntervalOfAScheduledRelease) {
  expect_equal(
      [](Experiment& e) {
        acting_on(ExcitabilityModulation::Target::current, 30.0)(e);
        // Not a beginning of an interval: the next one is.
        e.modulators[0].release_times = {149.3};
      },
      [](Experiment& e) {
        Stimulus current = stimulus("current", "dc_generator", "A");
        current.params = {{"amplitude", 30.0 * level}, {"start", 149.0}};
        e.add(current);
      });
}

// One relay in each of two voxels; the first one spikes in the interval from 150 to 151 ms. What it
// releases is summed while the next interval is computed and acts from 152 ms, in its voxel alone.
TEST(ModulatorEffects, OfASpikeActInItsVoxelTwoIntervalsLater) {
  const auto relay = [](Experiment& e) {
    e.populations[1].positions =
        Positions{.kind = Positions::Kind::grid, .extent = {100.0, 10.0}, .shape = {neurons, 1}};
    e.add(Population{.name = "two", .model = "parrot_neuron", .size = 2});
    e.populations[2].positions =
        Positions{.kind = Positions::Kind::grid, .extent = {100.0, 10.0}, .shape = {2, 1}};
    Stimulus spike = stimulus("spike", "spike_times", "two");
    spike.targets[0].ids = {0};
    spike.spikes = SpikeList{.times = {149.5}};
    e.add(spike);
  };
  expect_equal(
      [&](Experiment& e) {
        relay(e);
        Modulator& tone = e.modulators[0];
        tone.release_times.clear();
        tone.release_amounts.clear();
        tone.grid = VoxelGrid{.shape = {2, 1}, .extent = {100.0, 10.0}};
        tone.sources = {{{"two"}, level}};
        acting_on(ExcitabilityModulation::Target::current, 30.0)(e);
      },
      [&](Experiment& e) {
        relay(e);
        Stimulus current = stimulus("current", "dc_generator", "A");
        current.params = {{"amplitude", 30.0 * level}, {"start", 151.0}};
        for (std::uint64_t id = 0; id < neurons / 2; ++id) current.targets[0].ids.push_back(id);
        e.add(current);
      });
}

/// A spike of `name` at `time`: parrots repeat what arrives, and 100 mV are above any threshold.
Stimulus one_spike(const std::string& target, double time) {
  Stimulus spike = stimulus("to_" + target, "spike_times", target);
  spike.spikes = SpikeList{.times = {time - 1.0}};
  spike.weight = 100.0;
  return spike;
}

/// NEST's numbers: source at 0, target at the synapse at 10 ms, one dopamine spike at 110 ms, which
/// raises the concentration by 1 / tau_n; all of it 50 ms later here.
double growth_after(double ms) {
  Experiment experiment;
  experiment.simulation.duration = 50.0 + ms;
  experiment.add(Population{.name = "source", .model = "parrot_neuron", .size = 1});
  experiment.add(Population{.name = "target", .model = "iaf_psc_delta", .size = 1});
  experiment.add(one_spike("source", 50.0));
  experiment.add(one_spike("target", 59.0));
  Modulator dopamine{.name = "dopamine", .params = {{"tau", 200.0}}};
  dopamine.release_times = {160.0};
  dopamine.release_amounts = {1.0 / 200.0};
  experiment.modulators = {dopamine};
  SynapseSpec synapse{.model = "stdp_dopamine_synapse", .weight = 1.0, .delay = 1.0};
  synapse.params = {{"A_plus", 1.0}, {"tau_plus", 20.0}, {"tau_c", 1000.0}, {"b", 0.0}};
  synapse.third_factor = ThirdFactor{.species = "dopamine"};
  experiment.connect({"source"}, {"target"}, {}, synapse);
  const RunResult result = result_of(experiment);
  EXPECT_EQ(result.spike_count, 2U);
  return result.plasticity.at(0).mean_weight - 1.0;
}

// Potjans, Morrison & Diesmann (2010), integrated in closed form. The weight and its trace are
// numbers of single precision.
TEST(ModulatorEffects, DopamineStrengthensASynapseAsInTheClosedForm) {
  constexpr double single_precision = 2e-7;
  EXPECT_NEAR(growth_after(110.0), 0.0, single_precision);
  EXPECT_NEAR(growth_after(410.0), 0.381744736, single_precision);
  EXPECT_NEAR(growth_after(6000.0), 0.457343030, single_precision);
}

}  // namespace
}  // namespace engram

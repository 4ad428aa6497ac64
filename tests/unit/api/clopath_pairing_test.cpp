#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "engram/simulation.hpp"

// Pairs of spikes through the whole simulator: clopath_synapse onto aeif_psc_delta_clopath.
namespace engram {
namespace {

/// The weight, in per cent of the first one and with its changes 15 times as large (75 pairs
/// instead of 5), just after the source's last spike.
double weight_after(const std::vector<double>& source, const std::vector<double>& target) {
  Experiment experiment;
  experiment.simulation.duration = source.back() + 0.1;
  experiment.populations = {{.name = "source", .model = "parrot_neuron", .size = 1},
                            {.name = "target",
                             .model = "aeif_psc_delta_clopath",
                             .size = 1,
                             .params = {{"b", 0.0805}, {"V_reset", -49.6}, {"delay_u_bars", 4.0}}}};
  const auto add_volley = [&](const std::string& name, const std::vector<double>& times,
                              double weight) {
    Stimulus volley;
    volley.name = "to_" + name;
    volley.type = "spike_times";
    volley.targets = {{name, {}, std::nullopt}};
    volley.spikes = SpikeList{.times = times};
    volley.weight = weight;
    volley.delay = 0.1;
    experiment.stimuli.push_back(volley);
  };
  add_volley("source", source, 1.0);
  add_volley("target", target, 80.0);
  SynapseSpec synapse;
  synapse.model = "clopath_synapse";
  synapse.weight = 0.5;
  synapse.delay = 0.1;
  experiment.connect({"source"}, {"target"}, {}, synapse);
  RunOptions options;
  options.threads = 1;
  const RunResult result = Simulation(experiment, options).run();
  return 100.0 + 15.0 * 100.0 * (result.plasticity.at(0).mean_weight - 0.5) / 0.5;
}

/// Five or six spikes with equal intervals, as NEST's own test has them.
struct Protocol {
  std::vector<double> source, target;
  double nest;
};

// The figures are NEST 3's (testsuite/pytests/test_clopath_synapse.py), which finds the upstroke of
// a spike with an adaptive method: the page of the neuron says how far apart voltages are after it.
TEST(ClopathPairing, AgreesWithNest) {
  const std::vector<Protocol> protocols{
      {{29, 129, 229, 329, 429}, {19, 119, 219, 319, 419}, 57.82638722},
      {{29, 62.3, 95.7, 129, 162.3}, {19, 52.3, 85.7, 119, 152.3}, 72.16730112},
      {{29, 49, 69, 89, 109}, {19, 39, 59, 79, 99}, 149.43359357},
      {{129, 229, 329, 429, 529, 629}, {139, 239, 339, 439, 539, 639}, 103.30408341},
      {{62.3, 95.6, 129, 162.3, 195.6, 229}, {72.3, 105.6, 139, 172.3, 205.6, 239}, 124.03640668},
      {{49, 69, 89, 109, 129, 149}, {59, 79, 99, 119, 139, 159}, 157.02882555}};
  for (const Protocol& protocol : protocols) {
    EXPECT_NEAR(weight_after(protocol.source, protocol.target), protocol.nest, 0.01);
  }
}

}  // namespace
}  // namespace engram

#pragma once

#include <string>
#include <utility>
#include <vector>

#include "api/catalogue.hpp"
#include "engram/experiment.hpp"
#include "io/experiment/reader.hpp"

namespace engram {

/// An experiment that together with the others has every kind of state, and times of its run, in
/// steps.
struct Resumable {
  std::string name;
  Experiment experiment;
  std::int64_t boundary;  ///< something happens at fixed times, just then
  std::int64_t saved_at;  ///< as much as possible is under way
  std::int64_t end;
};

/// Every neuron model and every stimulus; long rows and short ones, delays up to 20 ms.
inline Resumable every_neuron() {
  const std::string text = R"(
engram: 1
simulation: {duration: 200, dt: 0.1, seed: 31}
sparseness: {window: 17}
populations:
  relays: {model: parrot_neuron, size: 30}
  exp: {model: iaf_psc_exp, size: 211, params: {tau_syn_ex: 0.5, t_ref: {uniform: {min: 1, max: 3}}, I_e: 330}, initial: {V_m: {normal: {mean: -62, std: 4}}}}
  alpha: {model: iaf_psc_alpha, size: 90, params: {I_e: 370}, initial: {V_m: {uniform: {min: -70, max: -56}}}}
  delta: {model: iaf_psc_delta, size: 70, params: {t_ref: 3}, initial: {V_m: {uniform: {min: -70, max: -56}}}}
  izhikevich: {model: izhikevich, size: 50}
  cond_exp: {model: iaf_cond_exp, size: 40, params: {tau_syn_ex: 3, I_e: 260, g_L: {uniform: {min: 14, max: 19}}}}
  cond_alpha: {model: iaf_cond_alpha, size: 30, params: {I_e: 420}}
  aeif: {model: aeif_cond_exp, size: 50, params: {I_e: {uniform: {min: 700, max: 1100}}, t_ref: {uniform: {min: 0, max: 2}}}}
  hh: {model: hh_psc_alpha, size: 30, params: {I_e: 700, g_Na: {uniform: {min: 11000, max: 20000}}}}
  mat2: {model: mat2_psc_exp, size: 40, params: {I_e: {uniform: {min: 450, max: 800}}}}
  clopath: {model: aeif_psc_delta_clopath, size: 40, params: {delay_u_bars: {uniform: {min: 0, max: 8}}}}
  dendritic: {model: dendritic_neuron, size: 61, compartments: {tuft: trunk, trunk: soma},
    params: {trunk: {C_m: {uniform: {min: 50, max: 90}}, g_C: 8, g_plateau: 6, V_plateau: -60, t_plateau: 40}, tuft: {g_C: 6, g_plateau: 15, V_plateau: -55, t_plateau: 20}}}
stimuli:
  tuft: {type: poisson_generator, target: dendritic, rate: 700, receptor: tuft.AMPA_NMDA, weight: 1.5, delay: 0.7}
  poisson: {type: poisson_generator, target: [relays, exp, delta], rate: 900, weight: 20, delay: 1.5}
  noise: {type: noise_generator, target: [alpha, {population: exp, sample: 60}], mean: 40, std: 300, dt: 3, delay: 0.5}
  weak_noise: {type: noise_generator, target: izhikevich, mean: 4, std: 8, dt: 1}
  dc: {type: dc_generator, target: {population: exp, sample: 100}, amplitude: 45, start: 30, stop: 90}
  steps: {type: step_current_generator, target: alpha, amplitude_times: [10, 50.5, 180], amplitude_values: [40, -20, 60]}
  volley: {type: spike_times, target: [exp, clopath], times: [25, 25, 60.3, 60.6, 130], weight: 30, delay: 1.3}
projections:
  - {source: exp, target: [exp, alpha], rule: {fixed_total_number: 9000}, synapse: {weight: {normal: {mean: 30, std: 5, min: 0}}, delay: {normal: {mean: 1.5, std: 0.75, min: 0.1}}}}
  - {source: exp, target: delta, rule: {fixed_indegree: 12}, synapse: {weight: {uniform: {min: 0.1, max: 0.5}}, delay: {uniform: {min: 1, max: 20}}}}
  - {source: delta, target: [exp, alpha], rule: all_to_all, synapse: {weight: -12, delay: 1.2}}
  - {source: exp, target: [cond_exp, cond_alpha, aeif], rule: {fixed_indegree: 12}, synapse: {weight: {uniform: {min: -3, max: 3}}, delay: {uniform: {min: 0.3, max: 7}}}}
  - {source: [cond_exp, aeif, mat2], target: [hh, mat2], rule: {fixed_indegree: 10}, synapse: {weight: {uniform: {min: -50, max: 60}}, delay: 1.4}}
  - {source: exp, target: dendritic, rule: {fixed_indegree: 30}, synapse: {receptor: trunk.AMPA, weight: 0.8, delay: {uniform: {min: 1, max: 20}}}}
  - {source: delta, target: dendritic, rule: all_to_all, synapse: {receptor: tuft.GABA, weight: 0.1, delay: 1.2}}
  - {source: delta, target: dendritic, rule: all_to_all, synapse: {receptor: trunk.GABA, weight: 0.01, delay: 3}}
  - {source: delta, target: dendritic, rule: {fixed_indegree: 9}, synapse: {receptor: GABA, weight: 0.2, delay: 2}}
  - {source: relays, target: dendritic, rule: {fixed_indegree: 9}, synapse: {receptor: AMPA_NMDA, weight: 1, delay: 2}}
  - {source: relays, target: dendritic, rule: {fixed_indegree: 20}, synapse: {model: tsodyks2_synapse, receptor: trunk.NMDA, weight: 1, delay: {uniform: {min: 0.2, max: 9}}}}
  - {source: dendritic, target: exp, rule: {fixed_indegree: 5}, synapse: {weight: 30, delay: 2}}
  - {source: relays, target: [izhikevich, clopath], rule: {fixed_indegree: 8}, synapse: {weight: 3, delay: {uniform: {min: 0.2, max: 9}}}}
)";
  return {"every neuron", parse_experiment(text, "here.yaml", full_catalogue()), 600, 603, 1400};
}

/// Every rule, direct and gated; modulators. Its file belongs to tests/mpi/test_invariance.py.
inline Resumable every_rule() {
  return {"every rule",
          read_experiment(ENGRAM_SOURCE_DIR "/tests/mpi/learning.yaml", full_catalogue()), 1200,
          1533, 3200};
}

/// Synapses that come and go.
inline Resumable growing() {
  Experiment experiment;
  experiment.simulation = {.duration = 1200.0, .dt = 0.1, .seed = 12};
  const Positions square{.kind = Positions::Kind::random, .extent = {1000.0, 1000.0}};
  experiment.add(Population{.name = "E", .model = "iaf_psc_exp", .size = 83, .positions = square});
  experiment.add(Population{.name = "I", .model = "iaf_psc_exp", .size = 31, .positions = square});
  experiment.add(Stimulus{.name = "drive",
                          .type = "poisson_generator",
                          .targets = {{"E"}, {"I"}},
                          .params = {{"rate", 8000.0}},
                          .weight = 22.0});
  std::map<std::string, double> fast{
      {"nu", 5e-3}, {"epsilon", 0.02}, {"tau_Ca", 500.0}, {"beta_Ca", 0.002}};
  std::map<std::string, double> slower = fast;
  slower["axon_nu"] = 2e-3;
  const DistanceKernel kernel{.scale = 200.0, .max_distance = 600.0};
  experiment.structural = {
      {"E", "E", {.weight = 300.0, .delay = 1.5}, fast, 50.0, kernel},
      {"E", "I", {.weight = 60.0, .delay = 6.3}, slower, 50.0, std::nullopt},
      {"I", "E", {.weight = -90.0, .delay = 2.0}, std::move(fast), 100.0, std::nullopt}};
  return {"growing", std::move(experiment), 6000, 6031, 12000};
}

/// Homeostasis of thresholds that a modulator acts on as well, and scaling.
inline Resumable homeostatic() {
  const std::string text = R"(
engram: 1
simulation: {duration: 3000, dt: 0.5, seed: 5}
populations:
  A: {model: iaf_psc_exp, size: 60, homeostasis: {target_rate: 8, gain: 0.1, interval: 330},
      modulation: [{species: tone, acts_on: threshold, amount: 0.5}]}
  B: {model: iaf_psc_exp, size: 25, homeostasis: {target_rate: 5, gain: 0.2, interval: 500}}
modulators:
  tone: {params: {tau: 300}, interval: 200, release: [{population: A, amount: 0.01}]}
stimuli:
  noise: {type: poisson_generator, target: [A, B], rate: 2000, weight: 90, delay: 0.5}
projections:
  - {source: [A, B], target: [A, B], rule: {fixed_indegree: 6},
     synapse: {model: stdp_synapse, weight: 30, Wmax: 120, delay: {uniform: {min: 2, max: 5}}, axonal_delay: 1,
       scaling: {target_rate: 12, gain: 0.02, tau: 1500}}}
)";
  // Thresholds are moved at 1320 ms, which act from 1400 ms on.
  return {"homeostatic", parse_experiment(text, "here.yaml", full_catalogue()), 2000, 2 * 1333,
          2 * 2400};
}

inline std::vector<Resumable> resumable_experiments() {
  std::vector<Resumable> all;
  all.push_back(every_neuron());
  all.push_back(every_rule());
  all.push_back(growing());
  all.push_back(homeostatic());
  return all;
}

}  // namespace engram

#pragma once

#include <array>
#include <string_view>

/// Valid experiment files for the models of support/fake_catalogue.hpp; together they use every key
/// there is.
namespace engram::testing {

inline constexpr std::string_view small_example = R"(engram: 1
populations:
  E: {model: lif, size: 10}
projections:
  - {source: E, target: E, rule: all_to_all}
)";

inline constexpr std::string_view full_example = R"(# Every block and every key.
engram: 1
name: everything
description: "all of it"
simulation: {duration: 200, warmup: 50.5, dt: 0.1, seed: 18446744073709551615}
switches: {mode: full}
populations:
  E:
    model: lif
    size: 100
    params: {tau_m: 20, C_m: {normal: {mean: 250, std: 60, min: 100, max: 1e3, bounds: clip}}}
    initial: {V_m: {normal: {mean: -58, std: 5}}, I_syn: {uniform: {min: 0, max: 10}}}
    positions: {random: {extent: [1000, 1000], center: [1, -2], periodic: true}}
    area: V1
  I:
    model: lif
    size: 25
    params: {V_th: {file: data/v_th.h5, dataset: /V_th}}
    positions: {grid: {shape: [5, 5], extent: [1000, 1000], periodic: true}}
  thalamus: {model: relay, size: 4, params: {label: 3, gain: {lognormal: {mu: -3, sigma: 0.1, max: 1}}}}
  cloud: {model: lif, size: 7, positions: {file: /data/cloud.h5, dataset: /xyz}}
stimuli:
  drive: {type: poisson_generator, target: [E, I], rate: 12000, weight: {normal: {mean: 20, std: 2}}, delay: 1.5}
  dc: {type: dc_generator, target: {population: E, ids: [0, 5]}, amplitude: -100}
  steps: {type: step_current_generator, target: [{population: I, sample: 3}, E], amplitude_times: [100, 200], amplitude_values: [50, 0]}
  in: {type: spike_times, target: E, times: [10, 20.5], weight: 50, enabled: true, when: {mode: [full, half]}}
  replay: {type: spike_times, target: thalamus, spikes: {file: spikes.h5, population: lgn}}
projections:
  - source: E
    target: [E, I]
    rule: {fixed_indegree: 8}
    synapse: {model: static_synapse, weight: 20, delay: {uniform: {min: 1, max: 2}}}
    allow_autapses: false
  - source: E
    target: I
    rule: {pairwise_bernoulli: 0.1, kernel: {gaussian: {scale: 100}, max_distance: 500}, allow_multapses: false}
    synapse: {model: tired_synapse, U: 0.2, weight: {lognormal: {mu: 1, sigma: 0.5}}, delay: {normal: {mean: 1.5, std: 0.75, min: 0.1}}}
  - {source: I, target: E, rule: {pairwise_bernoulli: {p: 0.5}, kernel: {exponential: {scale: 50}}}}
  - {source: thalamus, target: E, rule: {sonata_edges: {file: ../edges.h5, population: thalamus_to_E}}, synapse: {}}
  - {source: cloud, target: cloud, rule: one_to_one, enabled: true, when: {mode: full}}
record:
  spikes: [E, {population: I, sample: 5}, {population: cloud, ids: [1, 3]}]
  state:
    - {population: E, variables: [V_m, I_syn], every: 1.0, sample: 10}
    - {population: I, variables: V_m, ids: [0, 24], every: 0.5}
partitioning: {strategy: block, expected_rates: {E: 5, I: 0}}
reference: {source: "a paper", rates_hz: {E: 4.4}, cv_isi: {E: 0.9}, tolerance: 0.2}
)";

inline constexpr std::string_view branching_example = R"(# Compartments, and receptors by name.
engram: 1
populations:
  E: {model: lif, size: 4}
  T:
    model: tree
    size: 3
    compartments: {tuft: trunk, trunk: soma}
    params: {tau_m: 20, tuft: {g_C: {uniform: {min: 2, max: 3}}}, trunk: {g_C: 5, E_L: -60}}
    initial: {V_m: -64, trunk: {V_m: -61}}
stimuli:
  drive: {type: poisson_generator, target: T, rate: 100, receptor: excitatory}
  dc: {type: dc_generator, target: T}
projections:
  - {source: E, target: T, rule: all_to_all, synapse: {weight: 2, receptor: tuft.inhibitory}}
  - {source: E, target: E, rule: all_to_all, synapse: {weight: -2}}
record:
  state: [{population: T, variables: [V_m, tuft.V_m]}]
)";

inline constexpr std::string_view json_example = R"({
	"engram": 1,
	"simulation": {"duration": 1e2, "dt": 0.5},
	"populations": {"A": {"model": "lif", "size": 6}, "B": {"model": "lif", "size": 6}},
	"stimuli": {"x": {"type": "dc_generator", "target": "A", "amplitude": 3.5}},
	"projections": [
		{"source": ["A", "B"], "target": ["A", "B"], "rule": {"fixed_indegree": 3}},
		{"source": "A", "target": "B", "rule": {"one_to_one": {}}, "synapse": {"weight": -2.5, "delay": 0.5}}
	],
	"record": {"spikes": "none"}
}
)";

inline constexpr std::string_view plastic_example =
    R"(# Every key of synapses that learn and of modulators.
engram: 1
simulation: {duration: 2000, warmup: 100, dt: 0.1}
switches: {learning: pairs}
populations:
  E:
    model: lif
    size: 80
    positions: {random: {extent: [800, 800, 400]}}
    modulation:
      - {species: dopamine, acts_on: threshold, amount: 2.0, response: {hill: {K: 0.5, n: 2}}}
      - {species: tone, acts_on: gain, amount: -0.25}
      - {species: fault, acts_on: current, amount: 3}
    homeostasis: {target_rate: 4, gain: 0.1, interval: 500, max_shift: 12}
  I: {model: lif, size: 20, modulation: [{species: tone, acts_on: current, amount: 50, response: {linear: {}}}]}
  VTA: {model: lif, size: 4, positions: {grid: {shape: [2, 2, 1], extent: [100, 100, 100]}}}
  S: {model: relay, size: 4, params: {label: 1}}
modulators:
  dopamine:
    species: dopamine
    params: {tau: 150, baseline: 0.05}
    grid: {shape: [8, 8, 4], extent: [800, 800, 400], center: [10, -20, 0.5], periodic: true}
    interval: 2
    release: [{population: VTA, amount: 0.01}, {population: E, ids: [0, 7], amount: 0.02}, {population: E, sample: 3, amount: 1e-3}]
    schedule: {times: [100, 200.05], amounts: [0.5, 0.25]}
    reward: {pre: {population: E, ids: [3]}, post: {population: VTA, sample: 1}, window: 15, delay: {min: 1000, max: 3000}, amount: 0.5}
  tone:
    release: [{population: S, amount: 0.3}]
  beep: {schedule: {times: [0], amounts: [1]}, params: {}, grid: {shape: [1, 1], extent: [10, 20]}}
  fault:
    neurons: E
    params: {tau: 20}
    release: [{population: E, amount: -0.5}, {population: E, ids: [3], amount: 2}]
    schedule: {times: [5, 6.5], amounts: {file: errors.h5, dataset: /teacher}}
    reward: {pre: {population: E, ids: [3]}, post: {population: I, sample: 1}, amount: -2}
projections:
  - source: E
    target: [E, I]
    rule: all_to_all
    synapse: {model: pair_synapse, weight: {normal: {mean: 20, std: 2, min: 0, max: 40}}, delay: {uniform: {min: 1, max: 2}},
              axonal_delay: 0.5, lambda: 0.02, Wmax: 40, Wmin: 0, short_term: {U: 0.4, tau_rec: 500, tau_fac: 20},
              scaling: {target_rate: 6, gain: 0.01, tau: 5000}}
    when: {learning: pairs}
  - source: E
    target: E
    rule: all_to_all
    synapse: {model: gated_synapse, weight: 5, rate: 2, tau_c: 700, third_factor: {species: dopamine},
              release: {species: tone, amount: -0.3, response: {hill: {K: 0.1}}}}
  - {source: I, target: E, rule: {fixed_indegree: 5}, synapse: {model: pair_synapse, weight: -5, Wmax: -10, third_factor: {species: dopamine, tau_c: 300, response: {linear: {gain: 2}}}}}
  - {source: S, target: I, rule: all_to_all, synapse: {short_term: {}, axonal_delay: 0.9}}
  - {source: I, target: E, rule: all_to_all, synapse: {model: pair_synapse, weight: -5, Wmax: -10, third_factor: {species: fault, tau_c: 30}, release: {species: fault, amount: 0.5}}}
structural:
  - {source: E, target: E, synapse: {weight: 10, delay: 1.5}, interval: 100, nu: 2e-4, eta: 0.01, epsilon: 0.1, axon_nu: 1e-4, axon_eta: 0.02, axon_epsilon: 0.2, tau_Ca: 5000, beta_Ca: 0.002, tau_vacant: 0.2,
     kernel: {gaussian: {scale: 150}, max_distance: 300}}
  - {source: I, target: I}
record:
  spikes: none
  weights:
    - {source: E, target: E, snapshots: [0, 1000, 2100], sample: 20, interval: 10, histogram: {bins: 50, interval: 500, max: 40}}
    - {source: E, target: I, histogram: {bins: 10}}
  fields:
    - {modulator: dopamine, interval: 10, probes: [[0, 0, 0], [100, -100, 50]], snapshots: [500]}
    - {modulator: tone, interval: 1}
    - {modulator: beep, snapshots: [5]}
    - {modulator: fault, interval: 10, neurons: [7, 0], snapshots: [5]}
energy: {constants: howarth_2012, spike: 5e8, interval: 250}
sparseness: {window: 50}
)";

inline constexpr std::array<std::string_view, 5> example_experiments{
    small_example, branching_example, full_example, json_example, plastic_example};

}  // namespace engram::testing

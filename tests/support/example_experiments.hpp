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

inline constexpr std::array<std::string_view, 3> example_experiments{small_example, full_example,
                                                                     json_example};

}  // namespace engram::testing

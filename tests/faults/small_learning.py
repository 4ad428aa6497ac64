"""A small valid experiment that learns, with a modulator and synapses that come and go."""

TEXT = """\
engram: 1
simulation: {duration: 300, dt: 0.1, seed: 3}
populations:
  E:
    model: iaf_psc_exp
    size: 20
    positions: {random: {extent: [100, 100]}}
    homeostasis: {gain: 0.01, max_shift: 5}
  I: {model: iaf_psc_exp, size: 5}
  C: {model: aeif_psc_delta_clopath, size: 4}
modulators:
  dopamine:
    species: dopamine
    params: {D: 0.3}
    grid: {shape: [4, 4], extent: [100, 100]}
    interval: 10
    release: [{population: E, amount: 0.01}]
    schedule: {times: [20, 40], amounts: [0.5, 0.25]}
stimuli:
  noise: {type: poisson_generator, target: [E, I], rate: 8000, weight: 80, delay: 1.0}
projections:
  - source: E
    target: E
    rule: {fixed_indegree: 5}
    synapse: {model: stdp_dopamine_synapse, weight: 50, delay: 1.5, A_plus: 1.0, third_factor: {species: dopamine}}
  - source: E
    target: I
    rule: {fixed_indegree: 4}
    synapse: {model: stdp_synapse, weight: 60, tau_plus: 20, lambda: 0.01, Wmax: 90, delay: 1.5}
  - source: I
    target: E
    rule: {fixed_indegree: 2}
    synapse: {model: vogels_sprekeler_synapse, weight: -20, eta: 0.5, Wmax: -70, delay: 1.0}
  - source: I
    target: I
    rule: all_to_all
    synapse: {model: stdp_pl_synapse_hom, weight: 30, mu: 0.4, delay: 1.0}
  - source: E
    target: C
    rule: all_to_all
    synapse: {model: clopath_synapse, weight: 1, A_LTD_const: 1, delay: 1.0}
  - source: I
    target: E
    rule: all_to_all
    synapse: {model: foldiak_synapse, weight: -1, window: 50, Wmax: -40, delay: 1.0}
structural:
  - {source: E, target: E, synapse: {weight: 10, delay: 1.5}, interval: 100, nu: 2.0e-4}
"""

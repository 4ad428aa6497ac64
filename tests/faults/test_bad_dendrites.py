"""Bad input of neurons with dendrites, and dendrites that leave the numbers."""

import h5py
import numpy as np
import pytest

from launch import engram
from small import broken, messages, refused, write

TEXT = """\
engram: 1
simulation: {duration: 5, dt: 0.1}
populations:
  N:
    model: dendritic_neuron
    size: 4
    compartments: {tuft: trunk, trunk: soma}
    params: {V_th: -50, tuft: {g_C: 6, g_plateau: 15}}
  E: {model: iaf_psc_exp, size: 4}
stimuli:
  noise: {type: poisson_generator, target: N, rate: 900, receptor: trunk.AMPA, weight: 1}
projections:
  - {source: N, target: N, rule: all_to_all, synapse: {receptor: tuft.NMDA, weight: 0.5}}
  - {source: N, target: E, rule: all_to_all, synapse: {weight: 20}}
record:
  state: [{population: N, variables: [tuft.V_m], every: 0.5}]
"""

# What is replaced, by what, and what the message must contain beside file and line.
MISTAKES = {
    "unknown receptor": ("receptor: tuft.NMDA", "receptor: tuft.NMAD",
                         ["receptor of population 'N'", "'tuft.NMAD'", "did you mean 'tuft.NMDA'"]),
    "receptor of no compartment": ("receptor: trunk.AMPA", "receptor: basal.AMPA", ["'basal.AMPA'", "trunk.AMPA"]),
    "no receptor": ("{receptor: tuft.NMDA, weight: 0.5}", "{weight: 0.5}", ["dendritic_neuron", "name their receptor"]),
    "receptor where the sign selects it": ("{weight: 20}", "{receptor: AMPA, weight: 20}",
                                           ["iaf_psc_exp", "leave 'receptor' out"]),
    "negative conductance": ("weight: 0.5", "weight: -0.5", ["conductances", "-0.5", "at least 0"]),
    "unknown parent": ("tuft: trunk,", "tuft: trunc,", ["'trunc'", "did you mean 'trunk'"]),
    "no way to the soma": ("{tuft: trunk, trunk: soma}", "{tuft: trunk, trunk: tuft}", ["never to the soma"]),
    "compartments of a point": ("model: iaf_psc_exp, size: 4", "model: iaf_psc_exp, compartments: {a: soma}, size: 4",
                                ["iaf_psc_exp", "leave 'compartments' out"]),
    "parameter of a compartment": ("tuft: {g_C: 6", "tuft: {g_c: 6", ["did you mean 'tuft.g_C'"]),
    "value of a compartment": ("tuft: {g_C: 6", "tuft: {g_C: -6", ["-6", "at least 0"]),
    "variable of a compartment": ("variables: [tuft.V_m]", "variables: [tuft.V]", ["did you mean 'tuft.V_m'"]),
    "rise after the decay": ("V_th: -50", "tau_r_NMDA: 50", ["tau_r_NMDA is 50 ms", "faster than it decays"]),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_with_its_place(tmp_path, mistake):
    old, new, words = MISTAKES[mistake]
    text, line = broken(old, new, TEXT)
    file = write(tmp_path, text)
    told = refused(engram("run", file, "--out", tmp_path / "results"), tmp_path / "results")
    assert len(told) == 1
    assert f"{file}:{line}:" in told[0]
    for word in words:
        assert word in told[0]


def test_negative_conductances_in_a_file(tmp_path):
    with h5py.File(tmp_path / "edges.h5", "w") as file:
        edges = file.create_group("edges/listed")
        for end in ("source", "target"):
            edges[f"{end}_node_id"] = np.array([0, 1], dtype=np.uint64)
            edges[f"{end}_node_id"].attrs["node_population"] = "N"
        edges["edge_type_id"] = np.zeros(2, dtype=np.int64)
        edges["edge_group_id"] = np.zeros(2, dtype=np.uint32)
        edges["edge_group_index"] = np.arange(2, dtype=np.uint64)
        edges["0/syn_weight"] = np.array([1.0, -0.25])
        edges["0/delay"] = np.array([1.0, 1.0])
    text, _ = broken("rule: all_to_all, synapse: {receptor: tuft.NMDA",
                     "rule: {sonata_edges: {file: edges.h5}}, synapse: {receptor: tuft.NMDA", TEXT)
    finished = engram("run", write(tmp_path, text), "--out", tmp_path / "results")
    assert finished.returncode == 2
    told = messages(finished)
    assert "edges.h5" in told[0] and "-0.25" in told[0] and "at least 0" in told[0]


def test_a_dendrite_beyond_all_numbers(tmp_path):
    """The soma, which comes first, is held at its reset."""
    text, _ = broken("tuft: {g_C: 6, g_plateau: 15}}", "tuft: {e_L: 1.7e+308}}\n    initial: {refractory_steps: 100}", TEXT)
    finished = engram("run", write(tmp_path, text), "--out", tmp_path / "results", "--threads", 1, "--quiet")
    assert finished.returncode == 3
    told = messages(finished)
    assert len(told) == 1 and "tuft.V_m of neuron 0 of 'N' is " in told[0]

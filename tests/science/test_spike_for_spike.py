"""A recurrent network compared spike for spike with an independent implementation: a plain numpy simulation written
from the models' equations, with a ring buffer per delay, in NEST's order of events within a step."""

import json

import h5py
import numpy as np
import pytest

from launch import run

DT = 0.1
STEPS = 3000
NEURONS = 400
EDGES = 16000

COMMON = {"C_m": 250.0, "tau_m": 10.0, "t_ref": 2.0, "E_L": -65.0, "V_th": -50.0, "V_reset": -65.0}


def make_edges(random, excitatory, inhibitory):
    """Edges between random pairs; a fifth of the sources inhibit. Weights are multiples of 2^-6, exact in any sum."""
    source = random.integers(0, NEURONS, EDGES)
    target = random.integers(0, NEURONS, EDGES)
    scale = np.where(source < NEURONS // 5, inhibitory, excitatory)
    weight = np.round(scale * random.uniform(0.5, 1.5, EDGES) * 64) / 64
    delay = random.integers(1, 60, EDGES)  # steps
    return source, target, weight, delay


class Exponential:
    """iaf_psc_exp: V' = -V/tau_m + (I + I_e)/C_m, I' = -I/tau_syn, exactly integrated."""

    params = {**COMMON, "tau_syn_ex": 0.5, "tau_syn_in": 1.5, "I_e": 480.0}
    weights = (60.0, -180.0)

    def __init__(self, v):
        p = self.params
        self.v = v - p["E_L"]
        self.currents = np.zeros((2, NEURONS))
        taus = np.array([p["tau_syn_ex"], p["tau_syn_in"]])
        self.decay = np.exp(-DT / taus)[:, None]
        self.to_v = (taus * p["tau_m"] / (taus - p["tau_m"]) / p["C_m"] *
                     (np.exp(-DT / taus) - np.exp(-DT / p["tau_m"])))[:, None]

    def step(self, refractory, arriving):
        p = self.params
        leak = np.exp(-DT / p["tau_m"])
        v = (self.v * leak + (self.to_v * self.currents).sum(axis=0) +
             p["I_e"] * p["tau_m"] / p["C_m"] * (1 - leak))
        self.v = np.where(refractory, self.v, v)
        self.currents = self.currents * self.decay
        self.currents[0] += arriving[0]
        self.currents[1] += arriving[1]


class Alpha:
    """iaf_psc_alpha: the same with alpha-shaped currents of unit peak."""

    params = {**COMMON, "tau_syn_ex": 0.8, "tau_syn_in": 2.0, "I_e": 480.0}
    weights = (25.0, -70.0)

    def __init__(self, v):
        self.v = v - self.params["E_L"]
        self.current = np.zeros((2, NEURONS))
        self.slope = np.zeros((2, NEURONS))
        # The linear system (slope, current, V) over one step by its matrix exponential.
        from scipy.linalg import expm
        p = self.params
        self.steps = []
        for tau in (p["tau_syn_ex"], p["tau_syn_in"]):
            system = np.array([[-1 / tau, 0, 0], [1, -1 / tau, 0], [0, 1 / p["C_m"], -1 / p["tau_m"]]])
            self.steps.append(expm(system * DT))
        self.taus = (p["tau_syn_ex"], p["tau_syn_in"])

    def step(self, refractory, arriving):
        p = self.params
        leak = np.exp(-DT / p["tau_m"])
        v = self.v * leak + p["I_e"] * p["tau_m"] / p["C_m"] * (1 - leak)
        for k, matrix in enumerate(self.steps):
            v = v + matrix[2, 0] * self.slope[k] + matrix[2, 1] * self.current[k]
            self.current[k] = matrix[1, 0] * self.slope[k] + matrix[1, 1] * self.current[k]
            self.slope[k] = matrix[0, 0] * self.slope[k] + np.e / self.taus[k] * arriving[k]
        self.v = np.where(refractory, self.v, v)


class Delta:
    """iaf_psc_delta: V jumps by the weight; input during refractoriness is lost."""

    params = {**COMMON, "I_e": 420.0}
    weights = (0.5, -1.5)

    def __init__(self, v):
        self.v = v - self.params["E_L"]

    def step(self, refractory, arriving):
        p = self.params
        leak = np.exp(-DT / p["tau_m"])
        v = (self.v * leak + p["I_e"] * p["tau_m"] / p["C_m"] * (1 - leak)) + (arriving[0] + arriving[1])
        self.v = np.where(refractory, self.v, v)


class Conductance:
    """iaf_cond_exp: C V' = -g_L (V - E_L) - g_ex (V - E_ex) - g_in (V - E_in) + I_e, by the formula of the variation of
    constants: its integral over the step by five points of Gauss and Legendre, good to 1e-13 mV."""

    params = {"C_m": 200.0, "g_L": 10.0, "t_ref": 2.0, "E_L": -65.0, "V_th": -50.0, "V_reset": -65.0, "E_ex": 0.0,
              "E_in": -80.0, "tau_syn_ex": 3.0, "tau_syn_in": 6.0, "I_e": 190.0}
    weights = (0.75, -2.5)

    def __init__(self, v):
        p = self.params
        self.v = v - p["E_L"]
        self.g = np.zeros((2, NEURONS))
        self.taus = np.array([p["tau_syn_ex"], p["tau_syn_in"]])[:, None]
        self.reversal = np.array([p["E_ex"], p["E_in"]])[:, None] - p["E_L"]
        self.points, self.widths = np.polynomial.legendre.leggauss(5)

    def decayed(self, begin, end):
        """Integral of all conductances from one time of the step to another, per C_m."""
        p = self.params
        synaptic = self.g * self.taus * (np.exp(-begin / self.taus) - np.exp(-end / self.taus))
        return (p["g_L"] * (end - begin) + synaptic.sum(axis=0)) / p["C_m"]

    def step(self, refractory, arriving):
        p = self.params
        v = self.v * np.exp(-self.decayed(0.0, DT))
        for point, width in zip(self.points, self.widths):
            time = DT * (point + 1) / 2
            drive = (self.g * np.exp(-time / self.taus) * self.reversal).sum(axis=0) + p["I_e"]
            v += DT * width / 2 * drive / p["C_m"] * np.exp(-self.decayed(time, DT))
        self.v = np.where(refractory, p["V_reset"] - p["E_L"], v)
        self.g = self.g * np.exp(-DT / self.taus)
        self.g[0] += arriving[0]
        self.g[1] -= arriving[1]


def simulate(model, edges):
    """Spikes (step, neuron) of the whole run, and the smallest distance of any V to the threshold at a test."""
    source, target, weight, delay = edges
    p = model.params
    threshold, reset = p["V_th"] - p["E_L"], p["V_reset"] - p["E_L"]
    ring = np.zeros((64, 2, NEURONS))
    left = np.zeros(NEURONS, int)
    order = np.argsort(source, kind="stable")
    begin = np.searchsorted(source[order], np.arange(NEURONS + 1))
    spikes, margin = [], np.inf
    for step in range(STEPS):
        arriving = ring[step % 64].copy()
        ring[step % 64] = 0
        refractory = left > 0
        model.step(refractory, arriving)
        left = np.maximum(left - 1, 0)
        margin = min(margin, np.abs(model.v[~refractory] - threshold).min(initial=np.inf))
        fired = np.flatnonzero((model.v >= threshold) & ~refractory)
        model.v[fired] = reset
        left[fired] = round(p["t_ref"] / DT)
        for neuron in fired:
            spikes.append((step, neuron))
            mine = order[begin[neuron]:begin[neuron + 1]]
            np.add.at(ring, ((step + delay[mine]) % 64, (weight[mine] < 0).astype(int), target[mine]),
                      weight[mine])
    return np.array(spikes), margin


# Besides its name and reader, how far potentials of a model may be off, mV: by rounding, or by its scheme.
MODELS = [("iaf_psc_exp", Exponential, 1e-11), ("iaf_psc_alpha", Alpha, 1e-11), ("iaf_psc_delta", Delta, 1e-11),
          ("iaf_cond_exp", Conductance, 1e-8)]


@pytest.mark.parametrize("name,model,deviation", MODELS)
def test_spike_for_spike(tmp_path, name, model, deviation):
    random = np.random.default_rng(5)
    edges = make_edges(random, *model.weights)
    v = random.uniform(-65, -50.5, NEURONS)
    with h5py.File(tmp_path / "network.h5", "w") as file:
        group = file.create_group("edges/all")
        group["source_node_id"], group["target_node_id"] = edges[0], edges[1]
        group["edge_group_id"] = np.zeros(EDGES, "u2")
        group["edge_group_index"] = np.arange(EDGES)
        group["0/syn_weight"], group["0/delay"] = edges[2], edges[3] * DT
        file["V_m"] = v
    experiment = {
        "engram": 1, "name": name, "simulation": {"duration": STEPS * DT, "dt": DT, "seed": 1},
        "populations": {"cells": {"model": name, "size": NEURONS, "params": model.params,
                                "initial": {"V_m": {"file": "network.h5", "dataset": "/V_m"}}}},
        "projections": [{"source": "cells", "target": "cells",
                         "rule": {"sonata_edges": {"file": "network.h5", "population": "all"}},
                         "synapse": {"weight": 1, "delay": 1}}],
        "record": {"spikes": "all"},
    }
    (tmp_path / "network.json").write_text(json.dumps(experiment))
    run(tmp_path / "network.json", tmp_path / "out", ranks=2, threads=2)
    with h5py.File(tmp_path / "out" / "spikes.h5") as file:
        steps = np.rint(file["spikes/cells/timestamps"][()] / DT).astype(int) - 1
        found = np.column_stack([steps, file["spikes/cells/node_ids"][()]])
    expected, margin = simulate(model(v.copy()), edges)
    assert len(expected) > 2000, "the network must be active for the comparison to mean something"
    assert np.bincount(expected[:, 1], minlength=NEURONS).min() < np.bincount(expected[:, 1]).max()
    # No potential may come that near the threshold, or the comparison is void.
    assert margin > deviation
    np.testing.assert_array_equal(found, expected)

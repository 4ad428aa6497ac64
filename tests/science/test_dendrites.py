"""Neurons with dendrites: what the program records against an adaptive solution of the equations, and the experiment
that tells the order of inputs."""

import json
from pathlib import Path

import h5py
import numpy as np
import pytest
from scipy.integrate import solve_ivp

from launch import run

EXPERIMENTS = Path(__file__).parents[2] / "experiments"
SEQUENCE = EXPERIMENTS / "sequence.yaml"

# A branching neuron: (capacitance, leak, conductance to the parent, parent).
TREE = {"soma": (150, 10, 0, None), "trunk": (60, 4, 6, "soma"), "tuft": (30, 2, 3, "trunk"),
        "oblique": (40, 3, 2, "trunk"), "basal": (70, 6, 5, "soma")}
NAMES = list(TREE)
INPUTS = [("tuft.NMDA", 12, [5, 20, 21]), ("tuft.AMPA", 9, [20]), ("oblique.AMPA_NMDA", 4, [12, 30]),
          ("basal.GABA", 6, [25]), ("AMPA", 3, [40, 42, 44])]
KINETICS = {"AMPA": (0.3, 2.5, 0), "GABA": (0.5, 9, -75), "NMDA": (2, 60, 0)}
PLATEAU = {"g_plateau": 25, "V_plateau": -40, "t_plateau": 30}  # of the tuft
RESET, REFRACTORY = -69, 3
DURATION, DT = 120, 0.02


def branching_experiment(threshold, drive):
    """The neuron above, its inputs given by stimuli, and its potentials recorded in every step."""
    params = {"C_m": TREE["soma"][0], "g_L": TREE["soma"][1], "V_th": threshold, "V_reset": RESET, "t_ref": REFRACTORY,
              "I_e": drive, "NMDA_ratio": 1.5}
    for kind, (rise, decay, reversal) in KINETICS.items():
        params |= {f"tau_r_{kind}": rise, f"tau_d_{kind}": decay, f"e_{kind}": reversal}
    for name, (c_m, g_l, g_c, parent) in TREE.items():
        if parent is not None:
            params[name] = {"C_m": c_m, "g_L": g_l, "g_C": g_c}
    params["tuft"] |= PLATEAU
    stimuli = {f"s{i}": {"type": "spike_times", "target": "N", "times": times, "weight": weight, "receptor": receptor,
                         "delay": 1}
               for i, (receptor, weight, times) in enumerate(INPUTS)}
    variables = ["V_m" if name == "soma" else f"{name}.V_m" for name in NAMES]
    return {"engram": 1, "simulation": {"duration": DURATION, "dt": DT},
            "populations": {"N": {"model": "dendritic_neuron", "size": 1, "params": params,
                                  "compartments": {name: TREE[name][3] for name in reversed(NAMES) if name != "soma"}}},
            "stimuli": stimuli, "record": {"spikes": "all",
                                           "state": [{"population": "N", "variables": variables, "every": DT}]}}


def conductance(kind, weight, since):
    """Of one input, nS; `since`: ms after it, below 0 before."""
    rise, decay, _ = KINETICS[kind]
    peak = rise * decay / (decay - rise) * np.log(decay / rise)
    wave = np.exp(-since / decay) - np.exp(-since / rise)
    return weight * wave / (np.exp(-peak / decay) - np.exp(-peak / rise)) if since >= 0 else 0.0


def rates(t, potentials, held, open_until, drive):
    """dV/dt of every compartment; `held`: the soma's potential is; `open_until`: ms, of the plateau at the tuft;
    `drive`: pA, into the soma."""
    v = dict(zip(NAMES, potentials))
    current = {name: g_l * (-70 - v[name]) for name, (_, g_l, _, _) in TREE.items()}
    current["soma"] += drive
    for name, (_, _, g_c, parent) in TREE.items():
        if parent is not None:
            current[name] += g_c * (v[parent] - v[name])
            current[parent] += g_c * (v[name] - v[parent])
    for receptor, weight, times in INPUTS:
        name, kind = receptor.split(".") if "." in receptor else ("soma", receptor)
        parts = {"AMPA": weight, "NMDA": 1.5 * weight} if kind == "AMPA_NMDA" else {kind: weight}
        for part, size in parts.items():
            g = sum(conductance(part, size, t - (time + 1)) for time in times)
            if part == "NMDA":
                g /= 1 + np.exp(-0.062 * v[name]) / 3.57
            current[name] += g * (KINETICS[part][2] - v[name])
    if t < open_until:
        current["tuft"] += PLATEAU["g_plateau"] * (0 - v["tuft"])
    return [0 if held and name == "soma" else current[name] / TREE[name][0] for name in NAMES]


def solution(threshold, drive):
    """Potentials at the end of every step, shape (steps, compartments), and the steps that end with a spike. LSODA with
    relative and absolute tolerances of 1e-10, restarted wherever an input, a spike or a plateau makes the equations
    change: from just behind that moment on, so that they are smooth in between."""
    grid = np.arange(1, round(DURATION / DT) + 1) * DT
    inputs = {round((time + 1) / DT) for _, _, times in INPUTS for time in times}
    potentials, spikes, plateaus = np.full((len(grid) + 1, len(NAMES)), -70.0), [], []
    soma, tuft = NAMES.index("soma"), NAMES.index("tuft")
    step = free = closed = 0  # steps done; those at whose ends the soma is free and the plateau closed
    while step < len(grid):
        changes = [at for at in {*inputs, free, closed, len(grid)} if at > step]
        solved = solve_ivp(rates, (step * DT + 1e-12, min(changes) * DT), potentials[step], method="LSODA", rtol=1e-10,
                           atol=1e-10, t_eval=grid[step:min(changes)], args=(step < free, closed * DT, drive))
        part = np.vstack([potentials[step], solved.y.T])
        fires = (part[1:, soma] >= threshold) & (step >= free)
        starts = (part[1:, tuft] >= PLATEAU["V_plateau"]) & (part[:-1, tuft] < PLATEAU["V_plateau"]) & (step >= closed)
        events = np.flatnonzero(fires | starts)
        length = events[0] + 1 if len(events) else len(fires)
        potentials[step + 1:step + length + 1] = part[1:length + 1]
        step += length
        if fires[length - 1]:
            potentials[step, soma] = RESET
            free = step + round(REFRACTORY / DT)
            spikes.append(step - 1)
        if starts[length - 1]:
            closed = step + round(PLATEAU["t_plateau"] / DT)
            plateaus.append(step - 1)
    return potentials[1:], spikes, plateaus


@pytest.mark.parametrize("threshold, drive", [(1000, 0), (-63, 150)])
def test_potentials_follow_the_equations(tmp_path, threshold, drive):
    """Below threshold and with a dozen spikes, in both with an NMDA spike that starts a plateau. The program's steps of
    0.02 ms make errors of second order, here below 2 microvolts where potentials move by up to 65 mV; that is less than
    what the soma moves in the step of a spike, so that spikes come in the same steps."""
    file = tmp_path / "tree.json"
    file.write_text(json.dumps(branching_experiment(threshold, drive)))
    run(file, tmp_path / "out")
    expected, spikes, plateaus = solution(threshold, drive)
    assert len(plateaus) == 1
    assert len(spikes) == 0 if threshold == 1000 else len(spikes) > 3
    with h5py.File(tmp_path / "out" / "spikes.h5") as file:
        found = file["spikes/N/timestamps"][()]
    assert (found / DT).round().astype(int).tolist() == [step + 1 for step in spikes]
    for k, name in enumerate(NAMES):
        variable = "V_m" if name == "soma" else f"{name}.V_m"
        with h5py.File(next((tmp_path / "out").glob(f"*N*_{variable}.h5"))) as recorded:
            found = recorded["report/N/data"][()][:, 0]
        assert found.shape == (len(expected),)
        assert np.abs(found - expected[:, k]).max() < 2e-3, name


def answers(out):
    """Spikes per neuron within 600 ms from the beginning of each of the six sequences, shape (20, 6), and all times."""
    with h5py.File(out / "spikes.h5") as file:
        times = file["spikes/N/timestamps"][()]
        ids = file["spikes/N/node_ids"][()].astype(int)
    counts = np.zeros((20, 6), dtype=int)
    np.add.at(counts, (ids, ((times - 100) // 600).astype(int)), 1)
    return counts, times


def plateaus(conductance):
    return [word for segment in ("proximal", "middle", "distal")
            for word in ("--set", f"populations.N.params.{segment}.g_plateau={conductance}")]


def test_neurons_answer_to_one_order_of_inputs(tmp_path):
    """All neurons fire for distal, middle, proximal, after the last volley, and none for any other order: what
    Leugering, Nieters & Pipa (2023) expect of plateaus that enable each other."""
    run(SEQUENCE, tmp_path / "out")
    counts, times = answers(tmp_path / "out")
    assert (counts[:, 5] >= 4).all()
    assert (counts[:, :5] == 0).all()
    assert times.min() > 3220
    assert times.max() < 3220 + 150


@pytest.mark.parametrize("gap", [30, 90])
def test_the_order_is_told_over_a_range_of_intervals(tmp_path, gap):
    """Volleys 30 and 90 ms apart, within the 100 ms of a plateau, as the sequence and as its reverse."""
    changes = []
    for group, at in (("d", 0), ("m", 1), ("p", 2)):
        changes += ["--set", f"stimuli.volleys_{group}.times=[{100 + gap * at}, {700 + gap * (2 - at)}]"]
    run(SEQUENCE, tmp_path / "out", "--duration", 1300, *changes)
    counts, _ = answers(tmp_path / "out")
    assert (counts[:, 0] >= 4).all()
    assert (counts[:, 1] == 0).all()


def test_without_plateaus_no_order_is_told(tmp_path):
    """No answer to anything; a soma so excitable that it fires all the same, 3 mV above rest, fires for every order alike:
    the number of spikes hardly differs."""
    run(SEQUENCE, tmp_path / "weak", *plateaus(0))
    assert not answers(tmp_path / "weak")[0].any()
    run(SEQUENCE, tmp_path / "excitable", *plateaus(0), "--set", "populations.N.params.V_th=-67", "--set",
        "populations.N.params.V_reset=-72")
    totals = answers(tmp_path / "excitable")[0].sum(axis=0)
    assert totals.min() > 0
    assert totals.max() < 1.5 * totals.min()

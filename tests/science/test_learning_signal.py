"""Synapses gated by a learning signal, against the equations in double precision, event by event."""

import json

import h5py
import numpy as np
import pytest
import yaml

from launch import engram, run

DT = 0.5
DURATION = 1000.0
TAU, INTERVAL = 30.0, 2.0
DELAY = 2.5  # ms, all of it dendritic
SIZE = {"input": 6, "student": 4}
TEACHER, OWN = 0.7, -0.4
TIMES = [40.0, 41.5, 300.0]
GAIN = 0.2


def amounts():
    return np.random.default_rng(5).normal(size=(len(TIMES), SIZE["student"]))


def projection(model, third_factor, **numbers):
    return {"source": "input", "target": "student", "rule": "all_to_all",
            "synapse": {"model": model, "weight": {"uniform": {"min": 90, "max": 110}}, "delay": DELAY, "Wmax": 400,
                        "third_factor": {"species": "error", **third_factor}, **numbers}}


# Rules whose changes are of known size at every spike: what a source's spike adds, given the trace of the target's
# spikes before it, and the other way round; the traces' time constants; and the trace's own.
RULES = {
    "vogels_sprekeler_synapse": {
        "numbers": {"tau": 25.0, "eta": 0.5, "alpha": 0.8},
        "at_source": lambda target: 0.5 * (target - 0.8), "at_target": lambda source: 0.5 * source,
        "tau_source": 25.0, "tau_target": 25.0},
    "stdp_dopamine_synapse": {
        "numbers": {"A_plus": 1.5, "A_minus": 0.9, "tau_plus": 18.0, "tau_minus": 33.0},
        "at_source": lambda target: -0.9 * target, "at_target": lambda source: 1.5 * source,
        "tau_source": 18.0, "tau_target": 33.0},
}


def experiment(rule, response):
    tau_c = 70.0
    own = rule == "stdp_dopamine_synapse"
    synapse = {**RULES[rule]["numbers"], **({"tau_c": tau_c} if own else {})}
    third = {"response": response, **({} if own else {"tau_c": tau_c})}
    return {
        "engram": 1,
        "simulation": {"duration": DURATION, "dt": DT, "seed": 9},
        "populations": {
            "input": {"model": "parrot_neuron", "size": SIZE["input"]},
            "teacher": {"model": "parrot_neuron", "size": SIZE["student"]},
            "student": {"model": "iaf_psc_exp", "size": SIZE["student"]}},
        "stimuli": {
            "drive": {"type": "poisson_generator", "target": ["input", "teacher"], "rate": 30, "delay": DT},
            "noise": {"type": "poisson_generator", "target": "student", "rate": 1000, "weight": 160, "delay": DT}},
        "modulators": {"error": {
            "neurons": "student", "params": {"tau": TAU}, "interval": INTERVAL,
            "release": [{"population": "teacher", "amount": TEACHER}, {"population": "student", "amount": OWN}],
            "schedule": {"times": TIMES, "amounts": {"file": "errors.h5", "dataset": "/by_time"}}}},
        "projections": [projection(rule, third, **synapse)],
        "record": {
            "spikes": "all",
            "weights": [{"source": "input", "target": "student", "snapshots": [0, DURATION]}],
            "fields": [{"modulator": "error", "interval": INTERVAL, "neurons": [2, 0, 1, 3], "snapshots": [DURATION]}]},
    }


def spike_times(out):
    """Spike times of every neuron, ms, by population."""
    with h5py.File(out / "spikes.h5") as file:
        return {name: [group["timestamps"][()][group["node_ids"][()] == i] for i in range(SIZE["student"] + 2)]
                for name, group in file["spikes"].items()}


def signal(spikes):
    """Values [intervals, students]: what spikes released enters at the beginning of the interval after the next."""
    intervals = int(DURATION / INTERVAL) + 1
    released = np.zeros((intervals + 2, SIZE["student"]))
    for i in range(SIZE["student"]):
        for amount, population in ((TEACHER, "teacher"), (OWN, "student")):
            for time in spikes[population][i]:
                # A spike time is the end of its step, which is the one that counts.
                released[int((time - DT / 2) // INTERVAL) + 2 if time < DURATION - INTERVAL else -1, i] += amount
    for time, row in zip(TIMES, amounts()):
        released[int(np.ceil(time / INTERVAL))] += row
    values = np.zeros((intervals, SIZE["student"]))
    for k in range(intervals):
        values[k] = released[k] + (values[k - 1] * np.exp(-INTERVAL / TAU) if k else 0)
    return values


def integral(values, begin, end, tau_c):
    """Of a signal, constant within intervals, against a trace that is 1 at `begin`."""
    edges = np.unique(np.concatenate([[begin, end], np.arange(0, DURATION + 1, INTERVAL)]))
    edges = edges[(edges >= begin) & (edges <= end)]
    left, right = edges[:-1], edges[1:]
    parts = tau_c * (np.exp(-(left - begin) / tau_c) - np.exp(-(right - begin) / tau_c))
    return parts @ values[(left / INTERVAL + 1e-9).astype(int)]


def expected_weight(weight, source, target, rule, response, values, tau_c=70.0):
    """The weight at the end; `source` and `target`: when spikes are at the synapse."""
    events = sorted([(t, 0) for t in target] + [(t, 1) for t in source])
    trace = {"source": 0.0, "target": 0.0}
    eligibility, last = 0.0, 0.0
    gate = response(values)
    for number, (time, is_source) in enumerate([*events, (DURATION, None)]):
        if time > DURATION:
            time, is_source = DURATION, None
        gap = time - last
        weight += eligibility * integral(gate, last, time, tau_c)
        eligibility *= np.exp(-gap / tau_c)
        trace["source"] *= np.exp(-gap / rule["tau_source"])
        trace["target"] *= np.exp(-gap / rule["tau_target"])
        last = time
        if is_source is None:
            break
        # Spikes that meet at the synapse make no pair.
        met = any(other == (time, 1 - is_source) for other in events)
        if is_source:
            before = trace["target"] - (1.0 if met else 0.0)
            eligibility += rule["at_source"](before)
            trace["source"] += 1
        else:
            eligibility += rule["at_target"](trace["source"])
            trace["target"] += 1
    return weight


RESPONSES = {
    "linear": ({"linear": {"gain": GAIN}}, lambda c: GAIN * c),
    "threshold": ({"threshold": {"gain": -GAIN, "theta": 0.2}}, lambda c: -GAIN * np.maximum(0, c - 0.2)),
}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("response", RESPONSES)
def test_weights_follow_the_equations(tmp_path, rule, response):
    told, function = RESPONSES[response]
    file = tmp_path / "experiment.yaml"
    file.write_text(yaml.safe_dump(experiment(rule, told)))
    with h5py.File(tmp_path / "errors.h5", "w") as errors:
        errors["by_time"] = amounts()
    out = tmp_path / "out"
    run(file, out)
    spikes = spike_times(out)
    values = signal(spikes)
    with h5py.File(out / "fields.h5") as fields:
        recorded = fields["modulators/error/probes/value"][()][:, [1, 2, 0, 3]]
        last = fields["modulators/error/snapshots/value"][0]
    assert recorded == pytest.approx(values, rel=1e-12, abs=1e-12)
    assert last == pytest.approx(values[-1], rel=1e-6)
    assert values.min() < -0.5 and values.max() > 0.5
    with h5py.File(out / "weights.h5") as weights:
        group = weights["projections/input_to_student"]
        sources, targets = group["source_node_id"][()], group["target_node_id"][()]
        before, after = group["snapshots/weight"][()]
    assert len(before) == SIZE["input"] * SIZE["student"]
    moved = []
    for source, target, start, end in zip(sources, targets, before.astype(float), after.astype(float)):
        expected = expected_weight(start, spikes["input"][source], spikes["student"][target] + DELAY, RULES[rule],
                                   function, values[:, target])
        assert end == pytest.approx(expected, rel=1e-6), (source, target)
        moved.append(expected - start)
    assert np.ptp(moved) > 4 and np.median(np.abs(moved)) > 0.1, moved


LARGE = 33000  # values that are divided among the ranks


def test_amounts_of_a_file_go_on_after_a_checkpoint(tmp_path):
    """The rest of a schedule, on another number of ranks: a signal that is whole on every rank and one in shares."""
    numbers = np.random.default_rng(1)
    with h5py.File(tmp_path / "errors.h5", "w") as errors:
        errors["small"] = numbers.normal(size=(3, 20))
        errors["large"] = numbers.normal(size=(3, LARGE))
    schedules = {name: {"times": [20, 40, 45], "amounts": {"file": "errors.h5", "dataset": f"/{name}"}}
                 for name in ("small", "large")}
    file = tmp_path / "experiment.yaml"
    file.write_text(yaml.safe_dump({
        "engram": 1,
        "simulation": {"duration": 50, "dt": 0.1, "seed": 3},
        "populations": {"small": {"model": "parrot_neuron", "size": 20},
                        "large": {"model": "parrot_neuron", "size": LARGE}},
        "stimuli": {"noise": {"type": "poisson_generator", "target": ["small", "large"], "rate": 20, "delay": 0.1}},
        "modulators": {name: {"neurons": name, "release": [{"population": name, "amount": -0.3}], "schedule": schedule}
                       for name, schedule in schedules.items()},
        "record": {"spikes": "none", "fields": [{"modulator": name, "snapshots": [50]} for name in schedules]}}))
    expected = run(file, tmp_path / "alone")
    run(file, tmp_path / "out", "--checkpoint-every-model", 30, ranks=2)
    (tmp_path / "out" / "summary.json").unlink()
    finished = engram("run", file, "--out", tmp_path / "out", "--resume", "--threads", 1, "--quiet", ranks=3)
    assert finished.returncode == 0, finished.stderr
    assert json.loads((tmp_path / "out" / "summary.json").read_text())["state_hash"] == expected["state_hash"]
    for name in schedules:
        with h5py.File(tmp_path / "alone" / "fields.h5") as alone, h5py.File(tmp_path / "out" / "fields.h5") as resumed:
            values = [file[f"modulators/{name}/snapshots/value"][()] for file in (alone, resumed)]
        assert np.array_equal(*values)
        assert values[0].min() < -0.5 < 0.5 < values[0].max()

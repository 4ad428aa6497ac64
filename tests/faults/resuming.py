"""Runs that are saved, ended and continued, and how they are compared."""

import json
from pathlib import Path

import h5py

from launch import engram
from small_learning import TEXT

FIGURES = ("status", "spike_count", "spike_hash", "state_hash", "synapses", "synaptic_events", "rates_hz", "plasticity",
           "energy", "sparseness",
           "model_seconds")

# Quick, but with a state of every kind and every file of results.
RECORDED = TEXT + """\
energy: {interval: 45, release_probability: 0.3}
sparseness: {window: 40}
record:
  spikes: all
  state: [{population: E, variables: [V_m, I_syn_ex], every: 0.1}]
  weights:
    - {source: E, target: I, snapshots: [0, 60, 150, 300], sample: 20, interval: 1, histogram: {bins: 10, interval: 5}}
    - {source: E, target: E, snapshots: [200], sample: 10, interval: 0.5}
  fields: [{modulator: dopamine, interval: 10, probes: [[0, 0], [20, -30]], snapshots: [50, 250]}]
"""


def contents(path):
    """All datasets of a file by name: shape, type and bytes."""
    found = {}
    with h5py.File(path) as file:
        def keep(name, item):
            if isinstance(item, h5py.Dataset):
                found[name] = (item.shape, item.dtype, item[()].tobytes())
        file.visititems(keep)
    return found


def datasets(folder):
    """All datasets of all result files, but for what tells where they come from."""
    return {f"{path.name}:{name}": content for path in sorted(Path(folder).glob("*.h5"))
            for name, content in contents(path).items() if not name.startswith("provenance")}


def summary_of(folder):
    return json.loads((Path(folder) / "summary.json").read_text())


def outcome(folder):
    """What two runs of the same experiment must have in common."""
    summary = summary_of(folder)
    return {key: summary[key] for key in FIGURES if key in summary}, datasets(folder)


def assert_same(out, expected):
    figures, files = outcome(out)
    assert figures == expected[0]
    assert files.keys() == expected[1].keys()
    for name, content in files.items():
        assert content == expected[1][name], name


def checkpoints(out):
    """Names, the newest last."""
    return sorted((Path(out) / "checkpoints").glob("checkpoint-*.h5"))


def start(experiment, out, *more, ranks=1, threads=1, code=0):
    """Runs the program and returns what it said on standard error."""
    finished = engram("run", experiment, "--out", out, "--threads", threads, "--quiet", *more, ranks=ranks)
    assert finished.returncode == code, finished.stdout + finished.stderr
    return finished.stderr

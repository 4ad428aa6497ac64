"""The same bits for any ranks, threads and partition: spikes, traces, state and files of two networks that use every
feature, one of static synapses and one that learns."""

import itertools
import json
import shutil
from pathlib import Path

import h5py
import pytest
import yaml

from launch import run
from synthetic_inputs import make_inputs

RANKS = (1, 2, 3, 4)
THREADS = (1, 2, 3)
STRATEGIES = ("block", "round_robin", "metis", "area")


def datasets(folder):
    """All datasets of all result files, but for what tells where they come from."""
    found = {}
    for path in sorted(Path(folder).glob("*.h5")):
        with h5py.File(path) as file:
            def keep(name, item, path=path):
                if isinstance(item, h5py.Dataset) and not name.startswith("provenance"):
                    found[f"{path.name}:{name}"] = item[()].tobytes()
            file.visititems(keep)
    return found


@pytest.fixture(scope="module")
def experiment(tmp_path_factory):
    folder = tmp_path_factory.mktemp("inputs")
    make_inputs(folder)
    shutil.copy(Path(__file__).with_name("every_feature.yaml"), folder)
    return folder / "every_feature.yaml"


@pytest.fixture(scope="module")
def alone(experiment, tmp_path_factory):
    """One rank, one thread: what all others are compared with."""
    folder = tmp_path_factory.mktemp("alone")
    summary = run(experiment, folder)
    return summary, datasets(folder)


def test_the_network_is_alive(alone):
    summary, files = alone
    # Every population must do something, or equality would say little.
    for population, rate in summary["rates_hz"].items():
        assert 1.0 < rate < 200.0, population
    assert summary["synapses"] > 200000
    assert len([name for name in files if name.endswith("/data")]) == 16


@pytest.mark.parametrize("ranks,threads,strategy", itertools.product(RANKS, THREADS, STRATEGIES))
def test_same_bits(experiment, alone, tmp_path, ranks, threads, strategy):
    if ranks == 1 and strategy != "round_robin":
        pytest.skip("one rank owns everything under every strategy")
    summary = run(experiment, tmp_path, "--set", f"partitioning.strategy={strategy}", ranks=ranks,
                  threads=threads)
    expected, expected_files = alone
    for figure in ("spike_count", "spike_hash", "state_hash", "synapses", "synaptic_events", "rates_hz", "energy",
                   "sparseness"):
        assert summary[figure] == expected[figure], figure
    files = datasets(tmp_path)
    assert files.keys() == expected_files.keys()
    for name, content in files.items():
        assert content == expected_files[name], name


LEARNING = Path(__file__).with_name("learning.yaml")


@pytest.fixture(scope="module")
def learning_alone(tmp_path_factory):
    folder = tmp_path_factory.mktemp("learning")
    summary = run(LEARNING, folder)
    return summary, datasets(folder)


def test_the_learning_network_is_alive(learning_alone):
    summary, _ = learning_alone
    for population, rate in summary["rates_hz"].items():
        assert 1.0 < rate < 200.0, population
    for projection in summary["plasticity"]:
        constant = projection["model"] in ("static_synapse", "tsodyks2_synapse")
        assert (projection["weight_change"] > 0) != constant, projection


@pytest.mark.parametrize("ranks,threads,strategy", [
    (1, 2, "block"), (1, 3, "block"), (2, 1, "metis"), (2, 3, "round_robin"), (3, 1, "block"), (3, 2, "area"),
    (3, 3, "metis"), (4, 1, "round_robin"), (4, 2, "block"), (4, 3, "area")])
def test_learning_gives_the_same_bits(learning_alone, tmp_path, ranks, threads, strategy):
    summary = run(LEARNING, tmp_path, "--set", f"partitioning.strategy={strategy}", ranks=ranks, threads=threads)
    expected, expected_files = learning_alone
    for figure in ("spike_count", "spike_hash", "state_hash", "synapses", "synaptic_events", "rates_hz", "plasticity",
                   "energy", "sparseness"):
        assert summary[figure] == expected[figure], figure
    files = datasets(tmp_path)
    assert files.keys() == expected_files.keys()
    for name, content in files.items():
        assert content == expected_files[name], name


@pytest.mark.parametrize("how", ["never", "often"])
def test_recording_changes_nothing(learning_alone, tmp_path, how):
    """Every rule, with synapses that come and go: reading weights, fields and states never writes them."""
    experiment = yaml.safe_load(LEARNING.read_text())
    record = experiment["record"]
    if how == "never":
        experiment["record"] = {"spikes": "none"}
    else:
        for weights in record["weights"]:
            weights |= {"sample": 200, "interval": 0.7, "snapshots": [20 + 5 * k for k in range(80)],
                        "histogram": {"bins": 5, "interval": 1.3, "max": 130}}
        for field in record["fields"]:
            field["interval"] = field["interval"] / 5 if field["interval"] > 1 else 1
    file = tmp_path / "experiment.yaml"
    file.write_text(json.dumps(experiment))
    summary = run(file, tmp_path / "out", ranks=2)
    for figure in ("spike_count", "spike_hash", "state_hash", "synapses", "synaptic_events", "plasticity"):
        assert summary[figure] == learning_alone[0][figure], figure


def test_another_seed_is_another_network(experiment, alone, tmp_path):
    summary = run(experiment, tmp_path, "--seed", 1)
    assert summary["spike_hash"] != alone[0]["spike_hash"]


def slower(delay, shortest):
    """The same delay, none shorter than `shortest` ms."""
    if isinstance(delay, dict):
        kind, numbers = next(iter(delay.items()))
        low = max(shortest, numbers.get("min", 0))
        if kind == "uniform":
            return {kind: {"min": low, "max": max(numbers["max"], low + 2)}}
        return {kind: {**numbers, "min": low}}
    return max(shortest, delay)


@pytest.mark.parametrize("shortest", [0.3, 0.9, 2.5])
def test_longer_delays_take_another_path(experiment, tmp_path, shortest):
    """Without one-step delays spikes travel during the next cycle, and cycles are longer than a step."""
    slow = yaml.safe_load(experiment.read_text())
    for projection in slow["projections"]:
        projection["synapse"]["delay"] = slower(projection["synapse"]["delay"], shortest)
    slow["projections"] = [p for p in slow["projections"] if "sonata_edges" not in p["rule"]]
    slow_file = experiment.with_name("slow.yaml")
    slow_file.write_text(json.dumps(slow))
    expected = run(slow_file, tmp_path / "alone")
    for ranks, threads in ((1, 3), (2, 1), (3, 2), (4, 1)):
        folder = tmp_path / f"{ranks}x{threads}"
        summary = run(slow_file, folder, ranks=ranks, threads=threads)
        assert summary["spike_hash"] == expected["spike_hash"], (ranks, threads)
        assert datasets(folder) == datasets(tmp_path / "alone")

"""The example programs in C++ and the experiment files describe the same networks: equal spikes, bit for bit."""

import math
import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from launch import ENVIRONMENT, PROGRAM, run

SOURCE = Path(__file__).resolve().parents[2]
EXAMPLES = PROGRAM.parent / "examples"

pytestmark = pytest.mark.skipif("ENGRAM_PROGRAM" not in os.environ,
                                reason="ENGRAM_PROGRAM names no program; ctest sets it")


def example(name, *words, ranks=1, status=0):
    """Runs an example program; returns what it printed."""
    command = [str(EXAMPLES / name), *map(str, words)]
    if ranks > 1:
        command = ["mpirun", "--oversubscribe", "--bind-to", "none", "-n", str(ranks), *command]
    done = subprocess.run(command, env={**os.environ, **ENVIRONMENT, "OMP_NUM_THREADS": "1"}, text=True,
                          capture_output=True, timeout=120, check=False)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def figures(printed):
    """Number and hash of the spikes an example tells of."""
    match = re.search(r"(\d+) spikes, spike_hash ([0-9a-f]{16})", printed)
    return int(match.group(1)), int(match.group(2), 16)


def figures_of(summary):
    return summary["spike_count"], int(summary["spike_hash"], 16)


def round_half_up(number):
    return math.floor(number + 0.5)


def scaled_microcircuit(scale, background):
    """microcircuit.yaml with fewer neurons that keep their numbers of inputs."""
    text = (SOURCE / "experiments" / "microcircuit.yaml").read_text(encoding="utf-8")
    network = yaml.safe_load(text)
    for population in network["populations"].values():
        population["size"] = round_half_up(population["size"] * scale)
    for projection in network["projections"]:
        number = projection["rule"]["fixed_total_number"]
        projection["rule"] = {"fixed_total_number": round_half_up(number * scale)}
    network["switches"]["background"] = background
    network["simulation"].update(duration=100, warmup=500)
    return network


def test_first_network(tmp_path):
    summary = run(SOURCE / "experiments" / "first_network.yaml", tmp_path / "yaml")
    assert summary["spike_count"] > 1000
    printed = example("first_network", tmp_path / "cpp")
    assert figures(printed) == figures_of(summary)
    recorded = [(tmp_path / made / "E_V_m.h5").exists() for made in ("yaml", "cpp")]
    assert recorded == [True, True]


@pytest.mark.parametrize("background", ["dc", "poisson"])
def test_microcircuit(tmp_path, background):
    network = scaled_microcircuit(0.02, background)
    (tmp_path / "scaled.yaml").write_text(yaml.safe_dump(network, sort_keys=False), encoding="utf-8")
    summary = run(tmp_path / "scaled.yaml", tmp_path / "yaml")
    assert summary["neurons"] > 1500 and summary["synapses"] > 5_000_000
    assert summary["spike_count"] > 500
    printed = example("microcircuit", "scale=0.02", "duration=100", f"background={background}", ranks=2)
    assert figures(printed) == figures_of(summary)


def plain(projection):
    """What a projection says, from a file by hand or one with all defaults written out."""
    number = projection["rule"]["fixed_total_number"]
    return (projection["source"], projection["target"], number["N"] if isinstance(number, dict) else number,
            projection["synapse"]["weight"], projection["synapse"]["delay"])


def test_full_microcircuit_is_described_equally():
    """At full density the descriptions are compared, not run: the spikes follow from them."""
    mine = yaml.safe_load(example("microcircuit", "print=text"))
    text = (SOURCE / "experiments" / "microcircuit.yaml").read_text(encoding="utf-8")
    theirs = yaml.safe_load(text)
    assert list(mine["populations"].items()) == list(theirs["populations"].items())
    assert [*map(plain, mine["projections"])] == [*map(plain, theirs["projections"])]
    for key in ("simulation", "partitioning", "reference"):
        assert {**mine[key], **theirs[key]} == mine[key]
    currents = {name: stimulus["amplitude"] for name, stimulus in mine["stimuli"].items()}
    assert currents == {name: stimulus["amplitude"] for name, stimulus in theirs["stimuli"].items()
                        if stimulus["type"] == "dc_generator"}


def test_wrong_options_are_refused():
    assert "scale" in example("microcircuit", "scale=2", status=2)
    assert "there is no option 'scael'" in example("microcircuit", "scael=0.1", status=2)

"""The ready experiments say what their publications say, and the program accepts them."""

import math
import os
import subprocess
from pathlib import Path

import pytest
import yaml

SOURCE = Path(__file__).resolve().parents[2]
EXPERIMENTS = sorted((SOURCE / "experiments").glob("*.yaml"))

# Potjans & Diesmann (2014), table 5: sizes, connection probabilities (row: target, column: source),
# numbers of outside inputs.
NAMES = ["L23E", "L23I", "L4E", "L4I", "L5E", "L5I", "L6E", "L6I"]
SIZES = [20683, 5834, 21915, 5479, 4850, 1065, 14395, 2948]
PROBABILITIES = [
    [0.1009, 0.1689, 0.0437, 0.0818, 0.0323, 0.0, 0.0076, 0.0],
    [0.1346, 0.1371, 0.0316, 0.0515, 0.0755, 0.0, 0.0042, 0.0],
    [0.0077, 0.0059, 0.0497, 0.135, 0.0067, 0.0003, 0.0453, 0.0],
    [0.0691, 0.0029, 0.0794, 0.1597, 0.0033, 0.0, 0.1057, 0.0],
    [0.1004, 0.0622, 0.0505, 0.0057, 0.0831, 0.3726, 0.0204, 0.0],
    [0.0548, 0.0269, 0.0257, 0.0022, 0.06, 0.3158, 0.0086, 0.0],
    [0.0156, 0.0066, 0.0211, 0.0166, 0.0572, 0.0197, 0.0396, 0.2252],
    [0.0364, 0.001, 0.0034, 0.0005, 0.0277, 0.008, 0.0658, 0.1443],
]
OUTSIDE_INPUTS = [1600, 1500, 2100, 1900, 2000, 1900, 2900, 2100]
OUTSIDE_RATE = 8.0  # Hz


def weight_of_psp(psp, tau_m=10.0, tau_syn=0.5, c_m=250.0):
    """pA for a postsynaptic potential of ``psp`` mV: its peak, from the closed form."""
    peak_time = math.log(tau_m / tau_syn) * tau_m * tau_syn / (tau_m - tau_syn)
    peak = (math.exp(-peak_time / tau_m) - math.exp(-peak_time / tau_syn))
    return psp / (peak * tau_m * tau_syn / (c_m * (tau_m - tau_syn)))


@pytest.fixture(scope="module")
def microcircuit():
    text = (SOURCE / "experiments" / "microcircuit.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)


def test_populations_of_the_microcircuit(microcircuit):
    populations = microcircuit["populations"]
    assert list(populations) == NAMES
    assert [populations[name]["size"] for name in NAMES] == SIZES


def test_synapses_of_the_microcircuit(microcircuit):
    expected = {}
    for target, row in enumerate(PROBABILITIES):
        for source, probability in enumerate(row):
            pairs = SIZES[source] * SIZES[target]
            number = round(math.log(1 - probability) / math.log(1 - 1 / pairs))
            if number:
                expected[NAMES[source], NAMES[target]] = number
    found = {
        (p["source"], p["target"]): p["rule"]["fixed_total_number"]
        for p in microcircuit["projections"]
    }
    assert len(microcircuit["projections"]) == len(found)
    assert found == expected
    assert sum(found.values()) == 298_880_968


def test_weights_and_delays_of_the_microcircuit(microcircuit):
    excitatory = weight_of_psp(0.15)
    for projection in microcircuit["projections"]:
        inhibits = projection["source"].endswith("I")
        mean = -4 * excitatory if inhibits else excitatory
        if (projection["source"], projection["target"]) == ("L4E", "L23E"):
            mean *= 2
        weight = projection["synapse"]["weight"]["normal"]
        assert weight["mean"] == pytest.approx(mean, rel=1e-6)
        assert weight["std"] == pytest.approx(0.1 * abs(mean), rel=1e-6)
        assert weight["max" if inhibits else "min"] == 0
        delay = projection["synapse"]["delay"]["normal"]
        assert (delay["mean"], delay["std"]) == ((0.75, 0.375) if inhibits else (1.5, 0.75))
        assert delay["min"] == microcircuit["simulation"]["dt"]


def test_background_of_the_microcircuit(microcircuit):
    excitatory = weight_of_psp(0.15)
    stimuli = microcircuit["stimuli"]
    for name, inputs in zip(NAMES, OUTSIDE_INPUTS):
        current, spikes = stimuli[f"dc_{name}"], stimuli[f"poisson_{name}"]
        mean_current = inputs * OUTSIDE_RATE * excitatory * 0.5e-3
        assert current["amplitude"] == pytest.approx(mean_current, rel=1e-6)
        assert current["target"] == spikes["target"] == name
        assert spikes["rate"] == inputs * OUTSIDE_RATE
        assert spikes["weight"] == pytest.approx(excitatory, rel=1e-6)
        assert (current["when"], spikes["when"]) == ({"background": "dc"}, {"background": "poisson"})
    assert len(stimuli) == 2 * len(NAMES)


def check(experiment, *options):
    """Runs 'engram check'; None where no program was named."""
    program = os.environ.get("ENGRAM_PROGRAM")
    if program is None:
        pytest.skip("ENGRAM_PROGRAM names no program; ctest sets it")
    return subprocess.run([program, "check", experiment, *options], capture_output=True, text=True,
                          timeout=120, check=False)


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda path: path.stem)
def test_the_program_accepts(experiment):
    done = check(experiment)
    assert done.returncode == 0, done.stderr


def test_one_switch_selects_the_background():
    done = check(SOURCE / "experiments" / "microcircuit.yaml", "--set", "switches.background=poisson")
    assert done.returncode == 0, done.stderr
    done = check(SOURCE / "experiments" / "microcircuit.yaml", "--set", "switches.background=noise")
    assert done.returncode == 2
    assert "dc, poisson" in done.stderr

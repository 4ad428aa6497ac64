"""The full-density microcircuit that learns under dopamine: what its file says is expected, in one run of it."""

from pathlib import Path

import h5py
import numpy as np
import pytest

from engram.fields import find_fields
from launch import run

EXPERIMENT = Path(__file__).parents[2] / "experiments" / "plastic_cortex.yaml"

# Of the static network (Potjans & Diesmann 2014); the tolerance is the file's.
PUBLISHED = {"L23E": 0.903, "L23I": 2.965, "L4E": 4.414, "L4I": 5.876, "L5E": 7.569, "L5I": 8.633,
             "L6E": 1.105, "L6I": 7.829}
TOLERANCE = 0.15


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """Summary and directory of a run as the file stands."""
    out = tmp_path_factory.mktemp("plastic_cortex")
    return run(EXPERIMENT, out, ranks=2, timeout=1500), out


def test_cortex_keeps_its_rates(finished):
    summary, _ = finished
    assert summary["synapses"] == 298880968
    for population, rate in PUBLISHED.items():
        assert summary["rates_hz"][population] == pytest.approx(rate, rel=TOLERANCE), population


def test_ventral_tegmental_neurons_burst(finished):
    summary, out = finished
    with h5py.File(out / "spikes.h5") as file:
        times = file["spikes/VTA/timestamps"][:]
    neurons = 200
    # Current flows from 100 to 200 and from 600 to 700 ms of the recorded time, which begins at 500 ms.
    in_bursts = ((times > 600) & (times <= 700)) | ((times > 1100) & (times <= 1200))
    burst = in_bursts.sum() / neurons / 0.2
    rest = (~in_bursts).sum() / neurons / 0.8
    assert 2 < rest < 8
    assert 20 < burst < 50
    assert summary["rates_hz"]["VTA"] == pytest.approx(len(times) / neurons, rel=1e-9)


def test_dopamine_rises_with_the_bursts(finished):
    _, out = finished
    (dopamine,) = find_fields(out)
    before = dopamine.concentrations[(dopamine.times > 550) & (dopamine.times <= 600)].mean()
    after = dopamine.concentrations[(dopamine.times > 700) & (dopamine.times <= 720)].mean()
    assert before == pytest.approx(0.12, abs=0.02)
    assert after == pytest.approx(0.17, abs=0.03)
    assert np.all(dopamine.concentrations >= 0.1 - 1e-12)


def test_weights_move_a_little(finished):
    """Additive changes gated by dopamine: everywhere some, nowhere more than a hundredth on average."""
    summary, _ = finished
    assert sum(part["synapses"] for part in summary["plasticity"]) == 158138664
    for part in summary["plasticity"]:
        drawn = 175.617 if (part["source"], part["target"]) == ("L4E", "L23E") else 87.8085
        assert part["mean_weight"] == pytest.approx(drawn, rel=0.01), part
        assert part["weight_change"] > 0, part

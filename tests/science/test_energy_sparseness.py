"""The activity that carries most bits per joule, measured in experiments/energy_sparseness.yaml, against the relation
of Levy & Baxter (1996) and Wang et al. (2020), (1 - p)^(1 + r) = p. A quarter of the time; the file names the command for
all of it."""

from pathlib import Path

import numpy as np
import pytest

from engram import energy_optimum, points
from launch import engram

EXPERIMENT = Path(__file__).parents[2] / "experiments" / "energy_sparseness.yaml"


@pytest.fixture(scope="module")
def curves(tmp_path_factory):
    out = tmp_path_factory.mktemp("sweep")
    done = engram("sweep", EXPERIMENT, "--run", "--out", out, "--quiet", "--set", "simulation.duration=2500")
    assert done.returncode == 0, done.stderr
    return energy_optimum.curves(points.load(out))


# Roots of the relation, four digits, found with scipy.optimize.brentq.
@pytest.mark.parametrize("ratio,activity", [(1, 0.3820), (1.3, 0.3592), (1.7, 0.3339), (2.1, 0.3127), (10, 0.1556),
                                            (100, 0.0332)])
def test_the_analytic_optimum(ratio, activity):
    assert energy_optimum.optimal_activity(ratio) == pytest.approx(activity, abs=5e-5)


def test_patterns_are_counted():
    assert np.allclose(energy_optimum.pattern_bits(6, [0, 1, 3, 6]), np.log2([1, 6, 20, 1]))


def test_what_a_spike_costs(curves):
    """r from the ledger's sums is that of the published costs: a spike and 2,000 vesicles (a quarter of 8,000 boutons),
    over a quarter of a second of a neuron, a glial cell and housekeeping."""
    spike = 1.19e8 + 8000 * 0.25 * (1.2e4 + 1.4e5 + 1.1821e4)
    fixed = 0.25 * (3.42e8 + 1.02e8 + 7.44e8)
    assert [curve.population for curve in curves] == ["code", "code"]
    cheap, dear = curves
    assert cheap.ratio == pytest.approx(spike / fixed, rel=0.01)
    assert dear.ratio == pytest.approx(10 * spike / fixed, rel=0.01)


def test_the_optimum_is_where_it_should_be(curves):
    for curve in curves:
        assert curve.interior
        assert curve.optimum == pytest.approx(curve.expected, abs=0.05)
    cheap, dear = curves
    assert cheap.optimum - dear.optimum == pytest.approx(cheap.expected - dear.expected, abs=0.05)

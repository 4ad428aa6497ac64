"""Measures of a sparse code, on numbers small enough to be done by hand, and their pictures."""

from types import SimpleNamespace

import matplotlib
import numpy as np
import pytest

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

from engram import sparse_code_panels  # noqa: E402
from engram.sparse_code import SparseCode  # noqa: E402

CONSTANTS = {"boutons_per_synapse": 2, "release_probability": 0.5, "resting_neuron": 10, "glia_per_neuron": 1,
             "resting_glia": 5, "housekeeping": 0, "spike": 100, "presynaptic": 1, "postsynaptic": 2, "recycling": 3,
             "joules_per_atp": 0.1}


class TwoProjections:
    """Of the four synapses the last belongs to another projection."""

    name = "pixels → code"
    snapshot_times = np.array([0.0, 100.0])

    def read_synapses(self):
        return SimpleNamespace(source=np.array([0, 1, 1, 0]), target=np.array([0, 0, 1, 1]),
                               projection=np.array([2, 2, 2, 3]))

    def snapshot(self, number):
        return np.array([[4, 4, 4, 9], [6, 3, 8, 9]], np.float32)[number]


@pytest.fixture
def code():
    inputs = np.array([[2.0, -1.0], [0.0, 4.0], [2.0, 3.0], [1.0, 1.0]])
    counts = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [0.0, 0.0]])
    return SparseCode("pixels", "code", TwoProjections(), 2, {"window": 50.0, "gain": 0.5, "n_0": 6.0, "w_0": 4.0},
                      (1, 2), inputs, counts)


@pytest.fixture
def ledger():
    return SimpleNamespace(constants=CONSTANTS, begin=100.0, neurons={"code": 2}, spikes={"code": np.array([2, 4])},
                           events={"code": np.array([6, 12])})


def test_features(code):
    assert code.features(0).tolist() == [[0, 0], [0, 0]]
    assert code.features(-1).tolist() == [[4, -2], [0, 8]]


def test_what_is_left_unexplained(code):
    """Features are twice what the first three inputs are made of, so that a factor of one half leaves nothing of them: of
    5 + 16 + 13 + 2 = 36 the last input's 2 are left."""
    assert code.unexplained(code.features(-1)) == pytest.approx(2 / 36)
    assert code.unexplained(code.features(0)) == 1.0


def test_correlation(code):
    """Two neurons that spike as often together as alone."""
    assert code.mean_correlation() == pytest.approx(0.0)


def test_energy(code, ledger):
    """Three events per spike, each releasing one vesicle; two neurons for 50 ms at rest."""
    rest, spike = 2 * 0.05 * (10 + 5), 100 + 3 * (1 + 2 + 3)
    assert code.joules(ledger, [0, 3]) == pytest.approx([0.1 * rest, 0.1 * (rest + 3 * spike)])


def test_pictures(code, ledger, monkeypatch):
    monkeypatch.setattr(sparse_code_panels, "_MIN_WINDOWS", 1)
    _, (fields, cost) = plt.subplots(1, 2)
    sparse_code_panels.draw_features(fields, code)
    # Each field has its own scale; one pixel between them stays empty.
    page = fields.images[0].get_array()
    assert page[0, :2].tolist() == [1, -0.5] and page[0, 3:5].tolist() == [0, 1]
    sparse_code_panels.draw_cost(cost, code, ledger)
    lines = cost.lines
    assert [line.get_label() for line in lines] == ["weights of 0 ms", "weights of 100 ms"]
    assert lines[1].get_xdata() == pytest.approx(code.joules(ledger, [0, 1, 2]))
    assert lines[1].get_ydata() == pytest.approx([1, 0, 0], abs=1e-12)
    plt.close("all")

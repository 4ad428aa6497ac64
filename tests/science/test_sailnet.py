"""Neurons that learn a sparse code (experiments/sparse_code/sailnet.yaml), for 9,000 patches instead of 13,000: rates, correlations
and reconstruction, with and without the mechanisms; and every change of a weight against a second implementation."""

import os
import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np
import pytest

from engram import results, sparse_code
from launch import ENVIRONMENT, run

SCRIPT = Path(__file__).parents[2] / "experiments" / "sparse_code" / "make_sailnet_inputs.py"
LEARNED, END = 200000, 450000  # ms
SHORTER = ("--set", f"simulation.warmup={LEARNED}", "--set", f"simulation.duration={END - LEARNED}",
           "--set", f"record.weights[0].snapshots=[0, {LEARNED}]", "--set", f"record.weights[1].snapshots=[{LEARNED}]")


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sailnet")
    subprocess.run([sys.executable, SCRIPT, folder, "--patches", "9000"], env={**os.environ, **ENVIRONMENT}, check=True,
                   timeout=120)
    return folder


def code_after(inputs, out, *arguments):
    run(inputs / "sailnet.yaml", out, *SHORTER, *arguments)
    (code,) = sparse_code.find(results.load(out))
    return code


@pytest.fixture(scope="module")
def learned(inputs, tmp_path_factory):
    return code_after(inputs, tmp_path_factory.mktemp("learned"))


def test_pixels_say_what_is_shown(inputs, learned):
    with h5py.File(inputs / "patches.h5") as file:
        shown = file["counts"][LEARNED // 50:END // 50]
    assert np.array_equal(learned.inputs, shown.astype(float) - 6)


def test_neurons_come_to_the_target_rate(learned):
    """0.05 spikes per patch, every one of them and on average."""
    assert learned.counts.mean() == pytest.approx(0.05, rel=0.1)
    assert np.all(np.abs(learned.counts.mean(axis=0) - 0.05) < 0.2 * 0.05)


def test_lateral_learning_decorrelates(inputs, learned, tmp_path):
    """At least fivefold; correlations of 5,000 windows are never below what chance makes of independent neurons, on average
    sqrt(2 / (5000 pi)) = 0.011."""
    alone = code_after(inputs, tmp_path, "--set", "projections[2].synapse.eta=0")
    assert alone.counts.mean() == pytest.approx(0.05, rel=0.2)
    assert alone.mean_correlation() > 5 * learned.mean_correlation()


def test_what_is_learned_beats_a_random_dictionary(inputs, learned, tmp_path):
    """Of equal size, with inhibition and thresholds learned for it; patches are those shown after the weights were written
    down."""
    arbitrary = code_after(inputs, tmp_path, "--set", "projections[0].synapse.eta=0")
    error, chance = learned.unexplained(learned.features(1)), arbitrary.unexplained(arbitrary.features(1))
    assert arbitrary.counts.mean() == pytest.approx(0.05, rel=0.2)
    assert error < 0.8 * chance < 0.8


def test_patches_cost_what_the_ledger_says(learned):
    """The parts of the report's curve add up to the whole."""
    found = results.load(learned.weights.file.parent)
    used = learned.joules(found.ledger, learned.counts.sum(axis=1))
    assert used.sum() == pytest.approx(found.summary["energy"]["populations"]["code"]["joules"], rel=1e-9)


def test_every_change_of_a_weight(inputs, tmp_path):
    """The rules again, in numpy, from the recorded spikes: the same weights to the last bit."""
    windows = 400
    experiment = tmp_path / "out"
    run(inputs / "sailnet.yaml", experiment, "--set", "simulation.warmup=0", "--set", f"simulation.duration={50 * windows}",
        "--set", f"record.weights[0].snapshots=[0, {50 * windows}]",
        "--set", f"record.weights[1].snapshots=[0, {50 * windows}]",
        # Fast enough for a short run.
        "--set", "populations.code.homeostasis.gain=0.3", "--set", "projections[0].synapse.eta=0.02")
    found = results.load(experiment)
    (code,) = sparse_code.find(found)
    pre, post = code.inputs + 6, code.counts
    assert post.sum() > 1000
    oja, foldiak = dense(found, "pixels", 64), dense(found, "code", 128)
    w, v = oja[0].astype(float), foldiak[0].astype(float)
    for n_pre, n_post in zip(pre, post):
        w += 0.02 * n_post[:, None] * (1.9 * (n_pre - 6)[None, :] - n_post[:, None] * (w - 8))
        w = np.float32(np.clip(w, 0, 16)).astype(float)
        v += 1.0 * (n_post[None, :] * n_post[:, None] - 0.05 * 0.05)
        v = np.float32(np.clip(v, 0, 100)).astype(float)
        np.fill_diagonal(v, 0)
    assert np.abs(w - oja[0]).max() > 1 and v.max() > 1
    assert np.array_equal(w, oja[1])
    assert np.array_equal(v, foldiak[1])


def dense(found, source, sources):
    """Magnitudes at all snapshots, [targets, sources] each."""
    (weights,) = [w for w in found.weights if w.source == source]
    synapses = weights.read_synapses()
    pages = []
    for number in range(weights.snapshot_times.size):
        page = np.zeros((128, sources), np.float32)
        page[synapses.target.astype(int), synapses.source.astype(int)] = np.abs(weights.snapshot(number))
        pages.append(page)
    return pages

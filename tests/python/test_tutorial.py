"""The steps of docs/tutorial_learning.md do what the page says of them."""

import os

import h5py
import numpy as np
import pytest

from docs_pages import DOCS, code, text_of
from engram import results
from launch import run

pytestmark = pytest.mark.skipif("ENGRAM_PROGRAM" not in os.environ,
                                reason="ENGRAM_PROGRAM names no program; ctest sets it")

STEPS = code(text_of(DOCS / "tutorial_learning.md"), "yaml")


def run_step(number, folder, *options):
    """Runs a step, numbered from 1 as on the page; returns its summary and the folder with its results."""
    (folder / "step.yaml").write_text(STEPS[number - 1], encoding="utf-8")
    return run(folder / "step.yaml", folder / "out", *options), folder / "out"


def rate_over_time(out, population, size, seconds):
    """Mean rates in pieces of `seconds`, Hz."""
    times = results.load(out).spikes[population].times  # ends of steps: a spike of the last one has the run's duration
    counts = np.bincount((np.ceil(times / (1000 * seconds)) - 1).astype(int))
    return counts / (size * seconds)


def traces(out, source, target):
    """Times and weights, [times] and [times, synapses]."""
    with h5py.File(out / "weights.h5") as file:
        group = file[f"projections/{source}_to_{target}/traces"]
        return group["time"][()], group["weight"][()]


def part(summary, source, target):
    return next(p for p in summary["plasticity"] if (p["source"], p["target"]) == (source, target))


def test_the_page_has_six_steps():
    assert len(STEPS) == 6
    assert all(step.startswith("engram: 1") for step in STEPS)


def test_a_static_network_stays_as_it_is(tmp_path):
    summary, out = run_step(1, tmp_path)
    assert not summary.get("plasticity")
    rates = rate_over_time(out, "E", 800, 4)
    assert rates == pytest.approx(6, abs=0.5)


def test_learning_runs_away(tmp_path):
    summary, out = run_step(2, tmp_path)
    rates = rate_over_time(out, "E", 800, 2)
    assert rates[0] == pytest.approx(6, abs=1)
    assert rates[9] == pytest.approx(20, abs=5)
    assert part(summary, "E", "E")["std_weight"] > 30


def test_inhibition_holds_the_rate(tmp_path):
    summary, out = run_step(3, tmp_path)
    rates = rate_over_time(out, "E", 800, 2)
    assert rates[1:] == pytest.approx(7, abs=1)
    assert part(summary, "E", "E")["std_weight"] > 20


def test_nothing_is_learnt_before_dopamine(tmp_path):
    _, out = run_step(4, tmp_path)
    times, weights = traces(out, "E", "E")
    assert np.all(weights[times <= 10000] == 60)
    assert np.abs(weights[times >= 12000][0] - 60).max() > 1
    late = weights[times >= 12000]
    assert np.abs(late - late[0]).max() < 0.1
    with h5py.File(out / "fields.h5") as file:
        probes = file["modulators/dopamine/probes"]
        concentration = probes["concentration"][()].ravel()
        assert concentration.max() == pytest.approx(1, rel=0.06)
        peak = probes["time"][()][concentration.argmax()]
    assert 10000 <= peak <= 10010


@pytest.mark.parametrize("order,reaches", [(("pre", "post"), True), (("post", "pre"), False)])
def test_reward_strengthens_what_leads_to_it(tmp_path, order, reaches):
    summary, out = run_step(5, tmp_path, "--set", f"modulators.dopamine.reward.pre.population={order[0]}", "--set",
                            f"modulators.dopamine.reward.post.population={order[1]}")
    times, weights = traces(out, "pre", "post")
    late = np.median(weights[times > 150000])
    assert late > 3.5 if reaches else late < 0.5
    assert 0.8 < part(summary, "E", "E")["mean_weight"] < 1.3


def test_students_reach_the_rates_of_their_teachers(tmp_path):
    _, out = run_step(6, tmp_path)
    spikes = results.load(out).spikes

    def rates(population, begin, end):
        chosen = (spikes[population].times > 1000 * begin) & (spikes[population].times <= 1000 * end)
        return np.bincount(spikes[population].ids[chosen].astype(int), minlength=5) / (end - begin)

    assert np.ptp(rates("teacher", 80, 100)) > 5
    assert rates("student", 80, 100) == pytest.approx(rates("teacher", 80, 100), rel=0.1)
    (error,) = results.load(out).fields
    size = np.abs(error.concentrations).mean(axis=1)
    assert size[error.times > 80000].mean() < 0.5 * size[error.times < 2000].mean()

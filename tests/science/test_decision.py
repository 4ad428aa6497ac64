"""The attractor network that decides, against Wang (2002): few trials of the experiment's sweep."""

import json
from pathlib import Path

import h5py
import numpy as np
import pytest
from scipy.stats import binom

from launch import engram, run

DECISION = Path(__file__).parents[2] / "experiments" / "decision.yaml"
ONSET, SIZE, THRESHOLD = 500, 240, 15


def population_rates(out, population):
    """Rates in Hz in windows of 50 ms that end every 5 ms from 550 ms on."""
    with h5py.File(out / "spikes.h5") as file:
        times = np.sort(file[f"spikes/{population}/timestamps"][()])
    with (out / "summary.json").open(encoding="utf-8") as file:
        end = json.load(file)["experiment"]["simulation"]["duration"]
    ends = np.arange(ONSET + 50, end + 0.1, 5)
    counts = np.searchsorted(times, ends) - np.searchsorted(times, ends - 50)
    return ends, counts / (SIZE * 0.05)


def choice(out):
    """(winner, ms from the onset of motion to the choice); (None, None) where neither reaches 15 Hz."""
    crossings = {}
    for population in ("A", "B"):
        ends, rates = population_rates(out, population)
        if (rates > THRESHOLD).any():
            crossings[population] = ends[np.argmax(rates > THRESHOLD)] - ONSET
    return min(crossings.items(), key=lambda item: item[1], default=(None, None))


def run_point(out, point, *changes):
    """One trial of the sweep; where its results are."""
    finished = engram("run", DECISION, "--point", point, "--out", out, "--threads", 2, "--quiet", *changes)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return out / f"point-{point:03d}"


def trials(tmp_path, coherence, seeds, *changes):
    """Choices of some points of the sweep: `coherence` counts the six of them, `seeds` from 1 on."""
    return [choice(run_point(tmp_path / "out", 20 * coherence + seed - 1, *changes)) for seed in seeds]


def test_strong_evidence_wins_quickly(tmp_path):
    """At 51.2 % Wang's network never fails and takes a few hundred ms; at 3.2 % it is slower by hundreds of ms. Once it
    has chosen, the winner stays up and the other is suppressed."""
    strong = trials(tmp_path, 5, (1, 2, 3), "--duration", 1200)
    assert [winner for winner, _ in strong] == ["A"] * 3
    assert max(time for _, time in strong) < 600
    weak = trials(tmp_path, 1, (1, 2, 3))
    assert all(winner for winner, _ in weak)
    assert np.median([time for _, time in weak]) > np.median([time for _, time in strong]) + 150
    rates = {each: population_rates(tmp_path / "out" / "point-102", each)[1] for each in ("A", "B")}
    assert rates["A"][-40:].mean() > THRESHOLD
    assert rates["B"][-40:].mean() < 5


def test_accuracy_grows_and_time_falls_with_coherence(tmp_path):
    """Eight trials of each of five coherences: no wrong choice from 12.8 % on (Wang's curve: 1 - exp(-(c / 9.2 %)^1.5) / 2,
    0.90 at 12.8 %, 0.995 at 25.6 %), never fewer right ones than eight draws from his curve have 999 times of 1000, and a
    mean time that falls from each coherence to the next."""
    percent = {0: 0.0, 2: 6.4, 3: 12.8, 4: 25.6, 5: 51.2}
    durations = {0: 2500, 2: 2500, 3: 1800, 4: 1500, 5: 1200}
    right, mean_time = [], []
    for coherence, c in percent.items():
        made = trials(tmp_path, coherence, range(1, 9), "--duration", durations[coherence])
        assert all(winner for winner, _ in made), f"{c} %: a trial without a choice"
        right.append(sum(winner == "A" for winner, _ in made))
        mean_time.append(np.mean([time for _, time in made]))
        expected = 1 - np.exp(-((c / 9.2) ** 1.5)) / 2
        assert right[-1] >= binom.ppf(0.001, 8, expected), f"{c} %"
    assert right[2:] == [8, 8, 8]
    assert (np.diff(mean_time) < 0).all(), mean_time


def slow_synapses():
    """Positions of the projections with NMDA in the file's list."""
    return range(6, 12)


def test_without_recurrent_nmda_there_is_no_choice(tmp_path):
    weights = [word for k in slow_synapses() for word in ("--set", f"projections[{k}].synapse.weight=0")]
    assert choice(run_point(tmp_path / "out", 100, "--duration", 1500, *weights)) == (None, None)


def gating(times, end):
    """s at `end` for spikes at these times: ds/dt = -s / 100 + 0.5 x (1 - s), dx/dt = -x / 2, x grows by 1 at each."""
    x = s = 0.0
    step, at = 0.05, 0.0
    steps = iter(sorted(times))
    following = next(steps, np.inf)
    while at < end - 1e-9:
        if at >= following - 1e-9:
            x += 1
            following = next(steps, np.inf)
        middle = s + step / 2 * (-s / 100 + 0.5 * x * (1 - s))
        half = x * np.exp(-step / 4)
        s += step * (-middle / 100 + 0.5 * half * (1 - middle))
        x *= np.exp(-step / 2)
        at += step
    return s


@pytest.mark.parametrize("rate", [5, 40])
def test_a_synapse_that_tires_is_one_that_saturates(tmp_path, rate):
    """The NMDA conductance of one source with the experiment's constants, 165 times stronger, beside the gating variable of
    the full equations: within 3 %, 20 ms and more after a spike. Without tiring the conductance goes on growing."""
    times = (20 + np.cumsum(np.random.default_rng(rate).exponential(1000 / rate, 60))).round(1)
    times = times[times < 900]
    end = times[-1] + 30
    experiment = {
        "engram": 1, "simulation": {"duration": round(float(end), 1) + 1, "dt": 0.1},
        "populations": {"source": {"model": "parrot_neuron", "size": 1},
                        "target": {"model": "dendritic_neuron", "size": 1,
                                   "params": {"V_th": 1000, "tau_r_NMDA": 0, "tau_d_NMDA": 100}}},
        "stimuli": {"train": {"type": "spike_times", "target": "source", "times": (times - 1).round(1).tolist()}},
        "projections": [{"source": "source", "target": "target", "rule": "one_to_one", "synapse": {
            "model": "tsodyks2_synapse", "receptor": "NMDA", "weight": 1.02578, "delay": 0.1, "U": 0.63212,
            "tau_rec": 100, "tau_fac": 0}}],
        "record": {"spikes": "none", "state": [{"population": "target", "variables": ["g_d_NMDA"], "every": 0.1}]}}
    file = tmp_path / "gating.json"
    file.write_text(json.dumps(experiment))

    def conductance(*options):
        run(file, tmp_path / "out", *options)
        with h5py.File(next((tmp_path / "out").glob("*g_d_NMDA.h5"))) as recorded:
            return recorded["report/target/data"][()][round(end / 0.1) - 1, 0]

    assert conductance() == pytest.approx(gating(times, end), rel=0.03)
    untired = conductance("--set", "projections[0].synapse.tau_rec=0.001", "--set", "projections[0].synapse.weight=1.02578")
    assert untired > 1.2 * gating(times, end) if rate == 40 else untired > gating(times, end)

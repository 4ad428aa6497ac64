"""The ready experiments with synapses that learn, against what their publications say. Networks or times are shorter
than in the files; the files name the commands for the full ones."""

from pathlib import Path

import h5py
import numpy as np
import pytest

from launch import run

EXPERIMENTS = Path(__file__).parents[2] / "experiments"


def changes(**values):
    """Options that set values; a double underscore stands for a dot."""
    return [word for path, value in values.items() for word in ("--set", f"{path.replace('__', '.')}={value}")]


def learnt(summary, source, target):
    """The figures of the plastic projection between two populations."""
    found = [part for part in summary["plasticity"] if (part["source"], part["target"]) == (source, target)]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("rate,options", [
    (3, []),
    (6, ["--set", "projections[2].synapse.alpha=0.24"]),
    (3, ["--set", "projections[2].synapse.weight=-30", "--set", "projections[2].synapse.eta=1", "--set",
         "simulation.warmup=40000"]),
], ids=["from-nothing", "another-target", "from-above"])
def test_inhibitory_plasticity_reaches_its_target(tmp_path, rate, options):
    """A quarter of the neurons, with as many synapses each. The rate is alpha / (2 tau), which neglects that inhibitory
    spikes delay the target's next one: 8 % at 3 Hz with synapses of this strength."""
    summary = run(EXPERIMENTS / "inhibitory_plasticity.yaml", tmp_path / "out", *changes(
        populations__E__size=2000, populations__I__size=500), *options, threads=2)
    assert summary["rates_hz"]["E"] == pytest.approx(rate, rel=0.15)
    with h5py.File(tmp_path / "out" / "spikes.h5") as file:
        ids = file["spikes/E/node_ids"][()].astype(int)
    rates = np.bincount(ids, minlength=2000) / summary["model_seconds"]
    # Every neuron reaches it by itself: counts vary by chance alone, less than those of Poisson processes.
    assert rates.std() < np.sqrt(rate / summary["model_seconds"])
    assert np.abs(rates - rate).max() < 0.75 * rate


def rewarded_weight(out, after):
    """The weights of the rewarded synapse later than `after`, ms."""
    with h5py.File(out / "weights.h5") as file:
        traces = file["projections/pre_to_post/traces"]
        return traces["weight"][()][traces["time"][()] > after, 0]


def test_reward_finds_its_synapse(tmp_path):
    """800 s instead of an hour: the synapse from `pre` to `post` comes from 0 and stays near the largest weight, 4;
    the others, which all began at 1, lose."""
    summary = run(EXPERIMENTS / "distal_reward.yaml", tmp_path / "out", "--duration", 800000)
    weights = rewarded_weight(tmp_path / "out", after=600000)
    assert weights.max() == 4
    assert np.median(weights) > 3
    assert learnt(summary, "E", "E")["mean_weight"] < 0.8


def test_reward_does_not_credit_the_synapse_with_what_it_does_not_cause(tmp_path):
    """With a reward for the opposite order, the synapse is weakened with most of the rewards."""
    run(EXPERIMENTS / "distal_reward.yaml", tmp_path / "out", "--duration", 800000,
        *changes(modulators__dopamine__reward__pre__population="post",
                 modulators__dopamine__reward__post__population="pre"))
    weights = rewarded_weight(tmp_path / "out", after=600000)
    assert np.median(weights) < 1


TENTH = changes(switches__size="tenth", populations__E__size=900, populations__I__size=225)


def test_plastic_balanced_network_is_stable(tmp_path):
    """A tenth of the network, with Poisson input for the rest: NEST's hpc_benchmark names 45.6 and 3.47 pA as mean and
    standard deviation of the weights, and less than 10 Hz as the rate, of large networks."""
    summary = run(EXPERIMENTS / "plastic_balanced.yaml", tmp_path / "out", "--duration", 4000, *TENTH, threads=2)
    assert summary["synapses"] == 1125 * 1125
    weights = learnt(summary, "E", "E")
    assert weights["mean_weight"] == pytest.approx(45.6, rel=0.01)
    assert weights["std_weight"] == pytest.approx(3.47, rel=0.02)
    assert 6 < summary["rates_hz"]["E"] < 10
    # The sum of all changes of a synapse, up and down: they have moved by about the width of the distribution.
    assert weights["weight_change"] > 3 * weights["synapses"]


def test_weights_drift_towards_the_fixed_point(tmp_path):
    """Weights below the fixed point grow as independent spike trains predict: dw/dt = lambda r^2 (w^mu tau_plus -
    alpha w tau_minus); a little faster, because spikes also follow from their synapses' input."""
    start, seconds, step = 35.0, 8.0, 1.0
    summary = run(EXPERIMENTS / "plastic_balanced.yaml", tmp_path / "out", "--duration", 1000 * seconds, *TENTH,
                  "--set", "simulation.warmup=0", "--set", f"projections[4].synapse.weight={start}",
                  "--set", f"projections[4].synapse.lambda={step}", threads=2)
    rate = summary["rates_hz"]["E"]
    drift = step * rate**2 * (start**0.4 * 0.015 - 0.0513 * start * 0.030)
    growth = learnt(summary, "E", "E")["mean_weight"] - start
    assert drift * seconds > 0.5
    assert drift * seconds < growth < 2 * drift * seconds


def counts(out, population, size, begin, end, window=10):
    """Spikes of every neuron in windows, [neurons, windows]; times in ms."""
    with h5py.File(out / "spikes.h5") as file:
        times = file[f"spikes/{population}/timestamps"][()]
        ids = file[f"spikes/{population}/node_ids"][()].astype(int)
    chosen = (times > begin) & (times <= end)
    edges = [np.arange(size + 1) - 0.5, np.linspace(begin, end, int((end - begin) / window) + 1)]
    return np.histogram2d(ids[chosen], times[chosen], bins=edges)[0]


def likeness(out, begin, end):
    """Correlations of the students' spike counts with those of the teachers, [teachers, students]."""
    both = [counts(out, name, 20, begin, end) for name in ("teacher", "student")]
    return np.corrcoef(*both)[:20, 20:]


def test_students_spike_with_their_teachers(tmp_path):
    """What experiments/teacher.yaml says: each student with its own, and at its rate."""
    out = tmp_path / "out"
    run(EXPERIMENTS / "teacher.yaml", out)
    late = likeness(out, 180000, 200000)
    own = np.diag(late)
    others = late[~np.eye(20, dtype=bool)]
    assert own.mean() > 0.9 and own.min() > 0.8
    assert 0.3 < others.mean() < 0.4
    assert others.max() < own.min()
    spikes = [counts(out, name, 20, 180000, 200000).sum(axis=1) for name in ("teacher", "student")]
    assert np.ptp(spikes[0]) > 200
    assert np.abs(spikes[1] - spikes[0]).max() < 0.1 * spikes[0].max()


def test_without_an_error_students_stay_alike(tmp_path):
    """With amounts of nothing, traces change no weight: to every teacher all students are the same."""
    out = tmp_path / "out"
    summary = run(EXPERIMENTS / "teacher.yaml", out, "--set", "modulators.error.release[0].amount=0", "--set",
                  "modulators.error.release[1].amount=0")
    assert learnt(summary, "input", "student")["weight_change"] == 0
    alike = likeness(out, 180000, 200000)
    assert np.ptp(alike, axis=1).max() < 1e-9
    assert alike.mean() < 0.6

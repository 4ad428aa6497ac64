"""ledger.h5 and what summary.json says of energy and sparseness, against spikes.h5 and a second way to compute them."""

import math

import numpy as np
import pytest

from engram import ledger as ledgers
from engram import results, sparseness
from launch import run

EXPERIMENT = """\
engram: 1
simulation: {duration: 430, warmup: 35, dt: 0.1, seed: 12}
populations:
  E: {model: iaf_psc_exp, size: 60, params: {I_e: {uniform: {min: 0, max: 420}}}}
  I: {model: iaf_psc_exp, size: 20}
  time: {model: iaf_psc_exp, size: 3}
stimuli:
  noise: {type: poisson_generator, target: [E, I], rate: 6000, weight: 55, delay: 1.0}
projections:
  - {source: E, target: [E, I], rule: {fixed_outdegree: 9}, synapse: {weight: 30, delay: 1.5}}
  - {source: I, target: E, rule: all_to_all, synapse: {weight: -60, delay: 1.0}}
energy: {interval: 100, boutons_per_synapse: 2}
sparseness: {window: 20}
"""
WINDOWS = 21


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ledger")
    (folder / "experiment.yaml").write_text(EXPERIMENT)
    run(folder / "experiment.yaml", folder / "out", threads=2)
    return results.load(folder / "out")


def counts_of(finished, population):
    """Spikes per window and neuron, from the recorded spikes."""
    spikes = finished.spikes[population.name]
    return sparseness.window_counts(spikes.times, spikes.ids, population.size, 35.0, 20.0, WINDOWS)


def same(found, expected):
    return math.isnan(expected) if found is None else found == pytest.approx(expected, rel=1e-6, abs=1e-7)


def test_windows_are_those_of_the_recorded_spikes(finished):
    ledger = finished.ledger
    assert ledger.window == 20
    assert np.allclose(ledger.window_ends, 35 + 20 * np.arange(1, WINDOWS + 1))
    for population in finished.populations:
        counts = counts_of(finished, population)
        assert np.array_equal(ledger.window_spikes[population.name], counts.sum(axis=1))
        assert np.array_equal(ledger.active[population.name], (counts > 0).sum(axis=1))
        for name, measure in sparseness.MEASURES.items():
            expected = [measure(row) for row in counts]
            assert np.allclose(ledger.sparseness[population.name][name], expected, rtol=1e-9, equal_nan=True), name
    assert ledger.window_spikes["E"].sum() > 100


def test_means_of_the_summary(finished):
    for population in finished.populations:
        counts = counts_of(finished, population)
        told = finished.summary["sparseness"]["populations"][population.name]
        assert told["windows"] == WINDOWS and told["neurons"] == population.size
        assert told["silent_windows"] == np.count_nonzero(counts.sum(axis=1) == 0)
        assert told["silent_neurons"] == np.count_nonzero(counts.sum(axis=0) == 0)
        for kind, vectors in (("population", counts), ("lifetime", counts.T)):
            for name, measure in sparseness.MEASURES.items():
                if (kind, name) != ("lifetime", "gini"):
                    assert same(told[kind][name], sparseness.mean_of(measure, vectors)), (kind, name)
    assert finished.summary["sparseness"]["populations"]["time"]["silent_windows"] == WINDOWS


def test_counts_over_time(finished):
    ledger = finished.ledger
    assert ledger.times.tolist() == [100, 200, 300, 400]
    outdegree = {"E": 18, "I": 60, "time": 0}
    for population in finished.populations:
        times = finished.spikes[population.name].times
        spikes = [np.count_nonzero(times <= end + 1e-6) for end in ledger.times]
        assert ledger.spikes[population.name].tolist() == spikes
        assert ledger.events[population.name].tolist() == [n * outdegree[population.name] for n in spikes]
        told = finished.summary["energy"]["populations"][population.name]
        assert told["spikes"] == times.size
        assert told["synaptic_events"] == times.size * outdegree[population.name]
        assert told["neuron_seconds"] == pytest.approx(0.43 * population.size)


def test_energy(finished):
    energy = finished.summary["energy"]
    constants = energy["constants"]
    assert constants["name"] == finished.ledger.set_name == "howarth_2012"
    assert constants["source"] == finished.ledger.source
    assert {k: v for k, v in constants.items() if k not in ("name", "source")} == finished.ledger.constants
    total = 0.0
    for population in energy["populations"].values():
        used = ledgers.atp(constants, population["spikes"], population["synaptic_events"], population["neuron_seconds"])
        assert population["atp"] == pytest.approx({**used, "plasticity": 0.0})
        assert population["total_atp"] == pytest.approx(sum(used.values()))
        assert population["atp_per_second"] == pytest.approx(sum(used.values()) / 0.43)
        total += sum(used.values())
    assert energy["populations"]["time"]["atp_per_spike"] is None
    assert energy["all"]["joules"] == pytest.approx(total * 8.3e-20)
    # The stretches of the time course add up to what was counted at its end.
    power = finished.ledger.power("E")
    spent = sum(power["action_potentials"] * np.diff(finished.ledger.edges()) / 1000)
    assert spent == pytest.approx(float(finished.ledger.spikes["E"][-1]) * constants["spike"])


def test_measures_of_six_numbers():
    """Oracle: the formulas, evaluated by hand for 0, 0, 0, 1, 2, 5."""
    numbers = np.array([0, 5, 0, 1, 0, 2])
    found = {name: measure(numbers) for name, measure in sparseness.MEASURES.items()}
    assert found == pytest.approx({"active_fraction": 0.5, "treves_rolls": 64 / 180, "vinje_gallant": 0.773333,
                                   "hoyer": 0.682237, "gini": 2 / 3, "kurtosis": 0.057075}, abs=1e-6)
    assert all(np.isnan(measure(np.zeros(4))) for name, measure in sparseness.MEASURES.items()
               if name != "active_fraction")


def test_pictures_show_what_there_is(finished):
    """Bars as long as the numbers, one panel for each thing."""
    from engram import energy_panels, figure, measures

    page = figure.draw(finished, measures.compute(finished))
    axes = {each.get_title(loc="left") or each.get_title(): each for each in page.axes}
    for title in ("Energy per neuron", "Energy per spike", "Energy over time", "Active fraction", "Gini index"):
        assert title in axes
    populations = finished.summary["energy"]["populations"]
    ends = [max(bar.get_x() + bar.get_width() for bar in axes["Energy per neuron"].patches if abs(
        bar.get_y() + bar.get_height() / 2 - row) < 0.1) for row in range(len(populations))]
    assert ends == pytest.approx([p["total_atp"] / p["neuron_seconds"] for p in populations.values()])
    assert any("silent" in text.get_text() for text in axes["Energy per spike"].texts)
    lines = axes["Gini index"].lines
    assert len(lines) == 3 and np.array_equal(lines[0].get_ydata(), finished.ledger.sparseness["E"]["gini"])
    assert set(energy_panels.COLOURS) == set(ledgers.COMPONENTS)

"""Rates, CV and correlations of trains whose statistics follow from how they are drawn."""

import numpy as np
import pytest

import synthetic_run
from engram import spike_statistics as statistics

WINDOW = (500.0, 20_500.0)


def test_rate_is_spikes_per_neuron_and_second():
    assert statistics.mean_rate(spikes=300, neurons=50, duration_ms=2000) == pytest.approx(3.0)


@pytest.mark.parametrize("neurons, duration", [(0, 1000.0), (10, 0.0)])
def test_rate_of_nothing_is_not_a_number(neurons, duration):
    assert np.isnan(statistics.mean_rate(0, neurons, duration))


def test_cv_of_known_intervals():
    # Intervals 1, 3, 2 of neuron 7: mean 2, variance 2/3. Neuron 3 spikes too rarely to count.
    times = np.array([0.0, 1.0, 4.0, 6.0, 2.0, 5.0])
    ids = np.array([7, 7, 7, 7, 3, 3])
    assert statistics.cv_isi(times, ids) == pytest.approx([np.sqrt(2 / 3) / 2])


def test_cv_does_not_depend_on_the_order_of_spikes():
    rng = np.random.default_rng(0)
    times, ids = synthetic_run.poisson_trains(20, 10.0, WINDOW, rng)
    shuffled = rng.permutation(times.size)
    expected = statistics.cv_isi(times, ids)
    assert statistics.cv_isi(times[shuffled], ids[shuffled]) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("shape", [1.0, 4.0])
def test_cv_of_gamma_trains(shape):
    rng = np.random.default_rng(1)
    times, ids = synthetic_run.gamma_trains(100, 20.0, shape, WINDOW, rng)
    found = statistics.cv_isi(times, ids)
    assert found.size == 100
    # 400 intervals per neuron bias the estimate by less than 1 %, the mean of 100 scatters less.
    assert found.mean() == pytest.approx(1 / np.sqrt(shape), rel=0.02)


def test_cv_needs_three_spikes():
    assert statistics.cv_isi(np.array([1.0, 2.0]), np.array([0, 0])).size == 0
    assert statistics.cv_isi(np.array([1.0, 2.0, 3.0]), np.array([0, 0, 0])).size == 1


@pytest.mark.parametrize("common", [0.0, 0.2])
def test_correlation_of_trains_with_common_spikes(common):
    rng = np.random.default_rng(2)
    times, ids = synthetic_run.poisson_trains(60, 20.0, WINDOW, rng, common)
    found = statistics.pairwise_correlations(times, ids, WINDOW)
    assert found.size == 60 * 59 // 2
    # One pair scatters by 1/sqrt(10,000 bins) = 0.01; the shared train adds 1/sqrt(80 spikes) of it.
    assert found.mean() == pytest.approx(common, abs=0.03)
    if common == 0:
        assert found.std() == pytest.approx(0.01, rel=0.1)


def test_correlation_of_equal_and_opposite_trains():
    times = np.array([1.0, 1.0, 3.0, 5.0, 5.0, 7.0])
    ids = np.array([0, 1, 2, 0, 1, 2])
    found = statistics.pairwise_correlations(times, ids, (0.0, 8.0))
    assert found == pytest.approx([1.0, -1.0, -1.0])


def test_correlation_draws_at_most_the_asked_number_and_always_the_same():
    rng = np.random.default_rng(3)
    times, ids = synthetic_run.poisson_trains(50, 20.0, (0.0, 1000.0), rng)
    first = statistics.pairwise_correlations(times, ids, (0.0, 1000.0), max_neurons=10)
    again = statistics.pairwise_correlations(times, ids, (0.0, 1000.0), max_neurons=10)
    assert first.size == 45
    assert np.array_equal(first, again)


def test_a_spike_at_the_end_of_a_bin_belongs_to_it():
    # Bins (0, 2], (2, 4]: spikes at 0.1 and 2.0 share the first, 2.1 is in the second.
    found = statistics.pairwise_correlations(
        np.array([0.1, 2.0, 2.1]), np.array([0, 1, 2]), (0.0, 4.0)
    )
    assert found == pytest.approx([1.0, -1.0, -1.0])


@pytest.mark.parametrize("times, ids", [([], []), ([3.0], [0])])
def test_no_pairs_no_correlations(times, ids):
    times, ids = np.array(times, float), np.array(ids, np.int64)
    assert statistics.pairwise_correlations(times, ids, (0.0, 100.0)).size == 0

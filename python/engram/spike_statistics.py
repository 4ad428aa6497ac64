"""Rates, regularity and correlations of spike trains. Plain functions of arrays."""

from __future__ import annotations

import numpy as np

#: Spikes a neuron needs before its inter-spike intervals count (three spikes make two intervals).
MIN_SPIKES_FOR_CV = 3
#: Width of the bins in which spikes are counted for correlations, ms.
CORRELATION_BIN_MS = 2.0
#: Largest number of neurons of one population whose pairs are correlated.
CORRELATION_NEURONS = 200


def mean_rate(spikes: int, neurons: int, duration_ms: float) -> float:
    """Mean rate per neuron in Hz; NaN where there are no neurons or no time has passed."""
    if neurons <= 0 or duration_ms <= 0:
        return float("nan")
    return 1000.0 * spikes / (neurons * duration_ms)


def cv_isi(times: np.ndarray, ids: np.ndarray, min_spikes: int = MIN_SPIKES_FOR_CV) -> np.ndarray:
    """Coefficient of variation of the inter-spike intervals, one per neuron that spiked enough.

    ``times`` float [spikes] in ms and ``ids`` integer [spikes] belong together, in any order. The
    standard deviation is the one with the number of intervals as divisor. Neurons with fewer than
    ``min_spikes`` spikes are left out. Returns float64 [neurons], ascending by neuron.
    """
    if times.size < 2:
        return np.empty(0)
    order = np.lexsort((times, ids))
    _, train = np.unique(ids[order], return_inverse=True)
    intervals = np.diff(times[order])
    same = train[1:] == train[:-1]
    owner, intervals = train[1:][same], intervals[same]
    count = np.bincount(owner, minlength=train[-1] + 1)
    enough = count >= max(min_spikes - 1, 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(owner, intervals, minlength=count.size) / count
        deviation = intervals - mean[owner]
        variance = np.bincount(owner, deviation**2, minlength=count.size) / count
        return (np.sqrt(variance) / mean)[enough]


def pairwise_correlations(
    times: np.ndarray,
    ids: np.ndarray,
    window_ms: tuple[float, float],
    bin_ms: float = CORRELATION_BIN_MS,
    max_neurons: int = CORRELATION_NEURONS,
) -> np.ndarray:
    """Pearson correlation of binned spike counts, one per pair of neurons.

    Only neurons that spike are taken (silent ones have no correlation), at most ``max_neurons`` of
    them, drawn with a fixed seed so that a report of the same files never changes. The last,
    incomplete bin is left out. Returns float64 [pairs]; empty where fewer than two neurons spike
    or there are fewer than two bins.
    """
    start, stop = window_ms
    bins = int(np.floor((stop - start) / bin_ms + 1e-9))
    # A spike at the end of a step belongs to the bin that ends there: bins are open on the left.
    column = np.ceil((times - start) / bin_ms - 1e-6).astype(np.int64) - 1
    inside = (column >= 0) & (column < bins)
    column, ids = column[inside], ids[inside]
    active = np.unique(ids)
    if active.size > max_neurons:
        active = np.sort(np.random.default_rng(1).choice(active, max_neurons, replace=False))
    if active.size < 2 or bins < 2:
        return np.empty(0)
    row = np.searchsorted(active, ids)
    row[row == active.size] = 0
    taken = active[row] == ids
    counts = np.zeros((active.size, bins))
    np.add.at(counts, (row[taken], column[taken]), 1.0)
    counts = counts[counts.std(axis=1) > 0]
    if counts.shape[0] < 2:
        return np.empty(0)
    return np.corrcoef(counts)[np.triu_indices(counts.shape[0], k=1)]

"""Measures of sparseness of non-negative numbers, such as spike counts. Plain functions of arrays.

All return NaN where every number is zero: silence has no sparseness. With means over the N numbers r,
see docs/energy.md for sources.
"""

from __future__ import annotations

import numpy as np


def active_fraction(r: np.ndarray) -> float:
    """Share of the numbers that are above zero."""
    return float(np.mean(np.asarray(r) > 0))


def treves_rolls(r: np.ndarray) -> float:
    """<r>^2 / <r^2>: 1 where all are equal, 1/N where one is above zero."""
    r = _floats(r)
    return float(r.mean() ** 2 / (r**2).mean()) if r.any() else np.nan


def vinje_gallant(r: np.ndarray) -> float:
    """(1 - treves_rolls) / (1 - 1/N): from 0, all equal, to 1, one above zero."""
    return (1 - treves_rolls(r)) / (1 - 1 / len(r)) if len(r) > 1 else np.nan


def hoyer(r: np.ndarray) -> float:
    """(sqrt N - L1/L2) / (sqrt N - 1), with the norms L1 and L2."""
    r = _floats(r)
    if r.size < 2 or not r.any():
        return np.nan
    root = np.sqrt(r.size)
    return float((root - r.sum() / np.sqrt((r**2).sum())) / (root - 1))


def gini(r: np.ndarray) -> float:
    """1 - 2 sum_k r_(k) / sum(r) (N - k + 1/2) / N with r ascending, k = 1..N."""
    r = np.sort(_floats(r))
    if not r.any():
        return np.nan
    places = np.arange(1, r.size + 1)
    return float(1 - 2 * np.sum(r / r.sum() * (r.size - places + 0.5) / r.size))


def kurtosis(r: np.ndarray) -> float:
    """Excess kurtosis: 0 for a normal distribution; NaN where all numbers are equal."""
    r = _floats(r)
    centred = r - r.mean()
    if not r.any() or not centred.any():
        return np.nan
    return float((centred**4).mean() / (centred**2).mean() ** 2 - 3)


#: By the names of the files.
MEASURES = {
    "active_fraction": active_fraction, "treves_rolls": treves_rolls, "vinje_gallant": vinje_gallant,
    "hoyer": hoyer, "gini": gini, "kurtosis": kurtosis,
}


def window_counts(times: np.ndarray, ids: np.ndarray, neurons: int, begin: float, window: float,
                  windows: int) -> np.ndarray:
    """Spikes of each neuron in each window, int64 [windows, neurons].

    ``times`` and ``ids`` belong together; window w holds times in (begin + w window, begin + (w + 1)
    window]: a spike belongs to the step that ends at its time. All times in ms.
    """
    # Times are whole steps: this is far above rounding and below a step.
    which = np.ceil((np.asarray(times) - begin) / window - 1e-7).astype(np.int64) - 1
    inside = (which >= 0) & (which < windows)
    counts = np.zeros((windows, neurons), np.int64)
    np.add.at(counts, (which[inside], np.asarray(ids)[inside].astype(np.int64)), 1)
    return counts


def mean_of(measure, counts: np.ndarray) -> float:
    """Mean of a measure over the rows for which it is defined; NaN where there is none."""
    values = np.array([measure(row) for row in counts])
    values = values[~np.isnan(values)]
    return float(values.mean()) if values.size else np.nan


def _floats(r: np.ndarray) -> np.ndarray:
    return np.asarray(r, np.float64)

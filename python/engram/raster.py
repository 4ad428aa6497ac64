"""The raster: when a sample of the neurons spiked."""

from __future__ import annotations

import numpy as np

from engram.results import Results
from engram.style import COLOURS, label_rows, note

#: Neurons drawn in all; each population gets its share.
ROWS = 3000
#: Height no band falls below, as a fraction of the panel (as long as there are few populations).
MIN_SHARE = 0.025
#: Longest stretch of time drawn, ms.
LONGEST_MS = 500.0


def draw(axes, run: Results, kinds: dict[str, str]) -> None:
    """Draws the end of the run: populations from top to bottom in the order of the experiment."""
    start, stop = _window(run)
    shares = band_shares([p.size for p in run.populations])
    top = 0.0
    centres, anything = [], False
    for number, (population, share) in enumerate(zip(run.populations, shares)):
        spikes = run.spikes[population.name]
        rows = max(1, int(round(share * ROWS)))
        times, heights = sample(spikes.times, spikes.ids, population.size, rows, (start, stop))
        if number % 2:
            axes.axhspan(top, top + share, color="#f3f3f3", linewidth=0, zorder=0)
        axes.plot(
            times,
            top + share * (0.03 + 0.94 * heights),
            linestyle="none",
            marker="o",
            markersize=1.1,
            markeredgewidth=0,
            color=COLOURS[kinds[population.name]],
            rasterized=True,
        )
        anything = anything or times.size > 0
        centres.append(top + share / 2)
        top += share
    if not anything:
        note(axes, "no spikes recorded")
    axes.set_xlim(start, stop if stop > start else start + 1.0)
    axes.set_ylim(top or 1.0, 0.0)
    label_rows(axes, centres, [p.name for p in run.populations])
    axes.set_xlabel("model time (ms)")
    axes.set_title("Spikes of a sample of neurons, in proportion to population size")


def _window(run: Results) -> tuple[float, float]:
    start, stop = run.window_ms
    return max(start, stop - LONGEST_MS), stop


def band_shares(sizes: list[int]) -> np.ndarray:
    """Heights of the bands, adding up to one: in proportion to size, small ones raised."""
    if not sizes:
        return np.empty(0)
    weights = np.asarray(sizes, float)
    if weights.sum() == 0:
        return np.full(len(sizes), 1.0 / len(sizes))
    floor = min(MIN_SHARE, 0.5 / len(sizes))
    shares = np.maximum(weights / weights.sum(), floor)
    return shares / shares.sum()


def sample(
    times: np.ndarray, ids: np.ndarray, size: int, rows: int, window: tuple[float, float]
) -> tuple[np.ndarray, np.ndarray]:
    """Spikes of ``rows`` neurons evenly spread over the population, within ``window`` (ms).

    Where only some of the neurons were recorded, the sample is taken among those. Returns the
    times and, for each spike, its neuron's place from 0 (first) to 1 (last).
    """
    recorded = np.unique(ids)
    # Silent neurons belong in the picture as empty rows, unless most were not recorded at all.
    neurons = np.arange(size, dtype=np.uint64) if recorded.size > 0.02 * size else recorded
    if neurons.size == 0:
        return np.empty(0), np.empty(0)
    chosen = neurons[np.unique(np.linspace(0, neurons.size - 1, min(rows, neurons.size)).astype(int))]
    row = np.searchsorted(chosen, ids)
    row[row == chosen.size] = 0
    keep = (chosen[row] == ids) & (times >= window[0]) & (times <= window[1])
    return times[keep], (row[keep] + 0.5) / chosen.size

"""How weights changed: their distribution over time and traces of some synapses."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.colors import LogNorm

from engram.style import colour_bar, legend, note, sequence
from engram.weights import Traces, WeightRecording

#: Synapses drawn of a recording's traces at most.
MAX_TRACES = 12
#: Distributions drawn over each other at most.
MAX_TIMES = 4
_BINS = 60
#: Longest vectors drawn; longer ones are thinned.
_MAX_POINTS = 4000


def panels(recording: WeightRecording) -> list[Callable]:
    """Functions that draw what there is of a recording, each onto axes of its own."""
    found: list[Callable] = []
    if recording.histogram is not None:
        found.append(lambda axes: draw_distribution(axes, recording))
    if recording.snapshot_times.size or recording.histogram is not None:
        found.append(lambda axes: draw_times(axes, recording))
    if recording.has_traces:
        traces = recording.traces()
        found.append(lambda axes: draw_traces(axes, recording, traces))
        if traces.eligibility is not None:
            found.append(lambda axes: draw_eligibility(axes, recording, traces))
    return found


def draw_distribution(axes, recording: WeightRecording) -> None:
    """The histogram as an image: time from left to right, weight upwards."""
    histogram = recording.histogram
    axes.set_title(f"{recording.name}: weights over time")
    axes.set_xlabel("model time (ms)")
    axes.set_ylabel(_weight(recording))
    if histogram.times.size == 0 or not histogram.counts.any():
        note(axes, "no weights recorded")
        return
    counts = histogram.counts.T.astype(float)
    counts[counts == 0] = np.nan  # empty bins stay white
    image = axes.pcolormesh(_edges_around(histogram.times), histogram.edges, counts,
                            norm=LogNorm(1, max(2.0, np.nanmax(counts))), cmap="viridis",
                            rasterized=True)
    mean = _histogram_means(histogram)
    axes.plot(histogram.times, mean, color="white", linewidth=2.6)
    axes.plot(histogram.times, mean, color="#d55e00", linewidth=1.4, label="mean of the bins")
    colour_bar(axes, image, "synapses per bin")
    legend(axes)


def draw_times(axes, recording: WeightRecording) -> None:
    """The distribution at a few times, from snapshots or else from the histogram."""
    axes.set_title(f"{recording.name}: distribution")
    axes.set_xlabel(_weight(recording))
    axes.set_ylabel("fraction of synapses per bin")
    times, edges, counts = _distributions(recording)
    if len(times) == 0 or not np.any(counts):
        note(axes, "no weights recorded")
        return
    for time, row, colour in zip(times, counts, sequence(len(times))):
        axes.stairs(row / max(row.sum(), 1), edges, color=colour, linewidth=1.3,
                    label=f"{time:g} ms")
    axes.set_xlim(edges[0], edges[-1])
    axes.set_ylim(bottom=0)
    legend(axes, "model time")


def draw_traces(axes, recording: WeightRecording, traces: Traces) -> None:
    """Weights of some of the traced synapses."""
    axes.set_title(f"{recording.name}: chosen synapses")
    axes.set_ylabel(_weight(recording))
    _lines(axes, traces.times, traces.weights)


def draw_eligibility(axes, recording: WeightRecording, traces: Traces) -> None:
    """Eligibility traces of the same synapses."""
    axes.set_title(f"{recording.name}: eligibility")
    unit = f" ({traces.eligibility_unit})" if traces.eligibility_unit else ""
    axes.set_ylabel(f"eligibility{unit}")
    _lines(axes, traces.times, traces.eligibility)


def _lines(axes, times: np.ndarray, values: np.ndarray) -> None:
    axes.set_xlabel("model time (ms)")
    if not values.size:
        note(axes, "no values recorded")
        return
    every = max(1, -(-times.size // _MAX_POINTS))
    chosen = np.unique(np.linspace(0, values.shape[1] - 1, MAX_TRACES).astype(int))
    for column, colour in zip(chosen, sequence(chosen.size)):
        axes.plot(times[::every], values[::every, column], color=colour, linewidth=0.9)
    if times.size > 1:
        axes.set_xlim(times[0], times[-1])
    shown = f"{chosen.size} of {values.shape[1]}" if chosen.size < values.shape[1] else ""
    if shown:
        axes.text(1.0, 1.02, shown, transform=axes.transAxes, fontsize=8, ha="right", color="#666666")


def _weight(recording: WeightRecording) -> str:
    return f"weight ({recording.unit})" if recording.unit else "weight"


def _edges_around(times: np.ndarray) -> np.ndarray:
    """Edges of the columns of an image, in the middle between neighbouring times."""
    if times.size == 1:
        return np.array([times[0] - 0.5, times[0] + 0.5])
    middle = 0.5 * (times[1:] + times[:-1])
    return np.concatenate([[2 * times[0] - middle[0]], middle, [2 * times[-1] - middle[-1]]])


def _histogram_means(histogram) -> np.ndarray:
    centres = 0.5 * (histogram.edges[1:] + histogram.edges[:-1])
    total = histogram.counts.sum(axis=1).astype(float)
    total[total == 0] = np.nan
    return histogram.counts @ centres / total


def _distributions(recording: WeightRecording) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A few times, edges, and counts [times, bins]."""
    if not recording.snapshot_times.size:
        histogram = recording.histogram
        chosen = _few(histogram.times.size)
        return histogram.times[chosen], histogram.edges, histogram.counts[chosen]
    chosen = _few(recording.snapshot_times.size)
    edges = _snapshot_edges(recording, chosen)
    counts = np.array([
        sum((np.histogram(piece, edges)[0] for piece in recording.snapshot_pieces(number)),
            np.zeros(edges.size - 1, int))
        for number in chosen
    ])
    return recording.snapshot_times[chosen], edges, counts


def _few(number: int) -> np.ndarray:
    return np.unique(np.linspace(0, number - 1, min(number, MAX_TIMES)).astype(int))


def _snapshot_edges(recording: WeightRecording, chosen: np.ndarray) -> np.ndarray:
    if recording.histogram is not None:
        return recording.histogram.edges
    low, high = np.inf, -np.inf
    for number in chosen:
        for piece in recording.snapshot_pieces(number):
            low, high = min(low, piece.min()), max(high, piece.max())
    if not low < high:
        centre = low if np.isfinite(low) else 0.0
        low, high = centre - 0.5, centre + 0.5
    return np.linspace(low, high, _BINS + 1)

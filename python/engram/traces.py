"""Recorded state variables over time."""

from __future__ import annotations

import numpy as np

from engram.recordings import StateRecording
from engram.style import COLOURS

#: Recordings drawn at most; the rest stay in their files.
MAX_PANELS = 6
_MAX_NEURONS = 5
_LONGEST_MS = 500.0


def draw(axes, recording: StateRecording, kind: str) -> None:
    """The last stretch of one recording for a few of its neurons."""
    shown = max(1, min(recording.samples, int(_LONGEST_MS / max(recording.interval, 1e-9))))
    samples = slice(max(0, recording.samples - shown), recording.samples)
    neurons = slice(0, min(_MAX_NEURONS, recording.ids.size))
    values = recording.read(neurons, samples)
    times = recording.times[samples]
    for column in range(values.shape[1]):
        axes.plot(times, values[:, column], color=COLOURS[kind], linewidth=0.7,
                  alpha=1.0 - 0.15 * column)
    unit = f" ({recording.unit})" if recording.unit else ""
    axes.set_title(f"{recording.population}: {recording.variable}")
    axes.set_ylabel(f"{recording.variable}{unit}")
    axes.set_xlabel("model time (ms)")
    if times.size > 1:
        axes.set_xlim(times[0], times[-1])
    if not np.all(np.isfinite(values)):
        axes.text(0.02, 0.9, "values that are not finite are left out", transform=axes.transAxes,
                  fontsize=7)

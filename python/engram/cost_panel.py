"""Where the wall time of the run went."""

from __future__ import annotations

import numpy as np

from engram.results import Results
from engram.style import PHASE, note

_PHASES = (
    "update", "deliver", "exchange", "wait", "plasticity", "fields", "record", "checkpoint",
)


def draw(axes, run: Results) -> None:
    """Seconds per phase (mean over threads), and their share of the time spent simulating."""
    phases = run.summary.get("phase_seconds") or {}
    names = [p for p in _PHASES if p in phases] + sorted(set(phases) - set(_PHASES))
    names = [p for p in names if phases[p]]  # a phase that took no time was not part of the run
    axes.set_title("Time per phase")
    axes.set_xlabel("wall time (s), mean over threads")
    if not names:
        note(axes, "no phase times recorded")
        axes.set_yticks([])
        return
    seconds = np.array([float(phases[p]) for p in names])
    total = float(run.summary.get("simulate_seconds") or 0.0)
    rows = np.arange(len(names))
    axes.barh(rows, seconds, height=0.68, color=PHASE)
    longest = max(seconds.max(), 1e-9)
    for row, value in zip(rows, seconds):
        share = f" ({100 * value / total:.1f} %)" if total > 0 else ""
        axes.text(value + 0.015 * longest, row, f"{_seconds(value)}{share}", va="center", fontsize=8)
    axes.set_xlim(0, 1.55 * longest)
    axes.set_yticks(rows)
    axes.set_yticklabels(names)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(names) - 0.4, -0.6)


def _seconds(value: float) -> str:
    if value >= 100:
        return f"{value:.0f} s"
    if value >= 1:
        return f"{value:.2f} s"
    return f"{1000 * value:.3g} ms"

"""The report as text."""

from __future__ import annotations

import math

from engram import spike_statistics as statistics
from engram.measures import PopulationNumbers
from engram.results import Results

_HEADINGS = ("population", "neurons", "rate/Hz", "published", "difference", "CV of ISI", "correlation")


_LEARNING_HEADINGS = ("plastic projection", "synapses", "mean weight", "std", "sum of |changes|")


def text(run: Results, numbers: list[PopulationNumbers]) -> str:
    """A table of all populations, with the source of the published figures and the criteria; below,
    one of the projections that learnt, if there are any."""
    lines = aligned([_HEADINGS] + [_row(n) for n in numbers]) + _notes(run)
    learnt = run.summary.get("plasticity") or []
    if learnt:
        lines += [""] + aligned([_LEARNING_HEADINGS] + [_learning_row(p) for p in learnt])
    return "\n".join(lines)


def aligned(rows: list[tuple[str, ...]]) -> list[str]:
    """Lines of equal columns, the first row underlined."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = ["  ".join(_cell(cell, widths[i], i) for i, cell in enumerate(row)) for row in rows]
    return [lines[0], "  ".join("-" * width for width in widths), *lines[1:]]


def _learning_row(learnt: dict) -> tuple[str, ...]:
    def weight(name: str) -> str:
        value = learnt.get(name)
        return "-" if value is None else f"{value:.4g} {learnt.get('unit', '')}".rstrip()

    name = f"{learnt.get('source')} to {learnt.get('target')}: {learnt.get('model')}"
    return (name, f"{learnt.get('synapses', 0):,}", weight("mean_weight"), weight("std_weight"),
            weight("weight_change"))


def _row(n: PopulationNumbers) -> tuple[str, ...]:
    difference = "-" if math.isnan(n.rate_difference) else f"{100 * n.rate_difference:+.1f} %"
    return (
        n.population.name,
        f"{n.population.size:,}",
        _figure(n.rate, 3),
        _figure(n.published_rate, 3),
        difference,
        _figure(n.cv, 3),
        _figure(n.correlation, 4),
    )


def _figure(value: float, digits: int) -> str:
    return "-" if math.isnan(value) else f"{value:.{digits}f}"


def _cell(value: str, width: int, column: int) -> str:
    return value.ljust(width) if column == 0 else value.rjust(width)


def _notes(run: Results) -> list[str]:
    start, stop = run.window_ms
    notes = [f"over {(stop - start) / 1000:g} s of model time after {start / 1000:g} s of warm-up"]
    source = run.reference.get("source")
    if source:
        notes.append(f"published: {source}")
    notes.append(
        f"CV: mean over neurons with {statistics.MIN_SPIKES_FOR_CV} or more spikes; correlation: mean "
        f"over pairs of up to {statistics.CORRELATION_NEURONS} spiking neurons, "
        f"{statistics.CORRELATION_BIN_MS:g} ms bins"
    )
    if run.interrupted:
        notes.append("this run was interrupted before its end")
    return notes

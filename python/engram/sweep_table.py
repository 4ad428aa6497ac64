"""The points of a sweep as text."""

from __future__ import annotations

import math

from engram import energy_optimum
from engram.points import Sweep, key
from engram.table import aligned


def text(sweep: Sweep) -> str:
    """A line for each point: what it sets and what came of it."""
    paths = [path for axis in sweep.axes for path in axis]
    short = short_names(paths)
    rows = [("point", *(short[path] for path in paths), *sweep.figures)]
    for row, point in enumerate(sweep.points):
        mark = "*" if point.interrupted else ""
        rows.append((f"{point.number}{mark}", *(key(point.values.get(path)) for path in paths),
                     *(_figure(numbers[row]) for numbers in sweep.figures.values())))
    return "\n".join(aligned(rows) + _notes(sweep, short) + energy_optimum.lines(energy_optimum.curves(sweep)))


def as_json(sweep: Sweep) -> dict:
    """The same for programs; what does not exist is null."""
    return {
        "name": sweep.name,
        "missing_points": sweep.missing,
        "points": [
            {"point": point.number, "values": point.values, "interrupted": point.interrupted,
             "figures": {name: None if math.isnan(numbers[row]) else numbers[row]
                         for name, numbers in sweep.figures.items()}}
            for row, point in enumerate(sweep.points)
        ],
        "energy_optimum": [
            {"population": curve.population, "points": curve.label, "r": curve.ratio, "activity": curve.optimum,
             "analytic_activity": curve.expected}
            for curve in energy_optimum.curves(sweep)
        ],
    }


def short_names(paths: list[str]) -> dict[str, str]:
    """The last parts of each path, as many as tell it from the others."""
    names = {}
    for path in paths:
        parts = path.split(".")
        for count in range(1, len(parts) + 1):
            name = ".".join(parts[-count:])
            if sum(other == name or other.endswith("." + name) for other in paths) == 1:
                break
        names[path] = name
    return names


def _figure(number: float) -> str:
    if math.isnan(number):
        return "-"
    return f"{number:,.0f}" if number == int(number) and abs(number) >= 1000 else f"{number:.4g}"


def _notes(sweep: Sweep, short: dict[str, str]) -> list[str]:
    notes = [f"{name}: {path}" for path, name in short.items() if name != path]
    if any(point.interrupted for point in sweep.points):
        notes.append("*: interrupted before its end")
    if sweep.missing:
        listed = ", ".join(map(str, sweep.missing[:20])) + (", ..." if len(sweep.missing) > 20 else "")
        notes.append(f"{len(sweep.missing)} of {sweep.expected} points have no results: {listed}")
    return notes

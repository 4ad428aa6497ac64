"""Draws what came of the points of a sweep over what was swept."""

from __future__ import annotations

import math
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402  (the backend is chosen first)

from engram import energy_optimum, style  # noqa: E402
from engram.points import SEED, Sweep, key  # noqa: E402
from engram.sweep_table import short_names  # noqa: E402

# Inches.
_COLUMNS = 3
_WIDTH = 14.0
_PANEL_HEIGHT = 3.1
_HEADER = 0.75
_DPI = 150
_MAX_LEGEND = 8
# A range over more than this factor is drawn on a logarithmic axis.
_LOGARITHMIC = 20.0


def save(sweep: Sweep, path: Path) -> None:
    """Draws the comparison and writes it to ``path``; its ending selects the format."""
    with plt.rc_context(style.RC):
        page = draw(sweep)
        page.savefig(path, dpi=_DPI)
        plt.close(page)


def draw(sweep: Sweep):
    """A panel for each figure, as a matplotlib figure."""
    curves = energy_optimum.curves(sweep)
    panels = len(sweep.figures) + bool(curves)
    columns = 2 if panels == 4 else _COLUMNS
    rows = max(1, -(-panels // columns))
    height = _HEADER + rows * _PANEL_HEIGHT
    page = plt.figure(figsize=(_WIDTH, height))
    grid = page.add_gridspec(rows, columns, left=0.055, right=0.985, top=1 - _HEADER / height,
                             bottom=0.55 / height, hspace=0.45, wspace=0.24)
    across, others = choose_axes(sweep)
    for number, (name, numbers) in enumerate(sweep.figures.items()):
        axes = page.add_subplot(grid[divmod(number, columns)])
        _draw_panel(axes, sweep, across, others, numbers)
        axes.set_title(name)
        if number == 0 and others:
            style.legend(axes, title=", ".join(short_names([p for a in sweep.axes for p in a])[p] for p in others))
    if curves:
        axes = page.add_subplot(grid[divmod(len(sweep.figures), columns)])
        energy_optimum.draw(axes, curves, style.sequence(len(curves)))
        axes.legend(loc="upper center", frameon=False)
    page.text(0.055, 1 - 0.3 / height, sweep.name, fontsize=15, fontweight="bold", va="center")
    page.text(0.985, 1 - 0.3 / height, _remark(sweep, across), fontsize=11, va="center", ha="right", color="#333333")
    return page


def _remark(sweep: Sweep, across: str | None) -> str:
    missing = f" of {sweep.expected}" if sweep.missing else ""
    text = f"{len(sweep.points)}{missing} points of a sweep"
    if across != SEED and any(SEED in axis for axis in sweep.axes):
        text += "; lines: means over seeds"
    return text


def choose_axes(sweep: Sweep) -> tuple[str | None, list[str]]:
    """The path drawn from left to right, which is the one with most values, numbers if possible; and those that
    tell lines apart. Seeds only repeat what the others set, unless nothing else varies."""
    paths = [axis[0] for axis in sweep.axes]
    candidates = [path for path in paths if path != SEED] or paths
    if not candidates:
        return None, []
    across = max(candidates, key=lambda path: (_is_numeric(sweep, path), len(_distinct(sweep, path))))
    return across, [path for path in candidates if path != across]


def _distinct(sweep: Sweep, path: str) -> list[str]:
    return list(dict.fromkeys(key(point.values.get(path)) for point in sweep.points))


def _is_numeric(sweep: Sweep, path: str) -> bool:
    return all(isinstance(point.values.get(path), (int, float)) and not isinstance(point.values.get(path), bool)
               for point in sweep.points)


def lines(sweep: Sweep, across: str | None, others: list[str], numbers: list[float]) -> dict:
    """For each combination of the other paths: {place on the axis: [numbers of all seeds]}."""
    numeric = across is not None and _is_numeric(sweep, across)
    names = [] if across is None or numeric else _distinct(sweep, across)
    found: dict[str, dict[float, list[float]]] = {}
    for point, number in zip(sweep.points, numbers):
        value = 0 if across is None else point.values.get(across)
        place = value if numeric or across is None else names.index(key(value))
        series = ", ".join(key(point.values.get(path)) for path in others)
        if not math.isnan(number):
            found.setdefault(series, {}).setdefault(place, []).append(number)
    return found


def _draw_panel(axes, sweep: Sweep, across: str | None, others: list[str], numbers: list[float]) -> None:
    found = lines(sweep, across, others, numbers)
    every = -(-len(found) // _MAX_LEGEND)
    for number, ((series, values), colour) in enumerate(zip(found.items(), style.sequence(len(found)))):
        places = sorted(values)
        means = [sum(values[place]) / len(values[place]) for place in places]
        axes.plot(places, means, "-o", color=colour, markersize=4, linewidth=1.4,
                  label=series if number % every == 0 else None)
        repeated = [(place, each) for place in places for each in values[place] if len(values[place]) > 1]
        if repeated:
            axes.plot(*zip(*repeated), ".", color=colour, markersize=3, alpha=0.5)
    axes.margins(x=0.06, y=0.1)
    if across is None:
        axes.set_xticks([])
        return
    axes.set_xlabel(across)
    if not _is_numeric(sweep, across):
        names = _distinct(sweep, across)
        axes.set_xticks(range(len(names)), names)
        return
    places = [point.values[across] for point in sweep.points]
    if min(places) > 0 and max(places) / min(places) > _LOGARITHMIC:
        axes.set_xscale("log")

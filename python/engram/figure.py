"""Puts the panels of a report on one page."""

from __future__ import annotations

from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402  (the backend is chosen first)

from engram import cost_panel, energy_panels, field_panels, header, panels, raster, traces  # noqa: E402
from engram import sparse_code_panels, weight_panels  # noqa: E402
from engram.kinds import EXCITATORY, INHIBITORY, UNKNOWN, population_kinds  # noqa: E402
from engram.measures import PopulationNumbers  # noqa: E402
from engram.results import Results  # noqa: E402
from engram.style import COLOURS, RC  # noqa: E402

# Inches.
_WIDTH = 14.0
_HEADER = 1.1
_MAIN_HEIGHT = 7.6
_GAP = 0.85
_TRACE_HEIGHT = 1.6
_LEARNING_HEIGHT = 2.5
_LEARNING_COLUMNS = 3
_MAX_LEARNING = 24
_FOOTER = 0.55
_DPI = 150


def save(run: Results, numbers: list[PopulationNumbers], path: Path) -> None:
    """Draws the report and writes it to ``path``; its ending selects the format."""
    with plt.rc_context(RC):
        page = draw(run, numbers)
        page.savefig(path, dpi=_DPI)
        plt.close(page)


def draw(run: Results, numbers: list[PopulationNumbers]):
    """The report as a matplotlib figure."""
    kinds = population_kinds(run)
    shown = run.recordings[: traces.MAX_PANELS]
    columns = 2 if len(shown) == 4 else max(1, min(3, len(shown)))
    trace_rows = -(-len(shown) // columns)
    learning = _learning_panels(run)
    learning_rows = -(-len(learning) // _LEARNING_COLUMNS)
    heights = [_main_height(len(run.populations))]
    heights += [_GAP, _TRACE_HEIGHT] * trace_rows + [_GAP, _LEARNING_HEIGHT] * learning_rows
    height = _HEADER + sum(heights) + _FOOTER
    page = plt.figure(figsize=(_WIDTH, height))
    grid = page.add_gridspec(
        len(heights), 1, height_ratios=heights, hspace=0, left=0.055, right=0.985,
        top=1 - _HEADER / height, bottom=_FOOTER / height,
    )
    _draw_main(page, grid[0], run, numbers, kinds)
    for number, recording in enumerate(shown):
        row, column = divmod(number, columns)
        places = grid[2 + 2 * row].subgridspec(1, columns, wspace=0.2)
        kind = kinds.get(recording.population, UNKNOWN)
        traces.draw(page.add_subplot(places[column]), recording, kind)
    for number, draw_panel in enumerate(learning):
        row, column = divmod(number, _LEARNING_COLUMNS)
        place = grid[2 + 2 * (trace_rows + row)]
        places = place.subgridspec(1, _LEARNING_COLUMNS, wspace=0.26)
        draw_panel(page.add_subplot(places[column]))
    _draw_header(page, run, height, kinds)
    return page


def _learning_panels(run: Results) -> list:
    """What there is to draw of energy, sparseness, weights and modulators, as functions of the axes."""
    found = energy_panels.panels(run)
    found += sparse_code_panels.panels(run)
    found += [panel for weights in run.weights for panel in weight_panels.panels(weights)]
    found += [panel for fields in run.fields for panel in field_panels.panels(fields)]
    return found[:_MAX_LEARNING]


def _main_height(populations: int) -> float:
    return max(_MAIN_HEIGHT, 0.28 * min(populations, 40) + 2.0)


def _draw_main(page, place, run, numbers, kinds) -> None:
    halves = place.subgridspec(1, 2, width_ratios=[1.0, 1.15], wspace=0.14)
    raster.draw(page.add_subplot(halves[0]), run, kinds)
    places = halves[1].subgridspec(2, 2, wspace=0.3, hspace=0.3)
    panels.draw_rates(page.add_subplot(places[0, 0]), run, numbers, kinds)
    panels.draw_cv(page.add_subplot(places[0, 1]), numbers, kinds)
    panels.draw_correlations(page.add_subplot(places[1, 0]), numbers, kinds)
    cost_panel.draw(page.add_subplot(places[1, 1]), run)


def _draw_header(page, run: Results, height: float, kinds: dict[str, str]) -> None:
    def y(inches: float) -> float:
        return 1 - inches / height

    name, description = header.title(run)
    written = page.text(0.055, y(0.25), name, fontsize=15, fontweight="bold", va="center")
    end = written.get_window_extent(page.canvas.get_renderer()).x1 / page.bbox.width
    page.text(end + 0.01, y(0.26), description, fontsize=11, va="center", color="#333333")
    for number, line in enumerate(header.lines(run)):
        page.text(0.055, y(0.47 + 0.17 * number), line, fontsize=9, va="center", color="#333333")
    if header.warning(run):
        page.text(0.985, y(0.47), header.warning(run), fontsize=11, fontweight="bold", va="center",
                  ha="right", color="#b00020")
    present = [k for k in (EXCITATORY, INHIBITORY) if k in kinds.values()]
    for number, kind in enumerate(reversed(present)):
        page.text(0.985 - 0.075 * number, y(0.25), f"■ {kind}", fontsize=10, va="center",
                  ha="right", color=COLOURS[kind])

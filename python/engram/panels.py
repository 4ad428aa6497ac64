"""One function per panel beside the raster. Rows follow the order of the experiment, from the top."""

from __future__ import annotations

import numpy as np

from engram import spike_statistics as statistics
from engram.measures import PopulationNumbers
from engram.results import Results
from engram.style import COLOURS, PUBLISHED, label_rows, note


def draw_rates(axes, run: Results, numbers: list[PopulationNumbers], kinds: dict[str, str]) -> None:
    """Mean rates, with the published ones and their tolerance."""
    values = [n.rate for n in numbers]
    published = [n.published_rate for n in numbers]
    tolerance = float(run.reference.get("tolerance") or 0.0)
    _bars(axes, numbers, values, published, kinds, tolerance)
    axes.set_xlabel("mean rate per neuron (Hz)")
    axes.set_title("Rates")


def draw_cv(axes, numbers: list[PopulationNumbers], kinds: dict[str, str]) -> None:
    """Mean coefficient of variation of the inter-spike intervals."""
    _bars(axes, numbers, [n.cv for n in numbers], [n.published_cv for n in numbers], kinds, 0.0)
    axes.set_xlabel(f"CV, mean over neurons with ≥ {statistics.MIN_SPIKES_FOR_CV} spikes")
    axes.set_title("CV of inter-spike intervals")


def _bars(axes, numbers, values, published, kinds, tolerance: float) -> None:
    rows = np.arange(len(numbers))
    if not np.any(np.isfinite(values)):
        note(axes, "no figures")
    colours = [COLOURS[kinds[n.population.name]] for n in numbers]
    axes.barh(rows, np.nan_to_num(values), height=0.68, color=colours, alpha=0.75)
    published = np.asarray(published, float)
    known = np.isfinite(published)
    if known.any():
        label = "published"
        if tolerance > 0:
            label += f" ± {100 * tolerance:g} %"
        axes.errorbar(
            published[known],
            rows[known],
            xerr=tolerance * published[known] if tolerance > 0 else None,
            linestyle="none",
            marker="D",
            markersize=4,
            color=PUBLISHED,
            ecolor=PUBLISHED,
            elinewidth=1,
            capsize=2.5,
            label=label,
        )
    _extend(axes, values, published * (1 + tolerance))
    _rows(axes, numbers)
    if known.any():
        axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), borderpad=0, handletextpad=0.3)


def _extend(axes, *series) -> None:
    joined = np.concatenate([np.asarray(s, float) for s in series])
    finite = joined[np.isfinite(joined)]
    axes.set_xlim(0, 1.08 * finite.max() if finite.size and finite.max() > 0 else 1.0)


def _rows(axes, numbers: list[PopulationNumbers]) -> None:
    label_rows(axes, range(len(numbers)), [n.population.name for n in numbers])
    axes.set_ylim(max(len(numbers), 1) - 0.4, -0.6)


def draw_correlations(axes, numbers: list[PopulationNumbers], kinds: dict[str, str]) -> None:
    """Distribution of pairwise correlations: one small histogram per population, mean marked."""
    pooled = [n.correlations for n in numbers if n.correlations.size]
    _rows(axes, numbers)
    axes.set_xlabel(
        f"coefficient in {statistics.CORRELATION_BIN_MS:g} ms bins; height: log of pairs"
    )
    axes.set_title("Pairwise correlations")
    if not pooled:
        note(axes, "fewer than two spiking neurons")
        return
    low, high = np.percentile(np.concatenate(pooled), [0.0, 99.5])
    margin = 0.04 * (high - low) or 0.01
    edges = np.linspace(low - margin, high + margin, 81)
    for row, n in enumerate(numbers):
        _histogram(axes, row, n, edges, COLOURS[kinds[n.population.name]])
    axes.axvline(0.0, color="#999999", linewidth=0.8, zorder=0)
    axes.set_xlim(edges[0], edges[-1])
    marker = axes.plot([], [], "|", color=PUBLISHED, markersize=8, label="mean")
    axes.legend(handles=marker, loc="lower right", bbox_to_anchor=(1.0, 1.0), borderpad=0,
                handletextpad=0.1)


def _histogram(axes, row: int, n: PopulationNumbers, edges: np.ndarray, colour: str) -> None:
    if not n.correlations.size:
        return
    counts, _ = np.histogram(n.correlations, edges)
    # Few pairs make up the tails, and the tails are what differs: hence the logarithm.
    height = 0.85 * np.log1p(counts) / np.log1p(max(counts.max(), 1))
    base = row + 0.4
    axes.fill_between(
        edges, base - np.append(height, height[-1]), base, step="post", color=colour, alpha=0.75,
        linewidth=0,
    )
    axes.plot([n.correlation] * 2, [base, base - 0.5], color=PUBLISHED, linewidth=1.3)

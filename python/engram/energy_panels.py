"""What a run costs in ATP, and how sparse its spikes are."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engram.ledger import COMPONENTS, Ledger
from engram.results import Results
from engram.style import label_rows, legend, note, sequence

#: What nobody spikes for in greys, signals in colours that colour-blind readers tell apart.
COLOURS = {
    "resting_neurons": "#9a9a9a", "resting_glia": "#bdbdbd", "housekeeping": "#dedede",
    "action_potentials": "#d55e00", "presynaptic": "#e69f00", "postsynaptic": "#0072b2",
    "recycling": "#56b4e9", "plasticity": "#009e73",
}
#: Measures drawn over time, with their labels.
SHOWN = {"active_fraction": "active fraction", "vinje_gallant": "Vinje-Gallant sparseness", "gini": "Gini index"}
_MAX_LINES = 8
_MAX_POINTS = 2000


def panels(run: Results) -> list[Callable]:
    """Functions that draw what there is, each onto axes of its own."""
    found: list[Callable] = []
    if (run.summary.get("energy") or {}).get("populations"):
        found += [lambda axes: draw_power(axes, run), lambda axes: draw_spikes(axes, run)]
    ledger = run.ledger
    if ledger is None:
        return found
    if ledger.times.size > 1:
        found.append(lambda axes: draw_power_over_time(axes, ledger))
    if ledger.window_ends.size > 1:
        found += [lambda axes, m=m: draw_sparseness(axes, run, ledger, m) for m in SHOWN]
    return found


def draw_power(axes, run: Results) -> None:
    """ATP per second and neuron of every population, by component."""
    populations = run.summary["energy"]["populations"]
    axes.set_title("Energy per neuron")
    axes.set_xlabel("ATP per second and neuron")
    _bars(axes, populations, {name: each["neuron_seconds"] for name, each in populations.items()})
    axes.set_xlim(0, 1.55 * axes.get_xlim()[1])  # room for the legend
    axes.legend(loc="center right", borderpad=0.2, handlelength=1.4)


def draw_spikes(axes, run: Results) -> None:
    """ATP per spike of every population, by component: all that it uses over all its spikes."""
    energy = run.summary["energy"]
    axes.set_title("Energy per spike")
    axes.set_xlabel("ATP per spike, all costs")
    _bars(axes, energy["populations"], {name: each["spikes"] for name, each in energy["populations"].items()})
    joules = energy["all"].get("joules")
    if joules is not None:
        axes.text(1.0, 1.02, f"{energy['constants']['name']}: {joules:.3g} J in all", transform=axes.transAxes,
                  fontsize=8, ha="right", color="#666666")


def _bars(axes, populations: dict, per: dict[str, float]) -> None:
    names = list(populations)
    rows = np.arange(len(names))
    left = np.zeros(len(names))
    divisors = np.array([float(per[name] or 0) for name in names])
    for component in COMPONENTS:
        atp = np.array([float(populations[name]["atp"].get(component) or 0) for name in names])
        if not atp.any():
            continue
        width = np.divide(atp, divisors, out=np.zeros_like(atp), where=divisors > 0)
        axes.barh(rows, width, left=left, height=0.72, color=COLOURS[component], label=component.replace("_", " "))
        left += width
    for row in rows[divisors == 0]:
        axes.text(0, row, " silent", va="center", fontsize=8, color="#666666")
    if not left.any():
        note(axes, "nothing was counted")
    axes.set_ylim(len(names) - 0.4, -0.6)
    label_rows(axes, rows, names)
    axes.ticklabel_format(axis="x", scilimits=(-2, 4), useMathText=True)


def draw_power_over_time(axes, ledger: Ledger) -> None:
    """ATP per second of the whole network over time, by component."""
    axes.set_title("Energy over time")
    axes.set_xlabel("model time (ms)")
    axes.set_ylabel("ATP per second")
    powers = [ledger.power(name) for name in ledger.neurons]
    edges = ledger.edges()
    below = np.zeros(ledger.times.size)
    for component in COMPONENTS:
        total = sum((power[component] for power in powers if component in power), np.zeros(below.size))
        if not total.any():
            continue
        axes.stairs(below + total, edges, baseline=below, fill=True, color=COLOURS[component],
                    label=component.replace("_", " "))
        below = below + total
    axes.set_xlim(edges[0], edges[-1])
    axes.set_ylim(0, None)
    axes.ticklabel_format(axis="y", scilimits=(-2, 4), useMathText=True)


def draw_sparseness(axes, run: Results, ledger: Ledger, measure: str) -> None:
    """A measure over the neurons of each population, window by window."""
    axes.set_title(f"{SHOWN[measure][0].upper()}{SHOWN[measure][1:]}")
    axes.set_xlabel("model time (ms)")
    axes.set_ylabel(f"in windows of {ledger.window:g} ms")
    names = [p.name for p in run.populations if p.name in ledger.sparseness][:_MAX_LINES]
    every = max(1, -(-ledger.window_ends.size // _MAX_POINTS))
    for name, colour in zip(names, sequence(len(names))):
        axes.plot(ledger.window_ends[::every], ledger.sparseness[name][measure][::every], color=colour,
                  linewidth=1.1, label=name)
    if not any(np.isfinite(ledger.sparseness[name][measure]).any() for name in names):
        note(axes, "no spikes")
    axes.set_xlim(ledger.window_ends[0], ledger.window_ends[-1])
    if measure == "active_fraction":
        axes.set_ylim(0, None)
        legend(axes)

"""Which activity carries most bits per joule, measured in the points of a sweep.

N neurons that either spike in a window or do not make one of C(N, n) patterns when n of them are active:
log2 C(N, n) bits. If an active neuron costs 1 + r times what a silent one costs, bits per joule are largest
at the share p = n/N of active neurons with (1 - p)^(1 + r) = p (Levy & Baxter 1996; Wang et al. 2020). Here
bits follow from counted neurons and joules from the energy ledger; the relation is only compared with.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import lgamma, log

import numpy as np

from engram.ledger import Ledger, find_ledger
from engram.points import Sweep, key

_SIGNALS = ("action_potentials", "presynaptic", "postsynaptic", "recycling")
#: Neurons are binary where so few spikes are second ones in their window.
_SECOND_SPIKES = 0.01
#: A curve needs so many points and so wide a range of activities to have an optimum that can be seen.
_POINTS, _RANGE = 5, 0.2


@dataclass(frozen=True)
class Curve:
    """Points of a sweep that differ in activity, of one population."""

    population: str
    label: str  #: what sets these points apart from other curves; may be empty
    activity: np.ndarray  #: mean share of active neurons, ascending, float64 [points]
    efficiency: np.ndarray  #: bits per joule, likewise
    ratio: float  #: r: cost of activity over fixed cost, per neuron and window

    @property
    def optimum(self) -> float:
        """Activity with most bits per joule: the top of a parabola through the points around the best, over log(p / (1 - p)),
        on which the curve is nearly symmetric."""
        best = int(np.argmax(self.efficiency))
        near = slice(max(0, best - 2), best + 3)
        if best in (0, self.activity.size - 1):
            return float(self.activity[best])
        p = self.activity[near]
        a, b, _ = np.polyfit(np.log(p / (1 - p)), self.efficiency[near], 2)
        return float(1 / (1 + np.exp(b / (2 * a))))

    @property
    def interior(self) -> bool:
        """Whether bits per joule fall on both sides of the best point."""
        return 0 < int(np.argmax(self.efficiency)) < self.activity.size - 1

    @property
    def expected(self) -> float:
        """The analytic optimum for the ratio."""
        return optimal_activity(self.ratio)


def optimal_activity(ratio: float) -> float:
    """The p with (1 - p)^(1 + ratio) = p, by bisection."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        if (1 - middle) ** (1 + ratio) > middle:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


def pattern_bits(neurons: int, active: np.ndarray) -> np.ndarray:
    """log2 of the number of patterns of ``active`` among ``neurons``."""
    return np.array([lgamma(neurons + 1) - lgamma(n + 1) - lgamma(neurons - n + 1) for n in map(int, active)]) / log(2)


def curves(sweep: Sweep) -> list[Curve]:
    """What can be measured in a sweep: a curve for each population of binary neurons whose activity varies, and
    for each combination of the values that change costs."""
    groups: dict[tuple[str, str], list[tuple[float, float, float]]] = {}
    for point in sweep.points:
        ledger = find_ledger(sweep.directory / f"point-{point.number:03d}")
        if ledger is None:
            continue
        label = ", ".join(f"{path.split('.')[-1]} {key(value)}" for path, value in point.values.items()
                          if path.startswith("energy.") and any(path in axis for axis in sweep.axes))
        for population in ledger.neurons:
            measured = _measure(ledger, point.summary, population)
            if measured is not None:
                groups.setdefault((population, label), []).append(measured)
    found = []
    for (population, label), measured in groups.items():
        activity, efficiency, ratio = np.array(sorted(measured)).T
        if activity.size >= _POINTS and np.ptp(activity) >= _RANGE:
            found.append(Curve(population, label, activity, efficiency, float(np.mean(ratio))))
    return found


def _measure(ledger: Ledger, summary: dict, population: str) -> tuple[float, float, float] | None:
    """Activity, bits per joule and cost ratio; None for neurons that are silent or not binary."""
    active = ledger.active[population].astype(np.int64)
    spikes = int(ledger.window_spikes[population].sum())
    used = summary.get("energy", {}).get("populations", {}).get(population)
    if used is None or not active.sum() or spikes > (1 + _SECOND_SPIKES) * active.sum():
        return None
    # Of the windows alone: time behind the last whole one has a cost, but no pattern.
    neurons = ledger.neurons[population]
    seconds = neurons * active.size * ledger.window / 1000
    share = seconds / used["neuron_seconds"]
    signals = sum(used["atp"][name] for name in _SIGNALS) * spikes / used["spikes"]
    fixed = sum(atp for name, atp in used["atp"].items() if name not in _SIGNALS) * share
    activity = active.mean() / neurons
    bits = pattern_bits(neurons, active).sum()
    joules = (signals + fixed) * ledger.constants["joules_per_atp"]
    return activity, bits / joules, signals / activity / fixed


def lines(found: list[Curve]) -> list[str]:
    """A sentence for each curve."""
    return [f"{curve.population}{', ' if curve.label else ''}{curve.label}: most bits per joule at an activity of "
            f"{curve.optimum:.3f}; (1 - p)^(1 + r) = p at {curve.expected:.3f} for r = {curve.ratio:.3g}"
            for curve in found]


def draw(axes, found: list[Curve], colours: list) -> None:
    """Bits per joule over activity, with the measured and the analytic optimum."""
    axes.set_title("Bits per joule")
    axes.set_xlabel("share of active neurons p")
    axes.set_ylabel("bits per joule, relative to the best")
    for curve, colour in zip(found, colours):
        best = curve.efficiency.max()
        axes.plot(curve.activity, curve.efficiency / best, "o", color=colour, markersize=4,
                  label=f"r = {curve.ratio:.3g}: best at {curve.optimum:.3f}, analytic {curve.expected:.3f}")
        p = np.linspace(curve.activity[0], curve.activity[-1], 200)
        theory = _theory(p, curve.ratio)
        axes.plot(p, theory / _theory(np.array([curve.expected]), curve.ratio), color=colour, linewidth=1.0)
        axes.axvline(curve.expected, color=colour, linewidth=0.8, linestyle="--", ymax=0.82)
    axes.set_ylim(None, 1.19)


def _theory(p: np.ndarray, ratio: float) -> np.ndarray:
    return -(p * np.log2(p) + (1 - p) * np.log2(1 - p)) / (1 + ratio * p)

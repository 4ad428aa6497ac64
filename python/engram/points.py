"""Reads the points of a sweep: the directories ``point-000``, ``point-001``, ... that runs with
``--point`` have written side by side.

    >>> from engram import points
    >>> sweep = points.load("results/sweep")
    >>> sweep.points[0].values["populations.E.params.tau_m"]
    >>> sweep.figures["rate of E/Hz"]      # one number per point
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path

from engram.results import BadResults

#: Trials: points that differ in nothing else are repetitions of each other.
SEED = "simulation.seed"


@dataclass(frozen=True)
class Point:
    """One run of a sweep."""

    number: int  #: from 0
    values: dict  #: what it sets, by path in the experiment file
    summary: dict  #: summary.json as it stands

    @property
    def interrupted(self) -> bool:
        """Whether it was ended before its time."""
        return self.summary.get("status") == "interrupted"


@dataclass(frozen=True)
class Sweep:
    """The points of a sweep that have results."""

    directory: Path
    points: list[Point]  #: by number
    expected: int  #: how many points the sweep has
    axes: list[list[str]]  #: paths that vary; those that change together share an axis
    figures: dict[str, list[float]]  #: by name with unit, one number per point, NaN where there is none

    @property
    def name(self) -> str:
        """Name of the experiment, or of the directory where it has none."""
        experiment = self.points[0].summary.get("experiment") or {}
        return experiment.get("name") or self.directory.resolve().name

    @property
    def missing(self) -> list[int]:
        """Numbers of the points without results."""
        return sorted(set(range(self.expected)) - {point.number for point in self.points})


def is_sweep(directory: str | Path) -> bool:
    """Whether a directory holds points instead of a run's results."""
    directory = Path(directory)
    return not (directory / "summary.json").exists() and any(directory.glob("point-*/summary.json"))


def load(directory: str | Path) -> Sweep:
    """Reads all points in ``directory``. Raises BadResults where a summary cannot be read or is of no
    point."""
    directory = Path(directory)
    found = [_read(path) for path in directory.glob("point-*/summary.json")]
    if not found:
        raise BadResults(f"{directory}: no folders point-000, ... with results of a sweep in it")
    found.sort(key=lambda point: point.number)
    expected = max(point.summary["sweep"].get("points", 1) for point in found)
    return Sweep(directory, found, expected, _axes(found), _figures(found))


def _read(path: Path) -> Point:
    try:
        summary = json.loads(path.read_text(encoding="utf-8"))
        sweep = summary["sweep"]
        return Point(int(sweep["point"]), dict(sweep["values"]), summary)
    except (OSError, ValueError, TypeError) as error:
        raise BadResults(f"{path}: cannot be read: {error}") from error
    except KeyError:
        raise BadResults(f"{path}: is not of a point of a sweep") from None


def _axes(found: list[Point]) -> list[list[str]]:
    axes: list[list[str]] = []
    for path in found[0].values:
        column = [key(point.values.get(path)) for point in found]
        if len(set(column)) < 2:
            continue
        for axis in axes:
            other = [key(point.values.get(axis[0])) for point in found]
            if len(set(zip(column, other))) == len(set(column)) == len(set(other)):
                axis.append(path)
                break
        else:
            axes.append([path])
    return axes


def key(value) -> str:
    """Text by which swept values are compared and shown: they may be maps or lists."""
    return value if isinstance(value, str) else json.dumps(value)


def _figures(found: list[Point]) -> dict[str, list[float]]:
    """Rates, spikes, mean weights of what learns, and what it cost: energy and time."""
    table: dict[str, list[float]] = {}

    def add(name: str, get) -> None:
        numbers = [_number(get(point.summary)) for point in found]
        if not all(math.isnan(number) for number in numbers):
            table[name] = numbers

    for population in dict.fromkeys(name for p in found for name in p.summary.get("rates_hz") or {}):
        add(f"rate of {population}/Hz", lambda s, n=population: (s.get("rates_hz") or {}).get(n))
    add("spikes", lambda summary: summary.get("spike_count"))
    # Short-term plasticity leaves weights as they are.
    learnt = dict.fromkeys(_learnt_name(each) for p in found for each in p.summary.get("plasticity") or []
                           if each.get("weight_change") != 0)
    for name in learnt:
        add(name, lambda s, n=name: next((each.get("mean_weight") for each in s.get("plasticity") or []
                                          if _learnt_name(each) == n), None))
    add("power/W", lambda summary: _power(summary))
    add("real-time factor", lambda summary: summary.get("real_time_factor"))
    return table


def _power(summary: dict):
    joules, seconds = ((summary.get("energy") or {}).get("all") or {}).get("joules"), summary.get("model_seconds")
    return joules / seconds if joules is not None and seconds else None


def _learnt_name(learnt: dict) -> str:
    unit = f"/{learnt['unit']}" if learnt.get("unit") else ""
    return f"mean weight {learnt.get('source')} to {learnt.get('target')}{unit}"


def _number(value) -> float:
    return float(value) if isinstance(value, (int, float)) else math.nan

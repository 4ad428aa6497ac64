"""The figures of a report, computed once for the picture, the table and report.json."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engram import spike_statistics as statistics
from engram.results import Population, Results


@dataclass(frozen=True)
class PopulationNumbers:
    """Figures of one population; NaN where there is nothing to compute them from."""

    population: Population
    rate: float  #: Hz, mean over neurons and the recorded time
    published_rate: float  #: Hz
    cv: float  #: mean over neurons with enough spikes
    cv_neurons: int  #: how many of them there are
    published_cv: float
    cv_all: np.ndarray  #: float64 [cv_neurons]
    correlations: np.ndarray  #: float64 [pairs]

    @property
    def rate_difference(self) -> float:
        """Relative difference of the rate from the published one."""
        if not self.published_rate > 0:
            return float("nan")
        return self.rate / self.published_rate - 1.0

    @property
    def correlation(self) -> float:
        """Mean correlation over pairs."""
        return float(self.correlations.mean()) if self.correlations.size else float("nan")


def compute(run: Results) -> list[PopulationNumbers]:
    """The figures of every population, in the order of the experiment."""
    return [_population(run, population) for population in run.populations]


def _population(run: Results, population: Population) -> PopulationNumbers:
    name = population.name
    spikes = run.spikes[name]
    start, stop = run.window_ms
    # The program counts every spike; the file may hold those of a sample only.
    rate = (run.summary.get("rates_hz") or {}).get(name)
    if rate is None:
        rate = statistics.mean_rate(spikes.times.size, population.size, stop - start)
    cv_all = statistics.cv_isi(spikes.times, spikes.ids)
    return PopulationNumbers(
        population=population,
        rate=float(rate),
        published_rate=_published(run, "rates_hz", name),
        cv=float(cv_all.mean()) if cv_all.size else float("nan"),
        cv_neurons=int(cv_all.size),
        published_cv=_published(run, "cv_isi", name),
        cv_all=cv_all,
        correlations=statistics.pairwise_correlations(spikes.times, spikes.ids, (start, stop)),
    )


def _published(run: Results, what: str, name: str) -> float:
    value = (run.reference.get(what) or {}).get(name)
    return float("nan") if value is None else float(value)


def as_json(run: Results, numbers: list[PopulationNumbers]) -> dict:
    """What report.json holds: plain numbers, null where a figure is missing."""
    return {
        "name": run.name,
        "window_ms": list(run.window_ms),
        "interrupted": run.interrupted,
        "reference": run.reference.get("source"),
        "cv_min_spikes": statistics.MIN_SPIKES_FOR_CV,
        "correlation_bin_ms": statistics.CORRELATION_BIN_MS,
        "correlation_max_neurons": statistics.CORRELATION_NEURONS,
        "populations": {
            n.population.name: {
                "size": n.population.size,
                "rate_hz": _number(n.rate),
                "published_rate_hz": _number(n.published_rate),
                "rate_difference": _number(n.rate_difference),
                "cv_isi": _number(n.cv),
                "cv_neurons": n.cv_neurons,
                "published_cv_isi": _number(n.published_cv),
                "correlation_mean": _number(n.correlation),
                "correlation_pairs": int(n.correlations.size),
            }
            for n in numbers
        },
    }


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None

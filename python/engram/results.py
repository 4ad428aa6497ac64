"""Reads a directory of results: ``summary.json``, ``spikes.h5``, and what else was recorded.

    >>> from engram import results
    >>> run = results.load("results/microcircuit")
    >>> run.spikes["L4E"].times    # ms, ascending
    >>> run.spikes["L4E"].ids      # neuron within the population, one per spike
    >>> run.summary["rates_hz"]["L4E"]
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import h5py
import numpy as np

from engram.fields import FieldRecording, find_fields
from engram.ledger import Ledger, find_ledger
from engram.recordings import StateRecording, find_recordings
from engram.weights import WeightRecording, find_weights


class BadResults(Exception):
    """The directory does not hold results that can be read; the text says what is wrong."""


@dataclass(frozen=True)
class Population:
    """A population of the network."""

    name: str
    model: str  #: name of the neuron model, "" if the summary does not say
    size: int  #: number of neurons


@dataclass(frozen=True)
class Spikes:
    """Recorded spikes of one population; entry k of both arrays is spike k."""

    times: np.ndarray  #: float64 [spikes], ms since the start of the simulation, ascending
    ids: np.ndarray  #: uint64 [spikes], index of the neuron within its population, from 0


NO_SPIKES = Spikes(np.empty(0, np.float64), np.empty(0, np.uint64))


@dataclass(frozen=True)
class Results:
    """Everything one run wrote."""

    directory: Path
    summary: dict  #: summary.json as it stands
    populations: list[Population]  #: in the order of the experiment file
    spikes: dict[str, Spikes]  #: by population; populations without recorded spikes are empty
    recordings: list[StateRecording] = field(default_factory=list)  #: read from disk on demand
    experiment: dict = field(default_factory=dict)  #: the experiment as it was run
    weights: list[WeightRecording] = field(default_factory=list)  #: of plastic synapses
    fields: list[FieldRecording] = field(default_factory=list)  #: of modulators
    ledger: Ledger | None = None  #: energy and sparseness over time

    @property
    def name(self) -> str:
        """Name of the experiment, or of the directory where it has none."""
        return self.experiment.get("name") or self.directory.resolve().name

    @property
    def window_ms(self) -> tuple[float, float]:
        """Start and end of the recorded part of the run, ms since the start of the simulation."""
        settings = self.experiment.get("simulation") or {}
        start = float(settings.get("warmup") or 0.0)
        recorded = self.summary.get("model_seconds")
        if recorded is not None:
            return start, start + 1000.0 * float(recorded)
        last = max((s.times[-1] for s in self.spikes.values() if s.times.size), default=start)
        return start, float(last)

    @property
    def interrupted(self) -> bool:
        """Whether the run was ended before its time; what it wrote until then is complete."""
        return self.summary.get("status") == "interrupted"

    @property
    def reference(self) -> dict:
        """Published figures given in the experiment file: source, rates_hz, cv_isi, tolerance."""
        return self.experiment.get("reference") or {}


def load(directory: str | Path) -> Results:
    """Reads the results in ``directory``.

    Raises BadResults where the directory is missing, holds no ``summary.json``, or a file in it
    cannot be read. Missing spikes and other recordings are no error.
    """
    directory = Path(directory)
    summary = _read_summary(directory)
    experiment = summary.get("experiment")
    experiment = experiment if isinstance(experiment, dict) else {}
    try:
        spikes = _read_spikes(directory / "spikes.h5")
        recordings = find_recordings(directory)
        weights = find_weights(directory)
        fields = find_fields(directory)
        ledger = find_ledger(directory)
    except (OSError, KeyError) as error:
        raise BadResults(f"{directory}: a result file cannot be read: {error}") from error
    populations = _populations(experiment, spikes)
    for population in populations:
        spikes.setdefault(population.name, NO_SPIKES)
    return Results(directory, summary, populations, spikes, recordings, experiment, weights, fields, ledger)


def _read_summary(directory: Path) -> dict:
    path = directory / "summary.json"
    if not directory.is_dir():
        raise BadResults(f"{directory}: there is no such directory; give one written by 'engram run'")
    try:
        summary = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadResults(
            f"{directory}: no summary.json in it, so it holds no finished run; "
            "give a directory written by 'engram run'"
        ) from None
    except (OSError, ValueError) as error:
        raise BadResults(f"{path}: cannot be read: {error}") from error
    if not isinstance(summary, dict):
        raise BadResults(f"{path}: holds no JSON object")
    return summary


def _populations(experiment: dict, spikes: dict[str, Spikes]) -> list[Population]:
    """From the experiment, else from the names in the spikes file."""
    described = experiment.get("populations")
    if isinstance(described, dict):
        return [
            Population(name, p.get("model", ""), int(p["size"])) for name, p in described.items()
        ]
    return [
        Population(name, "", int(s.ids.max()) + 1 if s.ids.size else 0)
        for name, s in spikes.items()
    ]


def _read_spikes(path: Path) -> dict[str, Spikes]:
    if not path.exists():
        return {}
    spikes = {}
    with h5py.File(path, "r") as file:
        for name, group in file.get("spikes", {}).items():
            times = group["timestamps"][:].astype(np.float64)
            ids = group["node_ids"][:].astype(np.uint64)
            if times.size and np.any(np.diff(times) < 0):
                order = np.lexsort((ids, times))
                times, ids = times[order], ids[order]
            spikes[name] = Spikes(times, ids)
    return spikes

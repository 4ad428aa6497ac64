"""Weights of plastic synapses, recorded over time: ``weights.h5``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import h5py
import numpy as np

_PIECE = 1 << 22


@dataclass(frozen=True)
class Synapses:
    """Which synapses a list holds; entry k of every array is synapse k."""

    source: np.ndarray  #: uint64, index within the source population
    target: np.ndarray  #: uint64, index within the target population
    projection: np.ndarray  #: uint32, position in the experiment's list of projections
    ordinal: np.ndarray  #: uint32, among those with the same projection, source and target
    delay: np.ndarray  #: float32, ms


@dataclass(frozen=True)
class Traces:
    """Weights of some synapses over time."""

    synapses: Synapses
    times: np.ndarray  #: float64 [times], ms
    weights: np.ndarray  #: float32 [times, synapses]
    eligibility: np.ndarray | None  #: likewise; None where the synapses have no such trace
    eligibility_unit: str = ""


@dataclass(frozen=True)
class Histogram:
    """How many weights lie where, over time."""

    edges: np.ndarray  #: float64 [bins + 1]
    times: np.ndarray  #: float64 [times], ms
    counts: np.ndarray  #: uint64 [times, bins]
    outside: np.ndarray  #: uint64 [times], weights in no bin


@dataclass(frozen=True)
class WeightRecording:
    """What was recorded of the plastic synapses from one population to another.

    Snapshots and lists of all synapses stay in the file until asked for.
    """

    file: Path
    path: str  #: of the group in the file
    source: str
    target: str
    models: list[str]  #: of the synapses, one per projection
    projections: list[int]  #: positions in the experiment
    unit: str  #: of the weights, for instance "pA"
    synapses: int
    snapshot_times: np.ndarray  #: float64, ms
    histogram: Histogram | None = None
    has_traces: bool = False
    name: str = field(default="")

    def __post_init__(self):
        object.__setattr__(self, "name", f"{self.source} → {self.target}")

    def read_synapses(self) -> Synapses:
        """All synapses, in the order of the snapshots; there are such lists only beside snapshots."""
        with h5py.File(self.file, "r") as file:
            return _synapses(file[self.path])

    def snapshot(self, number: int, synapses: slice = slice(None)) -> np.ndarray:
        """Weights at ``snapshot_times[number]``, float32."""
        with h5py.File(self.file, "r") as file:
            data = file[self.path]["snapshots/weight"]
            return data[range(len(data))[number], synapses]

    def snapshot_pieces(self, number: int) -> Iterator[np.ndarray]:
        """The same a piece at a time, for networks that do not fit into memory."""
        for begin in range(0, self.synapses, _PIECE):
            yield self.snapshot(number, slice(begin, begin + _PIECE))

    def traces(self) -> Traces | None:
        """The traced synapses, None if there are none."""
        if not self.has_traces:
            return None
        with h5py.File(self.file, "r") as file:
            group = file[self.path]["traces"]
            eligibility = group.get("eligibility")
            return Traces(
                synapses=_synapses(group),
                times=group["time"][:],
                weights=group["weight"][:],
                eligibility=None if eligibility is None else eligibility[:],
                eligibility_unit="" if eligibility is None else text(eligibility.attrs, "units"),
            )


def find_weights(directory: Path) -> list[WeightRecording]:
    """The recordings in ``directory``/weights.h5; none if there is no such file."""
    path = directory / "weights.h5"
    if not path.exists():
        return []
    with h5py.File(path, "r") as file:
        return [_describe(path, group) for group in file.get("projections", {}).values()]


def text(attributes: h5py.AttributeManager, name: str) -> str:
    """A text attribute; empty where there is none."""
    value = attributes.get(name, "")
    return value.decode() if isinstance(value, bytes) else str(value)


def _describe(path: Path, group: h5py.Group) -> WeightRecording:
    snapshots = group.get("snapshots")
    traces = group.get("traces")
    histogram = group.get("histogram")
    parts = [part for part in (snapshots and snapshots["weight"], traces and traces["weight"],
                               histogram and histogram["edges"]) if part is not None]
    return WeightRecording(
        file=path,
        path=group.name,
        source=text(group.attrs, "source"),
        target=text(group.attrs, "target"),
        models=text(group.attrs, "models").split(","),
        projections=[int(p) for p in np.atleast_1d(group.attrs.get("projections", []))],
        unit=text(parts[0].attrs, "units") if parts else "",
        synapses=int(text(group.attrs, "synapses") or 0),
        snapshot_times=np.empty(0) if snapshots is None else snapshots["time"][:],
        histogram=None if histogram is None else _histogram(histogram),
        has_traces=traces is not None,
    )


def _histogram(group: h5py.Group) -> Histogram:
    return Histogram(group["edges"][:], group["time"][:], group["count"][:], group["outside"][:])


def _synapses(group: h5py.Group) -> Synapses:
    columns = ("source_node_id", "target_node_id", "projection", "ordinal", "delay")
    return Synapses(*(group[column][:] for column in columns))

"""Concentrations of modulators and values of learning signals, recorded over time: ``fields.h5``."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import h5py
import numpy as np

from engram.weights import text


@dataclass(frozen=True)
class FieldRecording:
    """What was recorded of one modulator. Snapshots stay in the file until asked for.

    A learning signal has a value for each neuron of ``population`` in place of concentrations, and no places."""

    file: Path
    modulator: str
    species: str
    unit: str  #: of concentrations, "micromolar"; "1" of a learning signal
    shape: tuple[int, ...]  #: voxels per axis; empty for a well-mixed modulator and a learning signal
    extent: tuple[float, ...]  #: edge lengths of the box, micrometres
    center: tuple[float, ...]  #: its centre, micrometres
    times: np.ndarray  #: float64 [times], ms, of the probes
    points: np.ndarray  #: float64 [points, axes], micrometres; no rows: the mean was recorded
    concentrations: np.ndarray  #: float64 [times, points or neurons], or [times, 1] of the mean
    snapshot_times: np.ndarray  #: float64 [snapshots], ms
    population: str = ""  #: of a learning signal: whose values these are
    neurons: np.ndarray = field(default_factory=lambda: np.empty(0, np.uint64))  #: uint64 [neurons], their ids

    def snapshot(self, number: int) -> np.ndarray:
        """All voxels at ``snapshot_times[number]``, float32, axes in the order of ``shape``; of a learning signal
        the values of all neurons, [size]."""
        with h5py.File(self.file, "r") as file:
            data = _values(file["modulators"][self.modulator]["snapshots"])
            return data[range(len(data))[number]]


def find_fields(directory: Path) -> list[FieldRecording]:
    """The recordings in ``directory``/fields.h5; none if there is no such file."""
    path = directory / "fields.h5"
    if not path.exists():
        return []
    with h5py.File(path, "r") as file:
        return [_describe(path, name, group) for name, group in file.get("modulators", {}).items()]


def _describe(path: Path, name: str, group: h5py.Group) -> FieldRecording:
    probes = group.get("probes")
    snapshots = group.get("snapshots")
    values = _values(probes) if probes is not None else None
    if values is None and snapshots is not None:
        values = _values(snapshots)
    population = text(group.attrs, "population")
    no_points = probes is None or "points" not in probes
    no_neurons = probes is None or "node_ids" not in probes
    return FieldRecording(
        file=path,
        modulator=name,
        species=text(group.attrs, "species"),
        unit="" if values is None else text(values.attrs, "units"),
        shape=tuple(int(n) for n in np.atleast_1d(group.attrs.get("shape", []))),
        extent=tuple(float(x) for x in np.atleast_1d(group.attrs.get("extent", []))),
        center=tuple(float(x) for x in np.atleast_1d(group.attrs.get("center", []))),
        times=np.empty(0) if probes is None else probes["time"][:],
        points=np.empty((0, 0)) if no_points else probes["points"][:],
        concentrations=np.empty((0, 0)) if probes is None else _values(probes)[:],
        snapshot_times=np.empty(0) if snapshots is None else snapshots["time"][:],
        population=population,
        neurons=np.empty(0, np.uint64) if no_neurons else probes["node_ids"][:],
    )


def _values(group: h5py.Group) -> h5py.Dataset:
    return group["value"] if "value" in group else group["concentration"]

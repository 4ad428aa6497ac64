"""State variables recorded over time, in SONATA's report layout."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np


@dataclass(frozen=True)
class StateRecording:
    """One recorded variable of one population. The values stay in the file until asked for."""

    file: Path
    population: str
    variable: str  #: for instance "V_m"
    unit: str  #: for instance "mV"
    ids: np.ndarray  #: uint64 [neurons], index within the population
    start: float  #: ms, time of the first sample
    interval: float  #: ms between samples
    samples: int  #: number of samples per neuron

    @property
    def times(self) -> np.ndarray:
        """Times of the samples, float64 [samples], ms since the start of the simulation."""
        return self.start + self.interval * np.arange(self.samples)

    def read(self, neurons: slice = slice(None), samples: slice = slice(None)) -> np.ndarray:
        """Values of some neurons (positions in ``ids``) and samples, float32 [samples, neurons]."""
        with h5py.File(self.file, "r") as file:
            return file["report"][self.population]["data"][samples, neurons]


def find_recordings(directory: Path) -> list[StateRecording]:
    """All state recordings in ``directory``, ascending by file name and population."""
    found = []
    for path in sorted(directory.glob("*.h5")):
        with h5py.File(path, "r") as file:
            for population, group in file.get("report", {}).items():
                found.append(_describe(path, population, group))
    return found


def _describe(path: Path, population: str, group: h5py.Group) -> StateRecording:
    data = group["data"]
    mapping = group["mapping"]
    start, _, interval = (float(t) for t in mapping["time"][:3])
    return StateRecording(
        file=path,
        population=population,
        variable=_text(data.attrs.get("variable", path.stem)),
        unit=_text(data.attrs.get("units", "")),
        ids=mapping["node_ids"][:].astype(np.uint64),
        start=start,
        interval=interval,
        samples=int(data.shape[0]),
    )


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)

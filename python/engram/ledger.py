"""Reads ``ledger.h5``: what was counted of spikes and synaptic events over time, what it costs, and how
sparse the spikes of each window were.

    >>> from engram import results
    >>> ledger = results.load("results/microcircuit").ledger
    >>> ledger.power("L4E")["postsynaptic"]      # ATP per second, one value per stretch of time
    >>> ledger.sparseness["L4E"]["gini"]         # one value per window
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np

#: Components in the order in which they are drawn, one on top of the other.
COMPONENTS = ("resting_neurons", "resting_glia", "housekeeping", "action_potentials", "presynaptic",
              "postsynaptic", "recycling", "plasticity")


@dataclass(frozen=True)
class Ledger:
    """Counts over time and the constants that turn them into ATP."""

    constants: dict[str, float]  #: by name, as in summary.json
    set_name: str  #: of the published set they come from
    source: str  #: publication
    neurons: dict[str, int]  #: by population
    begin: float  #: of the recorded time, ms
    times: np.ndarray  #: float64 [rows], ms: when the counts were written
    spikes: dict[str, np.ndarray]  #: by population, uint64 [rows], since ``begin``
    events: dict[str, np.ndarray]  #: synaptic events caused by these spikes, likewise
    window: float  #: in which spikes are counted for ``sparseness``, ms
    window_ends: np.ndarray  #: float64 [windows], ms
    sparseness: dict[str, dict[str, np.ndarray]]  #: by population and measure, float64 [windows]
    active: dict[str, np.ndarray]  #: by population, neurons that spiked, uint64 [windows]
    window_spikes: dict[str, np.ndarray]  #: by population, uint64 [windows]

    def edges(self) -> np.ndarray:
        """Ends of the stretches between counts, ms, float64 [rows + 1]."""
        return np.concatenate([[self.begin], self.times])

    def power(self, population: str) -> dict[str, np.ndarray]:
        """ATP per second by component, mean over each stretch between counts, float64 [rows]."""
        spikes = np.diff(self.spikes[population].astype(np.int64), prepend=0)
        events = np.diff(self.events[population].astype(np.int64), prepend=0)
        seconds = np.diff(self.edges()) / 1000
        used = atp(self.constants, spikes, events, self.neurons[population] * seconds)
        return {name: value / seconds for name, value in used.items()}


def atp(constants: dict[str, float], spikes, events, neuron_seconds) -> dict:
    """Molecules of ATP by component, numbers or arrays (docs/energy.md); without plasticity."""
    released = events * constants["boutons_per_synapse"] * constants["release_probability"]
    return {
        "resting_neurons": neuron_seconds * constants["resting_neuron"],
        "resting_glia": neuron_seconds * constants["glia_per_neuron"] * constants["resting_glia"],
        "housekeeping": neuron_seconds * constants["housekeeping"],
        "action_potentials": spikes * constants["spike"],
        "presynaptic": released * constants["presynaptic"],
        "postsynaptic": released * constants["postsynaptic"],
        "recycling": released * constants["recycling"],
    }


def find_ledger(directory: Path) -> Ledger | None:
    """The ledger of a directory of results; None where there is none, as of older runs."""
    path = Path(directory) / "ledger.h5"
    if not path.exists():
        return None
    with h5py.File(path, "r") as file:
        return _read(file["energy"], file["sparseness"])


def _read(energy: h5py.Group, sparse: h5py.Group) -> Ledger:
    texts = {"constants", "source"}
    groups = energy["populations"]
    counts = {name: group["counts"][:] for name, group in groups.items()}
    windows = {name: group["counts"][:] for name, group in sparse["populations"].items()}
    return Ledger(
        constants={k: float(v) for k, v in energy.attrs.items() if k not in texts | {"begin"}},
        set_name=_text(energy.attrs["constants"]),
        source=_text(energy.attrs["source"]),
        neurons={name: int(group.attrs["neurons"]) for name, group in groups.items()},
        begin=float(energy.attrs["begin"]),
        times=energy["time"][:],
        spikes={name: c[:, 0] for name, c in counts.items()},
        events={name: c[:, 1] for name, c in counts.items()},
        window=float(sparse.attrs["window"]),
        window_ends=sparse["time"][:],
        sparseness={name: _columns(group["population"]) for name, group in sparse["populations"].items()},
        active={name: c[:, 0] for name, c in windows.items()},
        window_spikes={name: c[:, 1] for name, c in windows.items()},
    )


def _columns(table: h5py.Dataset) -> dict[str, np.ndarray]:
    names = _text(table.attrs["columns"]).split(",")
    values = table[:]
    return {name: values[:, k] for k, name in enumerate(names)}


def _text(value) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)

"""What neurons with ``oja_synapse`` have learned, and how well their spikes describe what they were shown.

    >>> from engram import results, sparse_code
    >>> (code,) = sparse_code.find(results.load("results/sailnet"))
    >>> code.features(-1)                    # [neurons, sources], at the last snapshot
    >>> code.unexplained(code.features(0))   # share of the input's variance
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engram.ledger import Ledger, atp
from engram.results import Results
from engram.sparseness import window_counts
from engram.weights import WeightRecording

_DEFAULTS = {"window": 100.0, "gain": 1.0, "n_0": 0.0, "w_0": 0.0}


@dataclass(frozen=True)
class SparseCode:
    """The synapses from ``source`` to ``target`` and the spikes of both, counted in the rule's windows."""

    source: str
    target: str
    weights: WeightRecording
    projection: int  #: position in the experiment
    parameters: dict[str, float]  #: of the rule
    shape: tuple[int, int] | None  #: rows and columns, where the sources lie on a flat grid
    inputs: np.ndarray  #: float64 [windows, sources], spikes above the rule's n_0
    counts: np.ndarray  #: float64 [windows, targets], spikes

    def features(self, snapshot: int) -> np.ndarray:
        """What each target answers to, in spikes of the sources, float64 [targets, sources]."""
        synapses = self.weights.read_synapses()
        mine = synapses.projection == self.projection
        found = np.zeros((self.counts.shape[1], self.inputs.shape[1]))
        weight = np.abs(self.weights.snapshot(snapshot)[mine].astype(float))
        np.add.at(found, (synapses.target[mine].astype(int), synapses.source[mine].astype(int)),
                  (weight - self.parameters["w_0"]) / self.parameters["gain"])
        return found

    def reconstruction(self, features: np.ndarray) -> np.ndarray:
        """Spikes times features, float64 [windows, sources], all with the one factor that serves best."""
        drawn = self.counts @ features
        power = float((drawn * drawn).sum())
        return drawn * (float((drawn * self.inputs).sum()) / power if power > 0 else 0.0)

    def unexplained(self, features: np.ndarray) -> float:
        """Squared error of the reconstruction over the inputs' own, over all windows."""
        error = self.inputs - self.reconstruction(features)
        return float((error * error).sum() / (self.inputs * self.inputs).sum())

    def mean_correlation(self) -> float:
        """Mean magnitude of the correlations between counts of two targets; silent ones are left out."""
        counts = self.counts[:, self.counts.std(axis=0) > 0]
        if counts.shape[1] < 2:
            return float("nan")
        coefficients = np.corrcoef(counts.T)
        return float(np.abs(coefficients[~np.eye(len(coefficients), dtype=bool)]).mean())

    def joules(self, ledger: Ledger, spikes) -> np.ndarray:
        """What the targets use in a window in which they spike so often in all, joules, from the ledger's counts."""
        spikes = np.asarray(spikes, float)
        per_spike = float(ledger.events[self.target][-1]) / max(1.0, float(ledger.spikes[self.target][-1]))
        seconds = ledger.neurons[self.target] * self.parameters["window"] / 1000
        used = atp(ledger.constants, spikes, spikes * per_spike, seconds)
        return sum(used.values()) * ledger.constants["joules_per_atp"] * np.ones_like(spikes)


def find(run: Results) -> list[SparseCode]:
    """Of every recording with snapshots of such synapses, where the spikes of both populations were recorded."""
    found = []
    for weights in run.weights:
        for projection in weights.projections:
            parameters = _parameters(run, projection)
            if parameters is not None and weights.snapshot_times.size:
                found += _code(run, weights, projection, parameters)
    return found


def _parameters(run: Results, projection: int) -> dict[str, float] | None:
    projections = run.experiment.get("projections") or []
    synapse = (projections[projection].get("synapse") or {}) if projection < len(projections) else {}
    if synapse.get("model") != "oja_synapse":
        return None
    return {name: float(synapse.get(name, default)) for name, default in _DEFAULTS.items()}


def _code(run: Results, weights: WeightRecording, projection: int, parameters: dict[str, float]) -> list[SparseCode]:
    begin, end = run.window_ms
    window = parameters["window"]
    first = np.ceil(begin / window) * window
    windows = int((end - first) // window)
    sizes = {population.name: population.size for population in run.populations}
    if windows < 1 or not run.spikes[weights.source].times.size or not run.spikes[weights.target].times.size:
        return []
    inputs, counts = (
        window_counts(run.spikes[name].times, run.spikes[name].ids, sizes[name], first, window, windows).astype(float)
        for name in (weights.source, weights.target))
    return [SparseCode(weights.source, weights.target, weights, projection, parameters,
                       _shape(run, weights.source), inputs - parameters["n_0"], counts)]


def _shape(run: Results, population: str) -> tuple[int, int] | None:
    positions = (run.experiment.get("populations") or {}).get(population, {}).get("positions") or {}
    shape = (positions.get("grid") or {}).get("shape") or []
    return (int(shape[0]), int(shape[1])) if len(shape) == 2 else None

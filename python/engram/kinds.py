"""Which populations excite and which inhibit, told from their projections."""

from __future__ import annotations

from engram.results import Results

EXCITATORY, INHIBITORY, UNKNOWN = "excitatory", "inhibitory", "unknown"


def population_kinds(run: Results) -> dict[str, str]:
    """Kind of every population: by the sign of its outgoing weights or their receptor, else by its name."""
    signs: dict[str, list[float]] = {}
    for projection in run.experiment.get("projections") or []:
        synapse = projection.get("synapse") or {}
        weight = _typical(synapse.get("weight", 1.0))
        # Receptors chosen by name take conductances, which are never negative.
        if str(synapse.get("receptor", "")).rpartition(".")[2] == "GABA":
            weight = -weight
        sources = projection.get("source", [])
        for source in sources if isinstance(sources, list) else [sources]:
            if weight:
                signs.setdefault(str(source), []).append(weight)
    return {p.name: _kind(p.name, signs.get(p.name, [])) for p in run.populations}


def _typical(value: object) -> float:
    """A number standing for a weight: itself, or the middle of its distribution."""
    if isinstance(value, (int, float)):
        return float(value)
    if not isinstance(value, dict):
        return 0.0
    if "normal" in value:
        return float(value["normal"].get("mean", 0.0))
    if "uniform" in value:
        return 0.5 * (float(value["uniform"]["min"]) + float(value["uniform"]["max"]))
    return 1.0 if "lognormal" in value else 0.0


def _kind(name: str, weights: list[float]) -> str:
    if weights and all(w > 0 for w in weights):
        return EXCITATORY
    if weights and all(w < 0 for w in weights):
        return INHIBITORY
    lowered = name.lower()
    if name.endswith("E") or lowered.startswith("exc"):
        return EXCITATORY
    if name.endswith("I") or lowered.startswith("inh"):
        return INHIBITORY
    return UNKNOWN

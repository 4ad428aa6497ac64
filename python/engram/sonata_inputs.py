"""Writes what experiment files read: synapses and spikes in SONATA's layout."""

from __future__ import annotations

from pathlib import Path

import h5py
import numpy as np


def write_edges(path: str | Path, name: str, source: np.ndarray, target: np.ndarray, weight: np.ndarray) -> None:
    """Writes the edge population ``name`` for the rule ``sonata_edges``; an older file is replaced.

    ``source``, ``target``: whole numbers [synapses], neurons within their populations; ``weight``: [synapses], in the
    unit of the target's model.
    """
    with h5py.File(path, "w") as file:
        group = file.create_group(f"edges/{name}")
        group["source_node_id"] = np.asarray(source, "u8")
        group["target_node_id"] = np.asarray(target, "u8")
        group["edge_type_id"] = np.zeros(len(source), "u4")
        group["edge_group_id"] = np.zeros(len(source), "u2")
        group["edge_group_index"] = np.arange(len(source), dtype="u8")
        group["0/syn_weight"] = np.asarray(weight, "f8")


def write_spikes(path: str | Path, name: str, times: np.ndarray, ids: np.ndarray) -> None:
    """Writes the spikes of population ``name`` for the stimulus ``spike_times``; an older file is replaced.

    ``times``: ms [spikes], ascending; ``ids``: whole numbers [spikes], the neurons they drive.
    """
    with h5py.File(path, "w") as file:
        group = file.create_group(f"spikes/{name}")
        group.create_dataset("timestamps", data=np.asarray(times, "f8"), compression="gzip", shuffle=True)
        group["timestamps"].attrs["units"] = "ms"
        group.create_dataset("node_ids", data=np.asarray(ids, "u8"), compression="gzip", shuffle=True)

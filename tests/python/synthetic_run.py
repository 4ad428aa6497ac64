"""Writes directories of results whose statistics are known, as 'engram run' would write them."""

from __future__ import annotations

import json
from pathlib import Path

import h5py
import numpy as np


def poisson_trains(neurons, rate_hz, window_ms, rng, common=0.0):
    """Independent Poisson trains, of which a fraction ``common`` of the spikes is shared by all.

    Returns times (ms, ascending) and ids. The correlation of the counts of two neurons is
    ``common`` at any bin width.
    """
    start, stop = window_ms
    duration = (stop - start) / 1000
    shared = rng.uniform(start, stop, rng.poisson(common * rate_hz * duration))
    times, ids = [], []
    for neuron in range(neurons):
        own = rng.uniform(start, stop, rng.poisson((1 - common) * rate_hz * duration))
        train = np.concatenate([own, shared])
        times.append(train)
        ids.append(np.full(train.size, neuron))
    return sort(np.concatenate(times), np.concatenate(ids))


def gamma_trains(neurons, rate_hz, shape, window_ms, rng):
    """Renewal trains with gamma intervals, whose CV is 1 / sqrt(shape)."""
    start, stop = window_ms
    times, ids = [], []
    for neuron in range(neurons):
        count = int(3 * rate_hz * (stop - start) / 1000) + 20
        train = np.cumsum(rng.gamma(shape, 1000 / (rate_hz * shape), count))
        train = start - rng.uniform(0, 1000 / rate_hz) + train
        train = train[(train > start) & (train < stop)]
        times.append(train)
        ids.append(np.full(train.size, neuron))
    return sort(np.concatenate(times), np.concatenate(ids))


def sort(times, ids):
    """Orders spikes by time, then neuron."""
    order = np.lexsort((ids, times))
    return times[order], ids[order]


def write_spikes(directory: Path, spikes: dict) -> None:
    """``spikes``: (times, ids) by population, in SONATA's layout."""
    with h5py.File(directory / "spikes.h5", "w") as file:
        file.create_group("provenance")
        for name, (times, ids) in spikes.items():
            group = file.create_group(f"spikes/{name}")
            sorting = h5py.enum_dtype({"none": 0, "by_id": 1, "by_time": 2}, basetype="i1")
            group.attrs.create("sorting", 2, dtype=sorting)
            group.create_dataset("timestamps", data=np.asarray(times, np.float64))
            group["timestamps"].attrs["units"] = "ms"
            group.create_dataset("node_ids", data=np.asarray(ids, np.uint64))


def write_recording(directory: Path, name, population, variable, unit, ids, start, interval, data):
    """One state recording: ``data`` [samples, neurons]."""
    with h5py.File(directory / name, "a") as file:
        group = file.create_group(f"report/{population}")
        values = group.create_dataset("data", data=np.asarray(data, np.float32), chunks=True)
        values.attrs["units"] = unit
        values.attrs["variable"] = variable
        mapping = group.create_group("mapping")
        mapping["node_ids"] = np.asarray(ids, np.uint64)
        mapping["index_pointers"] = np.arange(len(ids) + 1, dtype=np.uint64)
        mapping["element_ids"] = np.zeros(len(ids), np.uint32)
        mapping["element_pos"] = np.zeros(len(ids), np.float32)
        mapping["time"] = np.array([start, start + interval * len(data), interval])


SYNAPSE_COLUMNS = {"source_node_id": np.uint64, "target_node_id": np.uint64,
                   "projection": np.uint32, "ordinal": np.uint32, "delay": np.float32}


def write_weights(directory: Path, source, target, unit="pA", synapses=None, snapshots=None,
                  traces=None, histogram=None):
    """One group of weights.h5. ``synapses``: a list per column; ``snapshots``: times, weights;
    ``traces``: times, weights, eligibility or None, of the first synapses; ``histogram``: edges,
    times, counts, outside."""
    with h5py.File(directory / "weights.h5", "a") as file:
        group = file.create_group(f"projections/{source}_to_{target}")
        size = len(synapses["delay"]) if synapses else 0
        for name, value in (("source", source), ("target", target), ("models", "stdp_synapse"),
                            ("synapses", str(size))):
            group.attrs[name] = value
        group.attrs["projections"] = np.uint32(3)
        if snapshots:
            _write_columns(group, synapses, size)
            _write_values(group, "snapshots", snapshots[0], {"weight": (np.float32, snapshots[1], unit)})
        if traces:
            columns = np.shape(traces[1])[1]
            values = {"weight": (np.float32, traces[1], unit)}
            if traces[2] is not None:
                values["eligibility"] = (np.float32, traces[2], f"{unit}/ms")
            _write_values(group, "traces", traces[0], values)
            _write_columns(group["traces"], synapses, columns)
        if histogram:
            edges, times, counts, outside = histogram
            _write_values(group, "histogram", times, {"count": (np.uint64, counts, ""),
                                                      "outside": (np.uint64, outside, "")})
            group["histogram"]["edges"] = np.asarray(edges, float)
            group["histogram"]["edges"].attrs["units"] = unit


def _write_columns(group, synapses, size):
    for name, kind in SYNAPSE_COLUMNS.items():
        group[name] = np.asarray(synapses[name][:size], kind)


def _write_values(group, name, times, datasets):
    part = group.create_group(name)
    part["time"] = np.asarray(times, float)
    part["time"].attrs["units"] = "ms"
    for dataset, (kind, values, unit) in datasets.items():
        part[dataset] = np.asarray(values, kind)
        if unit:
            part[dataset].attrs["units"] = unit


def write_fields(directory: Path, modulator, shape=(), extent=(), probes=None, snapshots=None):
    """One group of fields.h5. ``probes``: points, times, concentrations; ``snapshots``: times,
    concentrations."""
    with h5py.File(directory / "fields.h5", "a") as file:
        group = file.create_group(f"modulators/{modulator}")
        group.attrs["species"] = "dopamine"
        group.attrs["interval"] = 1.0
        if shape:
            group.attrs["shape"] = np.asarray(shape, np.uint32)
            group.attrs["extent"] = np.asarray(extent, float)
            group.attrs["center"] = np.zeros(len(shape))
            group.attrs["periodic"] = np.uint8(0)
            group.attrs["length_units"] = "micrometre"
        if probes:
            points, times, values = probes
            _write_values(group, "probes", times, {"concentration": (float, values, "micromolar")})
            group["probes"]["points"] = np.asarray(points, float).reshape(len(points), len(shape))
        if snapshots:
            _write_values(group, "snapshots", snapshots[0],
                          {"concentration": (np.float32, snapshots[1], "micromolar")})


def write_signal(directory: Path, modulator, population, probes=None, snapshots=None):
    """A learning signal's group of fields.h5. ``probes``: ids, times, values; ``snapshots``: times, values."""
    with h5py.File(directory / "fields.h5", "a") as file:
        group = file.create_group(f"modulators/{modulator}")
        group.attrs["species"] = "custom"
        group.attrs["interval"] = 1.0
        group.attrs["population"] = population
        if probes:
            neurons, times, values = probes
            _write_values(group, "probes", times, {"value": (float, values, "1")})
            group["probes"]["node_ids"] = np.asarray(neurons, np.uint64)
        if snapshots:
            _write_values(group, "snapshots", snapshots[0], {"value": (np.float32, snapshots[1], "1")})


def write_summary(directory: Path, sizes: dict, window_ms, **more) -> None:
    """``sizes``: of the populations, by name. ``more``: items of summary.json to replace or add."""
    summary = {
        "engram_version": "0.1.0",
        "ranks": 2,
        "threads": 1,
        "seed": 42,
        "neurons": sum(sizes.values()),
        "status": "complete",
        "model_seconds": (window_ms[1] - window_ms[0]) / 1000,
    }
    experiment = {
        "populations": {n: {"model": "iaf_psc_exp", "size": size} for n, size in sizes.items()},
        "simulation": {"warmup": window_ms[0], "duration": window_ms[1] - window_ms[0]},
    }
    summary["experiment"] = {**experiment, **more.pop("experiment", {})}
    summary.update(more)
    (directory / "summary.json").write_text(json.dumps(summary), encoding="utf-8")

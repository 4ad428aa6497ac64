"""Where and when modulators were: time courses, maps, and of learning signals how values are distributed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engram.fields import FieldRecording
from engram.style import colour_bar, legend, note, sequence

#: Maps drawn of a modulator at most.
MAX_MAPS = 2
_MAX_POINTS = 4000
_MAX_PROBES = 8
_BINS = 40


def panels(recording: FieldRecording) -> list[Callable]:
    """Functions that draw what there is of a recording, each onto axes of its own."""
    found: list[Callable] = []
    if recording.concentrations.shape[1]:
        found.append(lambda axes: draw_course(axes, recording))
    if recording.shape:
        shown = map_numbers(recording)
        found += [lambda axes, k=k: draw_map(axes, recording, k, shown) for k in shown]
    elif recording.population and recording.snapshot_times.size:
        found.append(lambda axes: draw_distribution(axes, recording))
    return found


def draw_course(axes, recording: FieldRecording) -> None:
    """Concentration over time, at the probes or on average."""
    axes.set_title(f"{recording.modulator}: {_quantity(recording)}")
    axes.set_xlabel("model time (ms)")
    axes.set_ylabel(_with_unit(recording))
    times, values = recording.times, recording.concentrations
    if not values.size:
        note(axes, "no values recorded")
        return
    every = max(1, -(-times.size // _MAX_POINTS))
    shown = min(values.shape[1], _MAX_PROBES)
    labels, of = _labels(recording)
    for column, colour in zip(range(shown), sequence(shown)):
        label = labels[column]
        axes.plot(times[::every], values[::every, column], color=colour, linewidth=1.1, label=label)
    if times.size > 1:
        axes.set_xlim(times[0], times[-1])
    axes.ticklabel_format(axis="y", scilimits=(-2, 4), useMathText=True)
    legend(axes, of)
    if shown < values.shape[1]:
        axes.text(1.0, 1.02, f"{shown} of {values.shape[1]}", transform=axes.transAxes, fontsize=8,
                  ha="right", color="#666666")


def map_numbers(recording: FieldRecording) -> list[int]:
    """Which snapshots are drawn: evenly spread, the last one among them."""
    number = recording.snapshot_times.size
    return [int(k) for k in np.unique(np.linspace(number - 1, 0, min(number, MAX_MAPS)).astype(int))]


def draw_map(axes, recording: FieldRecording, number: int, together: list[int]) -> None:
    """A snapshot; of three dimensions the slice through the middle of the last one. The snapshots in
    ``together`` share their colours."""
    values, where = middle_slice(recording, number)
    shown = [middle_slice(recording, k)[0] for k in together]
    low = min(0.0, *(float(v.min()) for v in shown))
    high = max(float(v.max()) for v in shown)
    axes.set_title(f"{recording.modulator} at {recording.snapshot_times[number]:g} ms{where}")
    bounds = [sign * 0.5 * recording.extent[axis] + recording.center[axis]
              for axis in (0, 1) for sign in (-1, 1)]
    image = axes.imshow(values.T, origin="lower", extent=bounds, cmap="magma", aspect="equal",
                        interpolation="nearest", vmin=low, vmax=high if high > low else low + 1.0)
    axes.set_xlabel("x (µm)")
    axes.set_ylabel("y (µm)")
    colour_bar(axes, image, _with_unit(recording))


def draw_distribution(axes, recording: FieldRecording) -> None:
    """How the values of all neurons are distributed at some of the snapshots."""
    numbers = map_numbers(recording)
    values = [recording.snapshot(k) for k in numbers]
    low, high = min(float(v.min()) for v in values), max(float(v.max()) for v in values)
    edges = np.linspace(low, high if high > low else low + 1.0, _BINS + 1)
    axes.set_title(f"{recording.modulator}: neurons of {recording.population}")
    for k, value, colour in zip(numbers, values, sequence(len(numbers))):
        axes.stairs(np.histogram(value, edges)[0], edges, color=colour, label=f"{recording.snapshot_times[k]:g} ms")
    axes.set_xlabel(_with_unit(recording))
    axes.set_ylabel("neurons")
    legend(axes, None)


def middle_slice(recording: FieldRecording, number: int) -> tuple[np.ndarray, str]:
    """Voxels [x, y] of a snapshot, and a remark on where the slice lies."""
    values = recording.snapshot(number)
    if values.ndim == 2:
        return values, ""
    layer = values.shape[2] // 2
    edge = recording.extent[2] / values.shape[2]
    z = recording.center[2] - 0.5 * recording.extent[2] + (layer + 0.5) * edge
    return values[:, :, layer], f", z = {z:.4g} µm"


def _quantity(recording: FieldRecording) -> str:
    return "learning signal" if recording.population else "concentration"


def _with_unit(recording: FieldRecording) -> str:
    unit = "µM" if recording.unit == "micromolar" else recording.unit
    return f"{_quantity(recording)} ({unit})" if unit not in ("", "1") else _quantity(recording)


def _labels(recording: FieldRecording) -> tuple[list[str], str | None]:
    """A label for each column of a time course, and what they name."""
    if len(recording.points):
        return [_point(point) for point in recording.points], "at (µm)"
    if len(recording.neurons):
        return [str(neuron) for neuron in recording.neurons], "neuron"
    return ["mean over all neurons" if recording.population else "mean over all voxels"], None


def _point(point: np.ndarray) -> str:
    return ", ".join(f"{x:g}" for x in point)

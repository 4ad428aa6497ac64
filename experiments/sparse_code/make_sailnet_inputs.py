"""Makes the inputs of sailnet.yaml: spikes of pixels that are shown one patch after another.

    PYTHONPATH=python /usr/bin/python3 experiments/sparse_code/make_sailnet_inputs.py results/sailnet_inputs

writes pixels.h5, patches.h5 and a copy of sailnet.yaml, whose names of files are relative to its folder. With --images,
an HDF5 file with a dataset of grey images, [images, rows, columns] and at least 8 pixels high and wide, patches are cut
from those instead (digits of MNIST, for instance); they are not whitened.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import h5py
import numpy as np

from engram import patches, sonata_inputs

SIDE = 8  # pixels
WINDOW = 50  # ms in which a patch is shown
SHOWN = 46  # ms of it in which pixels spike
BASELINE = 6  # spikes of a pixel of mean grey
PER_DEVIATION = 2  # more for a pixel that is a standard deviation brighter


def main() -> None:
    parser = argparse.ArgumentParser(description="Makes the inputs of sailnet.yaml.")
    parser.add_argument("folder", type=Path, help="where they go")
    parser.add_argument("--patches", type=int, default=13000, help="how many are shown")
    parser.add_argument("--images", metavar="FILE:DATASET", help="pictures to cut patches from")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)

    random = np.random.default_rng(1)
    shown = patches.cut(_images(options.images, random), SIDE, options.patches, random)
    counts = np.clip(np.rint(BASELINE + PER_DEVIATION * shown), 0, 2 * BASELINE).astype(int)
    times, pixels = spikes(counts)
    sonata_inputs.write_spikes(options.folder / "pixels.h5", "pixels", times, pixels)
    with h5py.File(options.folder / "patches.h5", "w") as file:
        file["patches"], file["counts"] = shown, counts
    shutil.copy(Path(__file__).with_name("sailnet.yaml"), options.folder)


def _images(given: str | None, random: np.random.Generator) -> list[np.ndarray]:
    if given is None:
        return [patches.whiten(patches.dead_leaves(256, random)) for _ in range(8)]
    path, _, dataset = given.rpartition(":")
    with h5py.File(path, "r") as file:
        return list(file[dataset][:])


def spikes(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Times (ms, ascending) and pixels of evenly spaced spikes, ``counts`` [windows, pixels] of them.

    Every pixel has a phase of its own, so that they do not spike all at once.
    """
    window, pixel = np.nonzero(counts)
    number = counts[window, pixel]
    first = np.cumsum(number) - number
    which = np.arange(number.sum()) - np.repeat(first, number)
    window, pixel, number = (np.repeat(each, number) for each in (window, pixel, number))
    phase = (pixel * 0.618034) % 1
    times = window * WINDOW + 1 + np.floor((which + phase) * SHOWN / number)
    order = np.lexsort((pixel, times))
    return times[order], pixel[order]


if __name__ == "__main__":
    main()

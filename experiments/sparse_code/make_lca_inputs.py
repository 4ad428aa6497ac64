"""Makes the inputs of lca.yaml: a dictionary, patches, and the currents and synapses that follow from them.

    PYTHONPATH=python /usr/bin/python3 experiments/sparse_code/make_lca_inputs.py results/lca_inputs

writes lca.h5, lca_edges.h5 and a copy of lca.yaml, whose names of files are relative to its folder.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import h5py
import numpy as np

from engram import patches, sonata_inputs

SIDE = 8  # pixels
ATOMS = 128  # twice the pixels
PATCHES = 8
SPARSITY = 0.15  # lambda, for patches of length 1

# Of the neurons in lca.yaml: a coefficient of 1 is a rate of RATE.
RATE = 0.05  # 1/ms
CAPACITANCE = 250.0  # pF
THRESHOLD = 20.0  # mV above the potential after a spike
TAU_SYN = 10.0  # ms


def gabor(random: np.random.Generator) -> np.ndarray:
    """A Gabor function of random place, direction, width and phase, float64 [SIDE * SIDE] of length 1 and mean 0."""
    centre = random.uniform(0, SIDE - 1, 2)
    angle, phase = random.uniform(0, np.pi), random.uniform(0, 2 * np.pi)
    wavelength = random.uniform(2.5, 8)
    y, x = np.mgrid[:SIDE, :SIDE]
    along = (x - centre[0]) * np.cos(angle) + (y - centre[1]) * np.sin(angle)
    across = (y - centre[1]) * np.cos(angle) - (x - centre[0]) * np.sin(angle)
    width = 0.4 * wavelength
    atom = np.exp(-(along ** 2 + 0.5 * across ** 2) / (2 * width ** 2)) * np.cos(2 * np.pi * along / wavelength + phase)
    atom = (atom - atom.mean()).ravel()
    return atom / np.linalg.norm(atom)


def main() -> None:
    parser = argparse.ArgumentParser(description="Makes the inputs of lca.yaml.")
    parser.add_argument("folder", type=Path, help="where they go")
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)

    random = np.random.default_rng(1)
    dictionary = np.stack([gabor(random) for _ in range(ATOMS)], axis=1)
    images = [patches.whiten(patches.dead_leaves(128, random)) for _ in range(4)]
    shown = patches.cut(images, SIDE, PATCHES, random) / SIDE  # of length 1
    drive = shown @ dictionary - SPARSITY
    overlap = dictionary.T @ dictionary - np.eye(ATOMS)

    # One coefficient's worth of charge per spike carries the neuron from reset to threshold, and a neighbour by as much
    # as the two atoms overlap.
    charge = CAPACITANCE * THRESHOLD
    with h5py.File(folder / "lca.h5", "w") as file:
        file["dictionary"], file["patches"] = dictionary, shown
        file.attrs["sparsity"], file.attrs["rate"] = SPARSITY, RATE
        file["I_e"] = (RATE * charge * drive).ravel()
    source, target = np.nonzero(overlap)
    first = np.repeat(np.arange(PATCHES) * ATOMS, source.size)
    sonata_inputs.write_edges(folder / "lca_edges.h5", "code_to_code", first + np.tile(source, PATCHES),
                              first + np.tile(target, PATCHES),
                              np.tile(-overlap[source, target] * charge / TAU_SYN, PATCHES))
    shutil.copy(Path(__file__).with_name("lca.yaml"), folder)


if __name__ == "__main__":
    main()

"""Rates of spiking neurons that compete (experiments/sparse_code/lca.yaml) against the sparse code of the same patches,
found by coordinate descent (Friedman, Hastie, Hoefling & Tibshirani 2007, Annals of Applied Statistics 1:302-332)."""

import os
import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np
import pytest

from engram import results
from launch import ENVIRONMENT, run

SCRIPT = Path(__file__).parents[2] / "experiments" / "sparse_code" / "make_lca_inputs.py"


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lca")
    subprocess.run([sys.executable, SCRIPT, folder], env={**os.environ, **ENVIRONMENT}, check=True, timeout=60)
    return folder


@pytest.fixture(scope="module")
def problem(inputs):
    with h5py.File(inputs / "lca.h5") as file:
        return file["dictionary"][:], file["patches"][:], file.attrs["sparsity"], file.attrs["rate"]


@pytest.fixture(scope="module")
def solutions(problem):
    dictionary, patches, sparsity, _ = problem
    return np.array([lasso(dictionary, patch, sparsity) for patch in patches])


def lasso(dictionary, patch, sparsity):
    """a >= 0 that minimises |patch - dictionary a|^2 / 2 + sparsity sum(a); columns of the dictionary have length 1."""
    drive, overlap = dictionary.T @ patch - sparsity, dictionary.T @ dictionary
    code = np.zeros(drive.size)
    for _ in range(10000):
        before = code.copy()
        for i in range(code.size):
            code[i] = max(0.0, drive[i] - overlap[i] @ code + code[i])
        if np.abs(code - before).max() < 1e-12:
            return code
    raise AssertionError("coordinate descent has not converged")


def coefficients(inputs, problem, *arguments):
    """Rates over that of a coefficient of 1, one row per patch."""
    dictionary, patches, _, rate = problem
    run(inputs / "lca.yaml", inputs / "out", *arguments)
    found = results.load(inputs / "out")
    begin, end = found.window_ms
    counts = np.bincount(found.spikes["code"].ids.astype(int), minlength=len(patches) * dictionary.shape[1])
    return counts.reshape(len(patches), -1) / (end - begin) / rate


def errors(code, solutions):
    return np.linalg.norm(code - solutions, axis=1) / np.linalg.norm(solutions, axis=1)


def test_coordinate_descent_is_at_the_optimum(problem, solutions):
    """The conditions of Karush, Kuhn and Tucker."""
    dictionary, patches, sparsity, _ = problem
    slope = (patches - solutions @ dictionary.T) @ dictionary - sparsity
    assert np.all(slope < 1e-9)
    assert np.all(np.abs(slope[solutions > 0]) < 1e-9)
    assert np.all((solutions > 0).sum(axis=1) >= 4)


def test_rates_are_the_sparse_code(inputs, problem, solutions):
    code = coefficients(inputs, problem)
    assert np.all(errors(code, solutions) < 0.05)
    # What is not part of the code is silent, but for a coefficient that is 0 by a hair.
    assert np.all(code[solutions == 0] < 0.02 * code.max())


def test_neurons_that_do_not_compete_find_another_one(inputs, problem, solutions):
    dictionary, patches, sparsity, _ = problem
    alone = coefficients(inputs, problem, "--set", "projections[0].enabled=false")
    # Half a step's current is lost at each spike, at most 2 % of a coefficient.
    assert alone == pytest.approx(np.maximum(patches @ dictionary - sparsity, 0), abs=0.01)
    assert np.all(errors(alone, solutions) > 0.5)

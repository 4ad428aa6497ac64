"""Starts the program under test; shared by the Python tests."""

import json
import os
import subprocess
from pathlib import Path

PROGRAM = Path(os.environ.get("ENGRAM_PROGRAM", Path(__file__).parents[2] / "build" / "engram"))

ENVIRONMENT = {
    "OMPI_ALLOW_RUN_AS_ROOT": "1",
    "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
    "OMPI_MCA_btl_vader_single_copy_mechanism": "none",
    "OMPI_MCA_mpi_yield_when_idle": "1",
    # Where a rank is killed while MPI starts, it may hold a lock in the memory that PMIx otherwise shares with mpirun,
    # which then waits for ever (PMIx 4.2).
    "PMIX_MCA_gds": "hash",
    "OMP_WAIT_POLICY": "passive",
    # For builds outside of the source folder.
    "PYTHONPATH": str(Path(__file__).parents[2] / "python"),
}


def command(arguments, ranks=1, others=()):
    """The command line for a number of ranks; one rank runs without mpirun. `others`: arguments of further ranks,
    one each, that are given other words."""
    program = [str(PROGRAM), *map(str, arguments)]
    if ranks == 1 and not others:
        return program
    line = ["mpirun", "--oversubscribe", "--bind-to", "none", "-n", str(ranks), *program]
    for words in others:
        line += [":", "-n", "1", str(PROGRAM), *map(str, words)]
    return line


def engram(*arguments, ranks=1, others=(), timeout=300):
    """Runs the program and returns the finished process with its output as text."""
    return subprocess.run(command(arguments, ranks, others), env={**os.environ, **ENVIRONMENT}, text=True,
                          capture_output=True, timeout=timeout, check=False)


def run(experiment, out, *arguments, ranks=1, threads=1, timeout=300):
    """Runs an experiment file and returns its summary; fails with the program's words."""
    finished = engram("run", experiment, "--out", out, "--threads", threads, "--quiet", "--overwrite",
                      *arguments, ranks=ranks, timeout=timeout)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return json.loads((Path(out) / "summary.json").read_text())

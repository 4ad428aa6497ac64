"""The cluster all tests share."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parents[1] / "support"), str(Path(__file__).parent)]

from cluster import CannotStart, Cluster, missing  # noqa: E402


@pytest.fixture(scope="session")
def cluster():
    """Three nodes of four cores. They are gone when the tests end, whatever happens."""
    if missing():
        pytest.skip(f"Slurm is not installed; missing: {', '.join(missing())} (packages in cmake/packages.txt)")
    # Paths of sockets are short: pytest's own folder may be too deep.
    folder = tempfile.mkdtemp(prefix="engram-slurm-")
    slurm = Cluster(folder)
    try:
        slurm.start()
        yield slurm
    except CannotStart as reason:
        pytest.skip(str(reason))
    finally:
        slurm.stop()
        if os.environ.get("ENGRAM_KEEP"):
            print(f"logs of Slurm: {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)

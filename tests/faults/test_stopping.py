"""Ctrl-C, SIGTERM and worse, while the network is built and while it runs."""

import json
import signal
import time

import h5py
import numpy as np
import pytest

from running import Running
from small import TEXT, write

WARMUP = 5.0  # ms
ENDLESS = TEXT.replace("duration: 20", "duration: 10000000")

# Nearly every one of 10^10 pairs is looked at and refused: seconds of work that need no memory.
SLOW_TO_BUILD = """\
engram: 1
simulation: {duration: 10}
populations:
  E: {model: iaf_psc_exp, size: 200000, positions: {random: {extent: [1000, 1000]}}}
projections:
  - source: E
    target: E
    rule: {pairwise_bernoulli: 1.0, kernel: {gaussian: {scale: 1}}}
    synapse: {weight: 1, delay: 1}
record: {spikes: all}
"""

WAYS = [(1, signal.SIGINT, "all"), (1, signal.SIGTERM, "all"), (2, signal.SIGINT, "all"),
        (2, signal.SIGTERM, "one"), (2, signal.SIGTERM, "launcher")]


def check_files(out):
    """Everything up to the stop is there, and nothing beyond."""
    summary = json.loads((out / "summary.json").read_text())
    assert summary["status"] == "interrupted"
    stop = WARMUP + summary["model_seconds"] * 1e3
    assert stop > WARMUP + 10
    with h5py.File(out / "spikes.h5") as file:
        times = np.concatenate([file[f"spikes/{name}/timestamps"][:] for name in ("E", "I")])
    assert len(times) == summary["spike_count"] > 0
    # 50 neurons at tens of Hz are never silent for long.
    assert stop - 30 < times.max() <= stop + 1e-6
    with h5py.File(out / "E_V_m.h5") as file:
        begin, end, interval = file["report/E/mapping/time"][:]
        rows = file["report/E/data"].shape[0]
    assert rows == round((end - begin) / interval) and stop - interval < end <= stop + interval


@pytest.mark.parametrize("ranks,number,whom", WAYS)
def test_stopped_while_running(tmp_path, ranks, number, whom):
    out = tmp_path / "results"
    run = Running("run", write(tmp_path, ENDLESS), "--out", out, "--threads", 1, "--progress", "lines",
                  ranks=ranks, patience=2 if whom == "launcher" else 1)
    run.wait_for("running")
    time.sleep(0.5)
    run.send(number, whom)
    code, told, complaints, seconds = run.end()
    assert seconds < 20
    # mpirun stopped by a signal has an exit code of its own.
    assert code == 3 if whom != "launcher" else code != 0, complaints
    assert "interrupted after" in told and str(out) in told
    check_files(out)


@pytest.mark.parametrize("ranks,number,whom", [(1, signal.SIGINT, "all"), (2, signal.SIGTERM, "all"),
                                               (2, signal.SIGINT, "launcher")])
def test_stopped_while_building(tmp_path, ranks, number, whom):
    out = tmp_path / "results"
    run = Running("run", write(tmp_path, SLOW_TO_BUILD), "--out", out, "--threads", 1, "--progress",
                  "lines", ranks=ranks, patience=2 if whom == "launcher" else 1)
    run.wait_for("building")
    run.send(number, whom)
    code, _, complaints, seconds = run.end()
    assert seconds < 20
    assert code == 3 if whom != "launcher" else code != 0
    assert complaints.count("interrupted while the network was being built") == 1
    assert not any(line.startswith("running") for line in run.told)
    assert list(out.iterdir()) == []


def test_a_killed_rank_ends_the_others(tmp_path):
    out = tmp_path / "results"
    run = Running("run", write(tmp_path, ENDLESS), "--out", out, "--threads", 1, "--progress", "lines",
                  ranks=2)
    run.wait_for("running")
    run.send(signal.SIGKILL, "one")
    code, _, complaints, seconds = run.end()
    assert seconds < 20
    assert code != 0 and "signal 9" in complaints
    for file in ("spikes.h5", "E_V_m.h5"):
        h5py.File(out / file).close()
    assert not (out / "summary.json").exists()


def test_a_second_ctrl_c_ends_at_once(tmp_path):
    """A rank that is asked alone while building waits for the others, unless it is asked again."""
    run = Running("run", write(tmp_path, SLOW_TO_BUILD), "--out", tmp_path / "results", "--threads", 1,
                  "--progress", "lines", ranks=2)
    run.wait_for("building")
    run.send(signal.SIGINT, "one")
    time.sleep(1)
    assert run.process.poll() is None
    run.send(signal.SIGINT, "one")
    code, _, complaints, seconds = run.end()
    assert seconds < 20
    assert code != 0 and "signal 2" in complaints

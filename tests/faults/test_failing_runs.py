"""Runs that cannot go on: full disks, neurons beyond all numbers, no memory."""

import contextlib
import os
import resource
import shutil
import subprocess
import time
from pathlib import Path

import h5py
import pytest

from launch import ENVIRONMENT, PROGRAM, command, engram
from running import Running
from small import TEXT, messages, write
from small_disk import small_disk

MANY_SPIKES = """\
engram: 1
simulation: {duration: 20000}
populations:
  E: {model: iaf_psc_exp, size: 300}
stimuli:
  current: {type: dc_generator, target: E, amplitude: 800}
record:
  spikes: all
  state: [{population: E, variables: [V_m], every: 0.1}]
"""

# An input that no membrane could bear: 10 ms / 1e-5 pF times 1.7e308 pA is beyond the largest number.
OVERFLOW = """\
engram: 1
simulation: {duration: 20}
populations:
  A: {model: iaf_psc_exp, size: 3}
  B: {model: iaf_psc_exp, size: 1, params: {C_m: 1.0e-5}}
stimuli:
  current: {type: dc_generator, target: B, amplitude: -1.7e+308}
record: {spikes: all}
"""


def processes_with(word):
    """Process numbers of programs that were given this word."""
    found = []
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if str(word) in line.read_text(errors="replace") and int(line.parent.name) != os.getpid():
                found.append(int(line.parent.name))
    return found


@pytest.mark.parametrize("ranks", [1, 2])
def test_full_disk_during_the_run(tmp_path, ranks):
    with small_disk(tmp_path / "disk", "2m") as disk:
        out = disk / "results"
        finished = engram("run", write(tmp_path, MANY_SPIKES), "--out", out, "--threads", 1, "--quiet",
                          ranks=ranks, timeout=60)
        assert finished.returncode == 3
        told = messages(finished)
        assert len(told) == 1
        assert f"{out}/" in told[0] and "No space left on device" in told[0]
        for file in ("spikes.h5", "E_V_m.h5"):
            h5py.File(out / file).close()
        assert not (out / "summary.json").exists()


def test_full_disk_before_the_run(tmp_path):
    with small_disk(tmp_path / "disk", "64k") as disk:
        with contextlib.suppress(OSError), open(disk / "filling", "wb", buffering=0) as filling:
            while filling.write(bytes(4096)):
                pass
        finished = engram("run", write(tmp_path), "--out", disk, "--quiet")
        assert finished.returncode == 2
        assert str(disk) in messages(finished)[0] and "No space left" in messages(finished)[0]
        assert [path.name for path in disk.iterdir()] == ["filling"]


def test_read_only_directory(tmp_path):
    with small_disk(tmp_path / "disk", "1m") as disk:
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        for out in (disk, disk / "results"):
            finished = engram("run", write(tmp_path), "--out", out, "--quiet", ranks=2)
            told = messages(finished)
            assert finished.returncode == 2
            assert len(told) == 1 and str(out) in told[0] and "Read-only" in told[0]
        assert list(disk.iterdir()) == []


@pytest.mark.parametrize("ranks", [1, 2])
def test_summary_that_cannot_be_written(tmp_path, ranks):
    (tmp_path / "results" / "summary.json").mkdir(parents=True)
    finished = engram("run", write(tmp_path), "--out", tmp_path / "results", "--threads", 1, "--quiet",
                      ranks=ranks, timeout=60)
    assert finished.returncode == 3
    assert len(messages(finished)) == 1 and "summary.json" in messages(finished)[0]


@pytest.mark.parametrize("ranks", [1, 3])
def test_a_neuron_beyond_all_numbers(tmp_path, ranks):
    finished = engram("run", write(tmp_path, OVERFLOW), "--out", tmp_path / "results", "--threads", 1,
                      "--quiet", ranks=ranks, timeout=60)
    assert finished.returncode == 3
    told = messages(finished)
    assert len(told) == 1 and "V_m of neuron 0 of 'B' is " in told[0] and "inf" in told[0]
    assert not (tmp_path / "results" / "summary.json").exists()


# Half a gigabyte of synapses.
TOO_LARGE = (TEXT.replace("size: 40", "size: 4000").replace("fixed_indegree: 8", "fixed_indegree: 20000")
             .replace("weight: 60", "weight: {normal: {mean: 60, std: 5, min: 0}}"))


def test_out_of_memory_while_building(tmp_path):
    """The operating system may give less than it promised."""
    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (1 << 29, 1 << 29))

    finished = subprocess.run(
        command(["run", write(tmp_path, TOO_LARGE), "--out", tmp_path / "results", "--threads", 1, "--quiet"]),
        env={**os.environ, **ENVIRONMENT}, preexec_fn=limit, capture_output=True, text=True,
        timeout=120, check=False)
    assert finished.returncode == 3, finished.stdout + finished.stderr
    assert len(messages(finished)) == 1 and "out of memory" in messages(finished)[0]


def test_out_of_memory_on_one_rank(tmp_path):
    """The others are in the middle of their work, and hear of it; nobody is left behind."""
    words = list(map(str, ["run", write(tmp_path, TOO_LARGE), "--out", tmp_path / "results", "--threads", 1, "--quiet"]))
    begin = time.monotonic()
    finished = subprocess.run(
        ["mpirun", "--oversubscribe", "--bind-to", "none", "-n", "2", PROGRAM, *words,
         ":", "-n", "1", "prlimit", f"--as={400 << 20}", PROGRAM, *words],
        env={**os.environ, **ENVIRONMENT}, capture_output=True, text=True, timeout=60, check=False)
    assert time.monotonic() - begin < 30
    assert finished.returncode == 3, finished.stdout + finished.stderr
    assert [one for one in messages(finished) if "out of memory" in one and "(rank 2)" in one], finished.stderr
    assert not processes_with(tmp_path)


@pytest.mark.parametrize("ranks", [1, 2])
def test_a_directory_that_vanishes(tmp_path, ranks):
    out = tmp_path / "results"
    endless = MANY_SPIKES.replace("duration: 20000", "duration: 10000000")
    run = Running("run", write(tmp_path, endless), "--out", out, "--threads", 1, "--progress", "lines", ranks=ranks)
    run.wait_for("running")
    shutil.rmtree(out)
    code, _, complaints, seconds = run.end()
    assert code == 3 and seconds < 30
    told = [line for line in complaints.splitlines() if line.startswith("engram: ")]
    assert len(told) == 1 and f"{out}/" in told[0] and "No such file or directory" in told[0], complaints
    assert not processes_with(tmp_path)

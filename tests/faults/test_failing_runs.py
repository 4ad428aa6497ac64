"""Runs that cannot go on: full disks, neurons beyond all numbers, no memory."""

import contextlib
import os
import resource
import subprocess

import h5py
import pytest

from launch import ENVIRONMENT, command, engram
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


def test_out_of_memory_while_building(tmp_path):
    """The operating system may give less than it promised."""
    text = TEXT.replace("size: 40", "size: 4000").replace("fixed_indegree: 8", "fixed_indegree: 20000")

    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (1 << 29, 1 << 29))

    finished = subprocess.run(
        command(["run", write(tmp_path, text.replace("weight: 60", "weight: {normal: {mean: 60, std: 5, min: 0}}")),
                 "--out", tmp_path / "results", "--threads", 1, "--quiet"]),
        env={**os.environ, **ENVIRONMENT}, preexec_fn=limit, capture_output=True, text=True,
        timeout=120, check=False)
    assert finished.returncode == 3, finished.stdout + finished.stderr
    assert len(messages(finished)) == 1 and "out of memory" in messages(finished)[0]

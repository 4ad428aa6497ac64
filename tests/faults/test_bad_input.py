"""Bad input: exit code 2, a message with file, line, what was found and what is allowed, and nothing written."""

import os
import shutil
import subprocess

import h5py
import numpy as np
import pytest

from launch import ENVIRONMENT, PROGRAM, engram
from small import broken, messages, refused, write

# What is replaced, by what, and what the message must contain beside file and line.
MISTAKES = {
    "unknown key": ("warmup: 5", "warm_up: 5", ["'warm_up'", "did you mean 'warmup'"]),
    "unknown parameter": ("tau_m: 10.0", "tau_n: 10.0", ["'tau_n'", "did you mean 'tau_m'"]),
    "unknown model": ("type: poisson_generator", "type: poisson_generators", ["did you mean 'poisson_generator'"]),
    "wrong type": ("size: 40", "size: many", ["'many'", "whole number"]),
    "list for number": ("rate: 8000", "rate: [8000]", ["rate", "number", "list"]),
    "no neurons": ("size: 40", "size: 0", ["found 0", "from 1"]),
    "negative": ("tau_m: 10.0", "tau_m: -10.0", ["-10", "above 0"]),
    "not a number": ("tau_m: 10.0", "tau_m: .nan", [".nan", "finite"]),
    "infinite": ("weight: 60", "weight: .inf", [".inf", "finite"]),
    "delay below dt": ("delay: 1.5", "delay: 0.01", ["0.01", "0.1"]),
    "missing population": ("source: E", "source: F", ["'F'", "E, I"]),
    "too many synapses": ("fixed_indegree: 8", "fixed_indegree: 41, allow_multapses: false", ["41", "40"]),
    "weights too far apart": ("weight: 60", "weight: 1.0e-6", ["1e-06", "80", "grid"]),
    "interval between steps": ("every: 0.5", "every: 0.55", ["0.55", "0.1"]),
    "unknown variable": ("variables: [V_m]", "variables: [V_n]", ["'V_n'", "did you mean 'V_m'"]),
    "missing input file": ("tau_m: 10.0", "tau_m: {file: gone.h5, dataset: tau}", ["gone.h5", "no such file"]),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_with_its_place(tmp_path, mistake):
    old, new, words = MISTAKES[mistake]
    text, line = broken(old, new)
    file = write(tmp_path, text)
    out = tmp_path / "results"
    told = refused(engram("run", file, "--out", out), out)
    # A projection onto two populations may be wrong for both.
    assert len(told) == (2 if mistake in ("too many synapses", "weights too far apart") else 1)
    assert all(f"{file}:{line}:" in one for one in told)
    for word in words:
        assert word in told[0]


def test_sums_beyond_the_exact_grid(tmp_path):
    """A thousand million beside a millionth onto the same receptor: no sum could hold both."""
    text, line = broken("weight: 60", "weight: 1.0e-6")
    file = write(tmp_path, text.replace("weight: 80", "weight: 1.0e+9"))
    out = tmp_path / "results"
    told = refused(engram("run", file, "--out", out), out)
    assert any(f"{file}:{line}:" in one and "1e-06" in one and "1e+09" in one for one in told)


def test_more_inputs_in_a_step_than_the_exact_grid_can_sum(tmp_path):
    """The grid's end is about four million of the largest weights."""
    text, _ = broken("fixed_indegree: 8", "fixed_indegree: 10000000")
    _, line = broken("weight: 60", "weight: 60")
    file = write(tmp_path, text)
    out = tmp_path / "results"
    told = refused(engram("run", file, "--out", out), out)
    assert len(told) == 2 and all(f"{file}:{line}:" in one and "exact grid" in one for one in told)


@pytest.mark.parametrize("ranks", [1, 3])
def test_spikes_that_could_reach_nobody(tmp_path, ranks):
    text, line = broken("{type: poisson_generator, target: [E, I], rate: 8000, weight: 80, delay: 1.0}",
                        "{type: spike_times, target: [I, E], spikes: {file: in.h5}, weight: 80}")
    file, out = write(tmp_path, text), tmp_path / "results"
    for node, time, words in ((40, 5.0, ["spike 4", "neuron 40", "below 40"]),
                              (39, 0.0, ["spike 4", "0 ms", "0.1 ms"]),
                              (39, 1e300, ["spike 4", "1e+300 ms"])):
        with h5py.File(tmp_path / "in.h5", "w") as spikes:
            spikes["spikes/other/timestamps"] = [1.0, 2.0, 3.0, 4.0, time]
            spikes["spikes/other/node_ids"] = np.array([39, 0, 1, 2, node], "u8")
        finished = engram("run", file, "--out", out, ranks=ranks)
        told = messages(finished)
        assert finished.returncode == 2 and len(told) == 1 and not list(out.glob("*"))
        assert "stimuli.noise.spikes" in told[0]
        for word in words:
            assert word in told[0]


def test_all_mistakes_at_once_in_the_order_of_the_file(tmp_path):
    text, first = broken("tau_m: 10.0", "tau_n: 10.0")
    _, second = broken("rate: 8000", "rate: -8000")
    _, third = broken("source: E", "source: F")
    file = write(tmp_path, text.replace("rate: 8000", "rate: -8000").replace("source: E", "source: F"))
    out = tmp_path / "results"
    told = refused(engram("run", file, "--out", out), out)
    assert [f"{file}:{line}:" in one for line, one in zip((first, second, third), told)] == 3 * [True]


@pytest.mark.parametrize("command", ["check", "plan"])
def test_check_and_plan_refuse_the_same(tmp_path, command):
    text, line = broken("delay: 1.5", "delay: 0.01")
    file = write(tmp_path, text)
    finished = engram(command, file, "--ranks", 2)
    assert finished.returncode == 2
    assert finished.stdout == ""
    assert f"{file}:{line}:" in finished.stderr


def test_not_a_document(tmp_path):
    for text in ("", "engram: 1\n  populations: {", "\x00\x01\x02", "- 1\n- 2\n", "engram: 2\n"):
        file = write(tmp_path, text)
        told = refused(engram("run", file, "--out", tmp_path / "results"), tmp_path / "results")
        assert str(file) in told[0]


def test_files_that_cannot_be_read(tmp_path):
    out = tmp_path / "results"
    for file, reason in ((tmp_path / "gone.yaml", "No such file"), (tmp_path, "folder")):
        told = refused(engram("run", file, "--out", out), out)
        assert len(told) == 1 and str(file) in told[0] and reason in told[0]


@pytest.mark.parametrize("device, reason", [("/dev/null", "empty"), ("/dev/zero", "longer than")])
def test_devices_are_no_experiments(tmp_path, device, reason):
    told = refused(engram("run", device, "--out", tmp_path / "results", timeout=20), tmp_path / "results")
    assert len(told) == 1 and device in told[0] and reason in told[0]


def test_links_that_lead_nowhere(tmp_path):
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "broken").symlink_to(tmp_path / "gone")
    for link in ("loop", "broken"):
        told = refused(engram("run", tmp_path / link, "--out", tmp_path / "results"), tmp_path / "results")
        assert len(told) == 1 and link in told[0] and "cannot be opened" in told[0]


def test_file_without_permission(tmp_path):
    if os.geteuid() == 0:
        pytest.skip("root may read every file")
    file = write(tmp_path)
    file.chmod(0)
    told = refused(engram("run", file, "--out", tmp_path / "results"), tmp_path / "results")
    assert "Permission denied" in told[0]


def test_input_file_of_the_wrong_shape(tmp_path):
    with h5py.File(tmp_path / "cells.h5", "w") as cells:
        cells["short"] = np.full(39, 10.0)
        cells["words"] = [b"ten"] * 40
        cells["holes"] = np.where(np.arange(40) == 7, np.nan, 10.0)
        cells["zeros"] = np.zeros(40)
    (tmp_path / "text.h5").write_text("tau_m")
    out = tmp_path / "results"
    for place, words in (("file: cells.h5, dataset: short", ["39", "40"]),
                         ("file: cells.h5, dataset: words", ["words", "numbers"]),
                         ("file: cells.h5, dataset: tau", ["tau", "cells.h5"]),
                         ("file: text.h5, dataset: tau_m", ["text.h5", "not an HDF5 file"])):
        text, line = broken("tau_m: 10.0", f"tau_m: {{{place}}}")
        file = write(tmp_path, text)
        told = refused(engram("run", file, "--out", out), out)
        assert f"{file}:{line}:" in told[0]
        for word in words:
            assert word in told[0]
    # Values are seen when each rank reads its part: after the output directory has been made.
    for dataset, words in (("holes", ["nan", "finite"]), ("zeros", ["0", "above 0"])):
        file = write(tmp_path, broken("tau_m: 10.0", f"tau_m: {{file: cells.h5, dataset: {dataset}}}")[0])
        for ranks in (1, 2):
            finished = engram("run", file, "--out", out, ranks=ranks)
            told = messages(finished)
            assert finished.returncode == 2 and "cells.h5" in finished.stderr
            assert sum("cells.h5" in one for one in told) == 1
            for word in words:
                assert word in finished.stderr
            assert not list(out.glob("*"))


def test_more_memory_than_there_is(tmp_path):
    text, _ = broken("size: 40", "size: 40000000")
    file = write(tmp_path, text.replace("fixed_indegree: 8", "fixed_indegree: 20000"))
    out = tmp_path / "results"
    told = refused(engram("run", file, "--out", out), out)
    assert len(told) == 1
    # 40 million neurons with 20,000 synapses each: 2 bytes or more, since all have one weight and delay.
    needed = float(told[0].split("needs about ")[1].split()[0])
    assert 1600 < needed < 5000
    ranks = int(told[0].split("; ")[1].split()[0])
    share = float(told[0].split("a rank can have ")[1].split()[0])
    assert needed / share / 2 < ranks < 2 * needed / share


def test_directory_with_results_is_kept(tmp_path):
    file = write(tmp_path)
    out = tmp_path / "results"
    assert engram("run", file, "--out", out, "--quiet").returncode == 0
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    for ranks in (1, 3):
        finished = engram("run", file, "--out", out, ranks=ranks)
        told = messages(finished)
        assert finished.returncode == 2
        assert len(told) == 1 and str(out) in told[0] and "--overwrite" in told[0]
        assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    (out / "notes.txt").write_text("mine")
    assert engram("run", file, "--out", out, "--quiet", "--overwrite", "--seed", 4).returncode == 0
    assert (out / "spikes.h5").read_bytes() != before["spikes.h5"]
    assert (out / "notes.txt").read_text() == "mine"


def test_output_that_cannot_be_a_directory(tmp_path):
    file = write(tmp_path)
    finished = engram("run", file, "--out", file)
    assert finished.returncode == 2
    assert str(file) in messages(finished)[0] and "directory" in messages(finished)[0]


@pytest.mark.parametrize("ranks", [1, 3])
def test_told_once_however_many_ranks(tmp_path, ranks):
    text, line = broken("source: E", "source: F")
    out = tmp_path / "results"
    told = refused(engram("run", write(tmp_path, text), "--out", out, ranks=ranks, timeout=60), out)
    assert len(told) == 1 and f":{line}:" in told[0]


def test_late_checks_are_told_once_too(tmp_path):
    """Weights and files are checked by another part of the program than keys and names."""
    text, line = broken("weight: 60", "weight: 1.0e-6")
    out = tmp_path / "results"
    told = refused(engram("run", write(tmp_path, text), "--out", out, ranks=3, timeout=60), out)
    # Once for each of the two targets.
    assert len(told) == 2 and all(f":{line}:" in one for one in told) and told[0] != told[1]


def test_a_file_that_one_rank_does_not_have(tmp_path):
    first = write(tmp_path)
    second = tmp_path / "elsewhere"
    out = tmp_path / "results"
    told = refused(engram("run", first, "--out", out, others=[("run", second, "--out", out)]), out)
    assert any("rank 1 only" in one for one in told)
    assert any(str(second) in one for one in told)


def test_another_program_on_another_rank(tmp_path):
    other = tmp_path / "engram"
    # What is behind the end does not keep it from running.
    other.write_bytes(PROGRAM.read_bytes() + bytes(range(8)))
    other.chmod(0o755)
    experiment, out = write(tmp_path), tmp_path / "results"
    words = ["run", experiment, "--out", out]
    finished = subprocess.run(["mpirun", "--oversubscribe", "--bind-to", "none", "-n", "1", PROGRAM, *words,
                               ":", "-n", "1", other, *words], env={**os.environ, **ENVIRONMENT}, text=True,
                              capture_output=True, timeout=60, check=False)
    told = refused(finished, out)
    assert len(told) == 1 and "rank 1 runs another program" in told[0]


@pytest.mark.parametrize("change", ["dt: 0.1, seed: 4", "dt: 0.05, seed: 3"])
def test_another_experiment_on_another_rank(tmp_path, change):
    first = write(tmp_path)
    (tmp_path / "other").mkdir()
    second = write(tmp_path / "other", broken("dt: 0.1, seed: 3", change)[0])
    out = tmp_path / "results"
    told = refused(engram("run", first, "--out", out, others=[("run", second, "--out", out)]), out)
    assert len(told) == 1 and "different experiments" in told[0]


def test_the_same_experiment_by_another_name(tmp_path):
    """Only what the file says counts, not what it is called."""
    first = write(tmp_path)
    second = tmp_path / "copy.yaml"
    shutil.copy(first, second)
    out = tmp_path / "results"
    finished = engram("run", first, "--out", out, "--threads", 1, "--quiet",
                      others=[("run", second, "--out", out, "--threads", 1, "--quiet")])
    assert finished.returncode == 0, finished.stderr

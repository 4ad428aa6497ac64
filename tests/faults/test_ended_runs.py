"""Runs that are paused, stopped, killed or short of time or space, and then continued."""

import concurrent.futures
import contextlib
import os
import random
import shutil
import signal
import subprocess
import time

import pytest

from resuming import RECORDED, assert_same, checkpoints, outcome, start, summary_of
from running import Running
from small import write
from small_disk import small_disk

# How often runs are killed; hundreds for a long test.
ROUNDS = int(os.environ.get("ENGRAM_KILLS", "50"))
SEED = int(os.environ.get("ENGRAM_KILLS_SEED", "20"))
LANES = 4
ENOUGH = ("--checkpoint-every-model", 4)
LONGER = RECORDED.replace("duration: 300", "duration: 3000")
# With so many synapses in a row that threads of their own write them past the page cache.
LARGER = """\
engram: 1
simulation: {duration: 1200, dt: 0.1, seed: 5}
partitioning: {strategy: block}
populations:
  E: {model: iaf_psc_exp, size: 1000}
stimuli:
  noise: {type: poisson_generator, target: E, rate: 8000, weight: 40, delay: 1.0}
projections:
  - source: E
    target: E
    rule: {fixed_indegree: 300}
    synapse: {model: stdp_synapse, weight: 2, tau_plus: 20, lambda: 0.01, Wmax: 4, delay: 1.5}
record: {spikes: all}
"""


def with_outcome(folder, text):
    """An experiment and what comes out of it."""
    experiment = write(folder, text)
    start(experiment, folder / "out")
    return experiment, outcome(folder / "out")


@pytest.fixture(scope="module")
def longer(tmp_path_factory):
    """Of a second or so."""
    return with_outcome(tmp_path_factory.mktemp("longer"), LONGER)


@pytest.fixture(scope="module")
def larger(tmp_path_factory):
    return with_outcome(tmp_path_factory.mktemp("larger"), LARGER)


@pytest.fixture(scope="module")
def longest(tmp_path_factory):
    """Long enough for a signal to come in between."""
    return with_outcome(tmp_path_factory.mktemp("longest"), RECORDED.replace("duration: 300", "duration: 8000"))


def running(experiment, out, *more, ranks=1):
    run = Running("run", experiment, "--out", out, "--threads", 1, "--progress", "lines", *more, ranks=ranks)
    run.wait_for("running")
    return run


@pytest.mark.parametrize("ranks,options", [(1, ()), (2, ("--checkpoint-every-model", 200))])
def test_paused_by_a_signal(longest, tmp_path, ranks, options):
    """Also where no checkpoint has been asked for."""
    experiment, expected = longest
    out = tmp_path / "out"
    run = running(experiment, out, *options, ranks=ranks)
    run.send(signal.SIGUSR1, "one")
    code, told, complaints, _ = run.end()
    assert code == 85, complaints
    assert "continue it with --resume" in told
    assert summary_of(out)["status"] == "interrupted"
    assert len(checkpoints(out)) >= 1
    start(experiment, out, "--resume", ranks=3 - ranks)
    assert_same(out, expected)


@pytest.mark.parametrize("options,kept", [((), 0), (("--checkpoint-every-wall", 1000), 1)])
def test_stopped_by_a_signal(longest, tmp_path, options, kept):
    experiment, expected = longest
    out = tmp_path / "out"
    run = running(experiment, out, *options, ranks=2)
    run.send(signal.SIGTERM, "one")
    code, _, complaints, _ = run.end()
    assert code == 3, complaints
    assert len(checkpoints(out)) == kept
    start(experiment, out, "--resume")
    assert_same(out, expected)


def test_a_time_limit(tmp_path):
    """The run would never end by itself."""
    experiment = write(tmp_path, RECORDED.replace("duration: 300", "duration: 10000000"))
    out = tmp_path / "out"
    start(experiment, out, "--time-limit", 3, ranks=2, code=85)
    first = summary_of(out)["model_seconds"]
    assert len(checkpoints(out)) == 1
    start(experiment, out, "--time-limit", 3, "--resume", code=85)
    assert summary_of(out)["model_seconds"] > first


def kill(run, chance):
    """After a moment kills one rank, or all."""
    time.sleep(chance.uniform(0, 1.5))
    whom = chance.choice(("one", "all"))
    # mpirun waits for ever where one rank dies before it has started the others.
    while run.process.poll() is None and len(run.programs()) < run.ranks:
        time.sleep(0.05)
    with contextlib.suppress(ProcessLookupError, IndexError):  # it was quicker
        run.send(signal.SIGKILL, whom)
    return run.end(120)[0]


def kill_again_and_again(experiment, expected, folder, rounds, chance):
    """One run after the other: each is killed and goes on until it is complete. Returns how many were killed and how
    many went on from a checkpoint."""
    folder.mkdir()
    out, killed, resumed = folder / "out0", 0, 0
    for number in range(rounds):
        run = Running("run", experiment, "--out", out, "--threads", chance.choice((1, 2)), "--quiet", "--resume",
                      "--checkpoint-every-model", chance.choice((5, 20, 100)), ranks=chance.choice((1, 2)))
        code = kill(run, chance)
        killed += code != 0
        resumed += any("resuming" in line for line in run.told)
        if code == 0:
            assert_same(out, expected)
            shutil.rmtree(out)
            out = folder / f"out{number + 1}"
    start(experiment, out, "--resume")
    assert_same(out, expected)
    return killed, resumed


def test_killed_at_any_moment(longer, larger, tmp_path):
    print(f"ENGRAM_KILLS={ROUNDS} ENGRAM_KILLS_SEED={SEED}")
    # Side by side, since most of the time goes into waiting for the moment.
    with concurrent.futures.ThreadPoolExecutor(LANES) as lanes:
        work = [lanes.submit(kill_again_and_again, *(longer, larger)[lane % 2], tmp_path / f"lane{lane}",
                             ROUNDS // LANES + (lane < ROUNDS % LANES), random.Random(f"{SEED} {lane}"))
                for lane in range(LANES)]
    killed, resumed = (sum(numbers) for numbers in zip(*(lane.result() for lane in work)))
    # Or nothing has been tested.
    assert killed >= ROUNDS // 2 and resumed >= ROUNDS // 4


@pytest.mark.parametrize("place", ["results", "checkpoints"])
def test_directories_that_cannot_be_written(tmp_path, place):
    experiment = write(tmp_path, RECORDED)
    with small_disk(tmp_path / "disk", "1m") as disk:
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        where = {"results": ("--out", disk / "out"), "checkpoints": ("--out", tmp_path / "out", "--checkpoint-dir", disk)}
        told = start(experiment, tmp_path / "out", *where[place], *ENOUGH, ranks=2, code=2)
        assert str(disk) in told and "Read-only" in told


def test_a_disk_that_is_full(longer, tmp_path):
    experiment, expected = longer
    out = tmp_path / "out"
    with small_disk(tmp_path / "disk", "1m") as disk:
        more = ("--checkpoint-dir", disk, "--checkpoint-every-model", 4)
        told = start(experiment, out, *more, "--checkpoint-keep", 100, ranks=2, code=3)
        assert "No space left" in told and f"{disk}/checkpoint-" in told
        left = sorted(path.name for path in disk.iterdir())
        assert left and all(name.startswith("checkpoint-") for name in left)
        told = start(experiment, out, "--checkpoint-dir", disk, "--resume")
        assert f"resuming from {disk}/{left[-1]}" in told
        assert_same(out, expected)


@pytest.mark.parametrize("ranks", [1, 2])
def test_a_disk_that_is_full_of_results(longer, tmp_path, ranks):
    """The checkpoints before are as good as they were, and with more room the run ends as if there always had been."""
    experiment, expected = longer
    saved = tmp_path / "checkpoints"
    with small_disk(tmp_path / "disk", "7m") as disk:
        more = ("--checkpoint-dir", saved, "--checkpoint-every-model", 200)
        told = start(experiment, disk / "out", *more, ranks=ranks, code=3)
        assert f"{disk}/out/" in told and "No space left" in told
        newest = sorted(saved.iterdir())[-1]
        assert newest.name.startswith("checkpoint-")
        subprocess.run(["mount", "-o", "remount,size=60m", disk], check=True)
        assert f"resuming from {newest}" in start(experiment, disk / "out", *more, "--resume", ranks=3 - ranks)
        assert_same(disk / "out", expected)

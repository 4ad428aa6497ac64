"""Runs that are saved, ended in every way and continued end like one that nothing has happened to."""

import itertools
import os
import shutil
from pathlib import Path

import h5py
import numpy as np
import pytest

from resuming import RECORDED, assert_same, checkpoints, contents, datasets, outcome, start, summary_of
from small import broken, write
from synthetic_inputs import make_inputs

MPI_TESTS = Path(__file__).parents[1] / "mpi"
STRATEGIES = ("round_robin", "block", "metis", "area")
RANKS = (1, 2, 3, 4)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The small experiment and what comes out of it without any checkpoint."""
    folder = tmp_path_factory.mktemp("small")
    experiment = write(folder, RECORDED)
    start(experiment, folder / "out")
    expected = outcome(folder / "out")
    assert len([name for name in expected[1] if "weights.h5" in name]) > 20
    assert expected[0]["spike_count"] > 100
    return experiment, expected


@pytest.fixture(scope="module")
def saved(small, tmp_path_factory):
    """A complete run with its checkpoints at 15, 30, ... ms."""
    out = tmp_path_factory.mktemp("saved") / "out"
    start(small[0], out, "--checkpoint-every-model", 15, "--checkpoint-keep", 100)
    return out


@pytest.fixture
def run(saved, tmp_path):
    """A copy of it to be spoilt."""
    return shutil.copytree(saved, tmp_path / "out")


@pytest.fixture(scope="module", params=["every_feature", "learning"])
def large(request, tmp_path_factory):
    """An experiment of tests/mpi, and what comes out of it on one rank."""
    folder = tmp_path_factory.mktemp(request.param)
    make_inputs(folder)
    experiment = shutil.copy(MPI_TESTS / f"{request.param}.yaml", folder)
    start(experiment, folder / "out")
    return Path(experiment), outcome(folder / "out")


def keep_until(out, milliseconds):
    """Removes the checkpoints after this time; returns the newest of the others."""
    for path in checkpoints(out):
        if int(path.stem.split("-")[1]) > milliseconds * 10:
            path.unlink()
    return checkpoints(out)[-1]


@pytest.fixture(scope="module")
def saved_by(large, tmp_path_factory):
    """By number of ranks: complete runs with their checkpoints at 20, 40, ... ms, divided in every way."""
    experiment, expected = large
    runs = {}
    for ranks, strategy in zip(RANKS, STRATEGIES):
        runs[ranks] = tmp_path_factory.mktemp("saved_by") / "out"
        start(experiment, runs[ranks], "--checkpoint-every-model", 20, "--checkpoint-keep", 100, "--set",
              f"partitioning.strategy={strategy}", ranks=ranks, threads=1 + ranks % 2)
        assert_same(runs[ranks], expected)
    return runs


def state_in(checkpoint):
    """The tables of state in a checkpoint, but for what is about the session that saved it, and for the past that
    plastic synapses may still ask for: how much of it is kept depends on which neurons live together."""
    return {name: content for name, content in contents(checkpoint).items()
            if not name.startswith(("provenance", "results", "run"))
            and not any(part in name for part in ("/spikes_", "/voltage_", "/scaling"))}


def test_any_ranks_save_the_same_state(saved_by):
    names = [[path.name for path in checkpoints(out)] for out in saved_by.values()]
    assert len(names[0]) >= 6 and names == [names[0]] * len(RANKS)
    for name in names[0][::3]:
        alone = state_in(saved_by[1] / "checkpoints" / name)
        assert len(alone) > 20
        for ranks in RANKS[1:]:
            assert state_in(saved_by[ranks] / "checkpoints" / name) == alone, (name, ranks)


@pytest.mark.parametrize("saving,loading", itertools.permutations(RANKS, 2))
def test_any_ranks_go_on_from_any(large, saved_by, tmp_path, saving, loading):
    experiment, expected = large
    out = tmp_path / "out"
    time = 20 * (1 + (2 * saving + loading) % 5)
    later = [path.name for path in checkpoints(saved_by[saving]) if path.name > f"checkpoint-{10 * time:012}.h5"]
    shutil.copytree(saved_by[saving], out, ignore=lambda *_: later)
    told = start(experiment, out, "--resume", "--set", f"partitioning.strategy={STRATEGIES[loading % 4]}",
                 ranks=loading, threads=1 + loading // 2)
    assert f"at {time} ms" in told
    assert_same(out, expected)


def test_saving_often_or_seldom_changes_nothing(small, saved, tmp_path):
    experiment, expected = small
    assert_same(saved, expected)
    assert len(checkpoints(saved)) == 20
    start(experiment, tmp_path / "often", "--checkpoint-every-model", 6.1, "--checkpoint-every-wall", 0.05, ranks=2)
    assert_same(tmp_path / "often", expected)
    assert len(checkpoints(tmp_path / "often")) == 2
    start(experiment, tmp_path / "seldom", "--checkpoint-at-end", "--checkpoint-keep", 1, "--checkpoint-dir",
          tmp_path / "elsewhere")
    assert_same(tmp_path / "seldom", expected)
    assert [path.name for path in (tmp_path / "elsewhere").iterdir()] == ["checkpoint-000000003000.h5"]


def test_checkpoints_elsewhere(small, tmp_path):
    """They are found although nobody says where they are, and missed where they are gone."""
    experiment, expected = small
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    start(experiment, out, "--checkpoint-every-model", 100, "--checkpoint-dir", elsewhere)
    (elsewhere / "checkpoint-000000003000.h5").unlink()
    assert "at 200 ms" in start(experiment, out, "--resume", ranks=2)
    assert_same(out, expected)
    elsewhere.rename(tmp_path / "moved")
    assert "is a link to" in start(experiment, out, "--resume", code=2)
    assert_same(out, expected)
    assert "at 200 ms" in start(experiment, out, "--resume", "--checkpoint-dir", tmp_path / "moved")
    assert_same(out, expected)


def test_within_the_warm_up(small, tmp_path):
    experiment = write(tmp_path, RECORDED.replace("duration: 300", "duration: 200, warmup: 100"))
    start(experiment, tmp_path / "alone")
    expected = outcome(tmp_path / "alone")
    for time in (40, 100, 120):
        out = tmp_path / f"{time}"
        start(experiment, out, "--checkpoint-every-model", 20, "--checkpoint-keep", 100)
        keep_until(out, time)
        start(experiment, out, "--resume", ranks=2)
        assert_same(out, expected)


def test_a_longer_run(small, tmp_path):
    """Half of the run, complete and with checksums, and then the rest."""
    experiment, expected = small
    shorter = write(tmp_path, RECORDED.replace("duration: 300", "duration: 250"))
    text = shorter.read_text().replace("150, 300]", "150]")
    longer = write(tmp_path, RECORDED.replace("150, 300]", "150]"))
    start(longer, tmp_path / "alone")
    experiment = tmp_path / "shorter.yaml"
    experiment.write_text(text)
    start(experiment, tmp_path / "out", "--checkpoint-at-end")
    start(longer, tmp_path / "out", "--resume")
    assert_same(tmp_path / "out", outcome(tmp_path / "alone"))


def test_files_that_were_left_in_disorder(small, run):
    """Whatever stands in the files of results beside the values that were there."""
    experiment, expected = small
    keep_until(run, 150)
    for path in run.glob("*.h5"):
        with open(path, "r+b") as file:
            file.write(os.urandom(2048))
            file.seek(0, os.SEEK_END)
            file.write(b"what was being written")
    start(experiment, run, "--resume")
    assert_same(run, expected)


@pytest.mark.parametrize("damage", ["shorter", "changed", "empty"])
def test_a_damaged_checkpoint_is_not_used(small, run, damage):
    experiment, expected = small
    newest = keep_until(run, 150)
    with open(newest, "r+b") as file:
        if damage == "changed":
            file.seek(newest.stat().st_size // 2)
            byte = file.read(1)[0]
            file.seek(-1, os.SEEK_CUR)
            file.write(bytes([byte ^ 64]))
        else:
            file.truncate(newest.stat().st_size // 2 if damage == "shorter" else 0)
    told = start(experiment, run, "--resume", ranks=2)
    assert f"{newest}: " in told and "resuming from" in told and "at 135 ms" in told
    assert_same(run, expected)


def test_no_checkpoint_is_intact(small, run):
    newest = keep_until(run, 15)
    newest.write_bytes(newest.read_bytes()[:-7])
    before = datasets(run)
    told = start(small[0], run, "--resume", code=2)
    assert "none of 1 checkpoints can be used" in told
    assert datasets(run) == before


def test_from_the_beginning_without_a_checkpoint(small, run, tmp_path):
    experiment, expected = small
    assert "there is no checkpoint in" in start(experiment, tmp_path / "new", "--resume")
    assert_same(tmp_path / "new", expected)
    # Of a run that was killed early there may be files; of one that is complete they are kept.
    shutil.rmtree(run / "checkpoints")
    assert "holds results already" in start(experiment, run, "--resume", code=2)
    (run / "summary.json").unlink()
    start(experiment, run, "--resume")
    assert_same(run, expected)


@pytest.mark.parametrize("old,new,path", [
    ("dt: 0.1", "dt: 0.05", "simulation.dt"), ("seed: 3", "seed: 4", "simulation.seed"),
    ("size: 20", "size: 21", "populations.E.size"), ("lambda: 0.01", "lambda: 0.02", "projections[1].synapse.lambda"),
    ("all_to_all\n    synapse: {model: clopath", "{fixed_indegree: 3}\n    synapse: {model: clopath",
     "projections[4].rule"),
    ("rate: 8000", "rate: 8001", "stimuli.noise.rate"), ("snapshots: [200]", "snapshots: [201]", "record.weights[1]"),
    ("D: 0.3", "D: 0.2", "modulators.dopamine.params.D"), ("nu: 2.0e-4", "nu: 2.1e-4", "structural[0].nu")])
def test_what_may_not_change(run, tmp_path, old, new, path):
    before = datasets(run)
    told = start(write(tmp_path, broken(old, new, RECORDED)[0]), run, "--resume", code=2)
    assert f"{path}" in told and "was saved with" in told
    assert datasets(run) == before


def test_too_short_for_what_was_saved(run, tmp_path):
    text = RECORDED.replace("150, 300]", "150]").replace("[200]", "[20]").replace("[50, 250]", "[50]")
    told = start(write(tmp_path, text), run, "--resume", "--duration", 200, code=2)
    assert "record.weights" in told  # changed as well
    told = start(write(tmp_path, RECORDED), tmp_path / "new", "--from", checkpoints(run)[-1], "--set",
                 "simulation.duration=250", "--set", "record.weights=[]", "--set", "record.fields=[]", code=2)
    assert "simulation.duration" in told and "before the checkpoint at 300 ms" in told


def test_results_that_are_gone(small, run):
    keep_until(run, 150)
    (run / "weights.h5").unlink()
    told = start(small[0], run, "--resume", ranks=2, code=2)
    assert "weights.h5: belongs to the run" in told


def test_old_checkpoints(small, run):
    experiment, expected = small
    (run / "summary.json").unlink()
    for path in run.glob("*.h5"):
        path.unlink()
    assert "holds checkpoints already" in start(experiment, run, code=2)
    start(experiment, run, "--overwrite")
    assert checkpoints(run) == []
    assert_same(run, expected)


def test_a_branch(small, run, tmp_path):
    """Without a change, a branch is the rest of the run; with one, another."""
    experiment, expected = small
    origin = checkpoints(run)[9]
    assert origin.name == "checkpoint-000000001500.h5"
    start(experiment, tmp_path / "same", "--from", origin, "--checkpoint-every-model", 100)
    summary = summary_of(tmp_path / "same")
    assert summary["state_hash"] == expected[0]["state_hash"]
    assert summary["model_seconds"] == pytest.approx(0.15)
    with h5py.File(tmp_path / "same" / "spikes.h5") as rest, h5py.File(run / "spikes.h5") as whole:
        spikes = 0
        for name in ("E", "I", "C"):
            times = whole[f"spikes/{name}/timestamps"][:]
            later = times > 150 + 1e-6
            assert np.array_equal(rest[f"spikes/{name}/timestamps"][:], times[later])
            assert np.array_equal(rest[f"spikes/{name}/node_ids"][:], whole[f"spikes/{name}/node_ids"][:][later])
            spikes += np.count_nonzero(later)
    assert spikes == summary["spike_count"]
    # A branch can itself be continued.
    before = outcome(tmp_path / "same")
    keep_until(tmp_path / "same", 200)
    start(experiment, tmp_path / "same", "--from", origin, "--resume", ranks=2)
    assert_same(tmp_path / "same", before)

    changed = ("--from", origin, "--set", "stimuli.noise.rate=9000", "--set", "projections[1].synapse.lambda=0.02")
    start(experiment, tmp_path / "changed", *changed)
    start(experiment, tmp_path / "changed_2", *changed, ranks=2, threads=2)
    assert outcome(tmp_path / "changed") == outcome(tmp_path / "changed_2")
    assert summary_of(tmp_path / "changed")["spike_hash"] != summary["spike_hash"]
    told = start(experiment, tmp_path / "other", "--from", origin, "--set", "populations.E.size=21", code=2)
    assert "populations.E.size" in told and not (tmp_path / "other").exists()
    told = start(experiment, run, "--from", origin, "--overwrite", code=2)
    assert "lies where this run is to overwrite" in told and origin.exists()

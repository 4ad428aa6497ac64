"""Sweeps from the command line: what is run, what is refused, what is left."""

import json

import pytest

import small
from launch import engram

SWEEP = """\
sweep:
  - {path: stimuli.noise.rate, values: [7000, 9000]}
  - {path: simulation.seed, values: [1, 2]}
"""


@pytest.fixture
def file(tmp_path):
    return small.write(tmp_path, small.TEXT + SWEEP)


def hash_of(folder):
    return json.loads((folder / "summary.json").read_text())["spike_hash"]


def test_the_points_are_listed_in_order(file):
    listed = engram("sweep", file)
    assert listed.returncode == 0, listed.stderr
    assert listed.stdout.splitlines() == [
        "point-000  stimuli.noise.rate=7000  simulation.seed=1",
        "point-001  stimuli.noise.rate=7000  simulation.seed=2",
        "point-002  stimuli.noise.rate=9000  simulation.seed=1",
        "point-003  stimuli.noise.rate=9000  simulation.seed=2",
        "4 points, all valid",
    ]


@pytest.mark.parametrize("ranks", [1, 2])
def test_every_point_is_the_run_with_its_values(file, tmp_path, ranks):
    out = tmp_path / "out"
    done = engram("sweep", file, "--run", "--out", out, "--quiet", ranks=ranks)
    assert done.returncode == 0, done.stderr
    assert sorted(folder.name for folder in out.iterdir()) == [f"point-00{k}" for k in range(4)]
    plain = small.write(tmp_path)
    for number, (rate, seed) in enumerate([(7000, 1), (7000, 2), (9000, 1), (9000, 2)]):
        alone = tmp_path / f"alone-{number}"
        done = engram("run", plain, "--out", alone, "--quiet", "--seed", seed, "--set", f"stimuli.noise.rate={rate}")
        assert done.returncode == 0, done.stderr
        assert hash_of(out / f"point-00{number}") == hash_of(alone)
    assert len({hash_of(folder) for folder in out.iterdir()}) == 4


def test_a_run_needs_a_point(file, tmp_path):
    told = small.refused(engram("run", file, "--out", tmp_path / "out", ranks=2), tmp_path / "out")
    assert told == [f"engram: {file}: sweep: the file describes 4 experiments: run one with --point K (0 to 3), all "
                    f"with `engram sweep {file} --run`, or submit jobs/sweep.sbatch"]


def test_a_point_needs_a_sweep(tmp_path):
    told = small.refused(engram("run", small.write(tmp_path), "--point", "0", "--out", tmp_path / "out"),
                         tmp_path / "out")
    assert "no sweep block" in told[0]
    told = small.refused(engram("sweep", small.write(tmp_path), "--run", "--out", tmp_path / "out", ranks=2),
                         tmp_path / "out")
    assert "no sweep block" in told[0]


def test_a_bad_point_is_named_before_anything_runs(tmp_path):
    text = small.TEXT + SWEEP.replace("9000", "-1")
    file = small.write(tmp_path, text)
    listed = engram("sweep", file)
    assert listed.returncode == 2
    told = small.messages(listed)
    line = text[:text.index("-1]")].count("\n") + 1
    assert told[0] == "engram: point 2 of the sweep cannot be run:"
    assert told[1].startswith(f"engram: {file}:{line}:") and "stimuli.noise.rate: found -1" in told[1]


def test_the_sweep_ends_at_the_first_point_that_fails(file, tmp_path):
    out = tmp_path / "out"
    (out / "point-001").mkdir(parents=True)
    (out / "point-001" / "summary.json").write_text("{}")
    done = engram("sweep", file, "--run", "--out", out, "--quiet", ranks=2)
    assert done.returncode == 2
    assert (out / "point-000" / "summary.json").exists()
    assert not (out / "point-002").exists()

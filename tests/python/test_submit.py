"""jobs/submit without a Slurm: what it asks for on machines of a given size."""

import os
import shlex
import subprocess

import pytest

from docs_pages import SOURCE

PROGRAM = os.environ.get("ENGRAM_PROGRAM")
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="ENGRAM_PROGRAM names no program; ctest sets it")
MICROCIRCUIT = SOURCE / "experiments" / "microcircuit.yaml"
LARGE_NODE = ("--cores", "64", "--node-memory", "256000")


def submit(*arguments):
    return subprocess.run([SOURCE / "jobs" / "submit", "--dry-run", *map(str, arguments)], capture_output=True, text=True,
                          env={**os.environ, "ENGRAM": PROGRAM}, timeout=120, check=False)


def words(*arguments):
    done = submit(*arguments)
    assert done.returncode == 0, done.stderr
    return [word for word in shlex.split(done.stdout) if not word.startswith("ENGRAM")]


def asked(option, *arguments):
    return next(word.split("=", 1)[1] for word in words(*arguments) if word.startswith(f"--{option}="))


def test_one_large_node_holds_the_microcircuit():
    found = words(*LARGE_NODE, MICROCIRCUIT, "out")
    assert found[:2] == ["sbatch", "--parsable"]
    assert {"--nodes=1", "--ntasks-per-node=1", "--cpus-per-task=64"} <= set(found)
    assert found[-3:] == [str(SOURCE / "jobs" / "single.sbatch"), str(MICROCIRCUIT), "out"]


def test_small_nodes_share_the_network():
    whole = int(asked("mem", *LARGE_NODE, MICROCIRCUIT, "out").rstrip("M"))
    assert whole > 1000  # 0.3 billion synapses of several bytes
    nodes = int(asked("nodes", "--cores", "4", "--node-memory", whole // 3, MICROCIRCUIT, "out"))
    assert 3 <= nodes <= 8
    share = int(asked("mem", "--cores", "4", "--node-memory", whole // 3, MICROCIRCUIT, "out").rstrip("M"))
    assert share <= whole // 3


def test_cores_are_shared_by_the_ranks_of_a_node():
    found = words(*LARGE_NODE, "--ranks-per-node", "4", MICROCIRCUIT, "out")
    assert {"--ntasks-per-node=4", "--cpus-per-task=16"} <= set(found)


def test_a_longer_run_asks_for_more_time():
    def minutes(duration):
        hours, more, _ = asked("time", *LARGE_NODE, MICROCIRCUIT, "out", "--", "--duration", duration).split(":")
        return 60 * int(hours) + int(more)

    assert minutes(10_000_000) > minutes(100_000) >= 10


def test_a_run_that_checkpoints_asks_for_a_day_at_most():
    assert asked("time", *LARGE_NODE, "--long", MICROCIRCUIT, "out", "--", "--duration", 1e9) == "24:00:00"


def test_a_sweep_asks_for_its_largest_point(tmp_path):
    text = """engram: 1
populations: {E: {model: iaf_psc_exp, size: 1000}}
projections: [{source: E, target: E, rule: {fixed_indegree: 10}, synapse: {weight: 1, delay: 1}}]
"""
    (tmp_path / "small.yaml").write_text(text)
    (tmp_path / "large.yaml").write_text(text.replace("1000", "1000000").replace("10}", "1000}"))
    (tmp_path / "sweep.yaml").write_text(text + "sweep:\n"
                                         "  - {path: 'projections[0].rule.fixed_indegree', values: [10, 1000]}\n"
                                         "  - {path: populations.E.size, values: [1000, 1000000]}\n")
    memory = {name: asked("mem", *LARGE_NODE, *more, tmp_path / f"{name}.yaml", "out")
              for name, *more in (("small",), ("large",), ("sweep", "--sweep"))}
    assert memory["sweep"] == memory["large"] != memory["small"]


def test_what_is_given_is_taken():
    found = words(*LARGE_NODE, "--nodes", "2", "--threads", "3", "--memory", "5G", "--time", "7", "--partition", "p",
                  "--account", "a", "--long", MICROCIRCUIT, "out", "--", "--seed", "5")
    assert {"--nodes=2", "--cpus-per-task=3", "--mem=5G", "--time=7", "--partition=p", "--account=a"} <= set(found)
    assert found[-5:] == [str(SOURCE / "jobs" / "long_run.sbatch"), str(MICROCIRCUIT), "out", "--seed", "5"]


def test_a_network_that_fits_nowhere_is_refused():
    done = submit("--cores", "4", "--node-memory", "10", MICROCIRCUIT, "out")
    assert done.returncode == 2
    assert "does not fit" in done.stderr


@pytest.mark.parametrize("arguments, told", [
    (("--nodes", "0", MICROCIRCUIT, "out"), "has to be 1 or more"),
    ((*LARGE_NODE, "--sweep", MICROCIRCUIT, "out"), "has no sweep"),
    ((*LARGE_NODE, "none.yaml", "out"), "cannot be opened"),
])
def test_what_cannot_be_is_told(arguments, told):
    done = submit(*arguments)
    assert done.returncode == 2
    assert told in done.stderr

"""Runs that are interrupted: by the time limit, by Slurm's warning before it, and by a node that fails."""

import signal

import pytest

import jobs
import launch
import processes
from cluster import wait_until

FROM_THE_START = "beginning from the start"  # what the program says where it finds no checkpoint
TWO_NODES = ("--nodes=2", "--ntasks=2", "--time=10")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """What the run that is disturbed below has to end with."""
    folder = tmp_path_factory.mktemp("undisturbed")
    launch.run(jobs.experiment(folder, jobs.MEDIUM), folder / "out")
    return jobs.hashes(folder / "out")


def wait_for_progress(folder, job):
    """Waits until the job has simulated something, but is not near its end."""
    wait_until(lambda: "%" in jobs.log(folder, job), 60, f"progress of job {job}")


def test_the_time_limit_ends_a_run_with_readable_results(cluster, tmp_path):
    file = jobs.experiment(tmp_path, jobs.ENDLESS)
    job = jobs.sbatch(cluster, "single", file, tmp_path / "out", "--quiet", options=("--ntasks=1", "--time=1"))
    cluster.wait_for_state(job, ("RUNNING",))
    wait_until((tmp_path / "out").exists, 30, "the run to begin")
    # A limit is a minute at least: do not wait for it.
    cluster.run("scontrol", "update", f"JobId={job}", "EndTime=now")
    cluster.wait_for_state(job, ("TIMEOUT",), 120)
    found = wait_until(lambda: jobs.summary(tmp_path / "out"), 30, "the summary")
    assert found["status"] == "interrupted"


def test_a_warned_job_checkpoints_requeues_itself_and_ends_as_if_undisturbed(cluster, tmp_path, undisturbed):
    file = jobs.experiment(tmp_path, jobs.MEDIUM)
    job = jobs.sbatch(cluster, "long_run", file, tmp_path / "out", "--progress", "lines", options=TWO_NODES)
    wait_for_progress(tmp_path, job)
    cluster.run("scancel", "--batch", "--signal=USR1", job)  # as --signal=B:USR1 does
    wait_until(lambda: "going back into the queue" in jobs.log(tmp_path, job), 120,
               lambda: f"the checkpoint: {jobs.log(tmp_path, job)}")
    assert jobs.summary(tmp_path / "out") is None or jobs.hashes(tmp_path / "out")["status"] != "complete"
    cluster.wait_for_state(job, ("COMPLETED", "FAILED", "TIMEOUT"), 200)
    assert cluster.state(job) == "COMPLETED", jobs.log(tmp_path, job)
    assert cluster.show(job)["Restarts"] == "1"
    assert "start number 2" in jobs.log(tmp_path, job)
    assert jobs.log(tmp_path, job).count(FROM_THE_START) == 1
    assert jobs.hashes(tmp_path / "out") == undisturbed


def test_a_job_whose_node_fails_ends_on_the_others(cluster, tmp_path, undisturbed):
    file = jobs.experiment(tmp_path, jobs.MEDIUM)
    # Of two numbers the program takes the last one.
    job = jobs.sbatch(cluster, "long_run", file, tmp_path / "out", "--progress", "lines", "--checkpoint-every-wall",
                      "0.5", options=TWO_NODES)
    wait_until(lambda: list(tmp_path.glob("out/checkpoints/checkpoint-*.h5")), 120, "the first checkpoint")
    _, lost = cluster.run("scontrol", "show", "hostnames", cluster.show(job)["NodeList"]).split()
    frozen = cluster.fail_node(lost)
    try:
        wait_until(lambda: cluster.show(job).get("Restarts") == "1", 120, "the job to be requeued")
        cluster.wait_for_state(job, ("COMPLETED", "FAILED", "TIMEOUT"), 200)
        assert cluster.state(job) == "COMPLETED", jobs.log(tmp_path, job)
        assert lost not in cluster.run("scontrol", "show", "hostnames", cluster.show(job)["NodeList"]).split()
        assert jobs.log(tmp_path, job).count(FROM_THE_START) == 1
        assert jobs.hashes(tmp_path / "out") == undisturbed
    finally:
        processes.send(signal.SIGKILL, frozen)
        cluster.start_node(lost)


def test_a_chain_goes_on_with_what_was_trained(cluster, tmp_path):
    train, test = tmp_path / "train", tmp_path / "test"
    for folder in (train, test):
        folder.mkdir()
    first, second = jobs.train_then_test(cluster, tmp_path, jobs.experiment(train), jobs.experiment(test, 2 * jobs.SHORT),
                                         tmp_path / "out", "--ntasks=1", "--time=5")
    cluster.wait_for_state(second, ("COMPLETED", "FAILED", "CANCELLED"), 120)
    logs = "".join(file.read_text() for file in tmp_path.glob("*.log"))
    assert (cluster.state(first), cluster.state(second)) == ("COMPLETED", "COMPLETED"), logs
    whole = launch.run(test / "experiment.yaml", tmp_path / "whole")
    # It went on from there: at its end stands what a run over both would have ended with.
    assert jobs.summary(tmp_path / "out" / "test")["state_hash"] == whole["state_hash"]

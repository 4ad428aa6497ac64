"""jobs/ on a real Slurm: what is submitted runs, alone, as an array and in a chain, and stops when it is told to."""

import shlex

import jobs
import launch
from cluster import wait_until

TWO_NODES = ("--nodes=2", "--ntasks=2", "--cpus-per-task=2", "--time=5")
ONE_CORE = ("--ntasks=1", "--time=5")


def test_a_single_job_has_the_results_of_a_run_without_slurm(cluster, tmp_path):
    file = jobs.experiment(tmp_path)
    job = jobs.sbatch(cluster, "single", file, tmp_path / "out", "--quiet", options=TWO_NODES)
    cluster.wait_for_state(job, ("COMPLETED", "FAILED"))
    assert cluster.state(job) == "COMPLETED", jobs.log(tmp_path, job)
    found = jobs.summary(tmp_path / "out")
    assert (found["ranks"], found["threads"]) == (2, 2)
    alone = launch.run(file, tmp_path / "alone")
    assert [found[name] for name in ("spike_hash", "state_hash")] == [alone[name] for name in
                                                                      ("spike_hash", "state_hash")]
    assert found["spike_count"] > 0


def test_a_failing_job_fails_with_the_programs_words(cluster, tmp_path):
    job = jobs.sbatch(cluster, "single", tmp_path / "none.yaml", tmp_path / "out", options=TWO_NODES)
    cluster.wait_for_state(job, ("COMPLETED", "FAILED"))
    assert cluster.state(job) == "FAILED"
    assert cluster.show(job)["ExitCode"] == "2:0"
    assert "none.yaml: cannot be opened" in jobs.log(tmp_path, job)


def test_a_sweep_runs_every_point_once(cluster, tmp_path):
    file = jobs.experiment(tmp_path, more=jobs.SWEEP)
    job = jobs.sbatch(cluster, "sweep", file, tmp_path / "out", "--quiet", options=(*ONE_CORE, "--array=0-2%2"))
    cluster.wait_for_state(job, ("COMPLETED", "FAILED"))
    assert cluster.state(job) == "COMPLETED COMPLETED COMPLETED", jobs.log(tmp_path, job)
    points = {folder.name: jobs.summary(folder) for folder in (tmp_path / "out").iterdir()}
    assert sorted(points) == ["point-000", "point-001", "point-002"]
    for number, rate in enumerate((7000, 8000, 9000)):
        found = points[f"point-00{number}"]
        assert found["sweep"] == {"point": number, "points": 3, "values": {"stimuli.noise.rate": rate}}
        assert found["experiment"]["stimuli"]["noise"]["rate"] == rate
        alone = launch.run(jobs.experiment(tmp_path), tmp_path / "alone", "--set", f"stimuli.noise.rate={rate}")
        assert found["spike_hash"] == alone["spike_hash"]


def test_submit_asks_for_what_the_plan_says(cluster, tmp_path):
    file = jobs.experiment(tmp_path)
    options = ("--time", "5", "--nodes", "2")
    dry = jobs.submit(cluster, tmp_path, "--dry-run", *options, file, tmp_path / "out", "--", "--quiet")
    words = shlex.split(dry)
    assert {"--nodes=2", "--ntasks-per-node=1", "--cpus-per-task=4", "--time=5"} <= set(words)
    job = jobs.submit(cluster, tmp_path, *options, file, tmp_path / "out", "--", "--quiet").splitlines()[-1]
    cluster.wait_for_state(job, ("COMPLETED", "FAILED"))
    assert cluster.state(job) == "COMPLETED", jobs.log(tmp_path, job)
    found = jobs.summary(tmp_path / "out")
    assert (found["ranks"], found["threads"]) == (2, 4)
    asked = next(int(word[len("--mem="):-1]) for word in words if word.startswith("--mem="))
    assert found["peak_rss_bytes"]["max"] < asked * 2**20


def test_submit_makes_an_array_of_a_sweep(cluster, tmp_path):
    file = jobs.experiment(tmp_path, more=jobs.SWEEP)
    words = shlex.split(jobs.submit(cluster, tmp_path, "--dry-run", "--sweep", "--at-once", "2", file, tmp_path / "out"))
    assert "--array=0-2%2" in words
    assert words[-3:] == [str(jobs.JOBS / "sweep.sbatch"), str(file), str(tmp_path / "out")]


def test_a_cancelled_job_leaves_results_that_can_be_read(cluster, tmp_path):
    file = jobs.experiment(tmp_path, jobs.ENDLESS)
    job = jobs.sbatch(cluster, "single", file, tmp_path / "out", "--progress", "lines", options=TWO_NODES)
    cluster.wait_for_state(job, ("RUNNING",))
    wait_until((tmp_path / "out").exists, 30, "the run to begin")
    cluster.run("scancel", job)
    cluster.wait_for_state(job, ("CANCELLED",))
    found = wait_until(lambda: jobs.summary(tmp_path / "out"), 30, "the summary")
    assert found["status"] == "interrupted"


def test_a_chain_ends_where_training_fails(cluster, tmp_path):
    file = jobs.experiment(tmp_path)
    train, test = jobs.train_then_test(cluster, tmp_path, tmp_path / "none.yaml", file, tmp_path / "out", *ONE_CORE)
    cluster.wait_for_state(train, ("FAILED",))
    cluster.wait_for_state(test, ("CANCELLED",))
    assert not (tmp_path / "out").exists()

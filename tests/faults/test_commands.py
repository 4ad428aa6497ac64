"""The commands beside `run`: on everything they are meant for, and on what they are not."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from launch import command, engram, run
from small import write

EXPERIMENTS = sorted((Path(__file__).parents[2] / "experiments").glob("*.yaml"))


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("results")
    run(write(folder), folder / "out")
    return folder / "out"


def test_info_on_a_directory(results):
    finished = engram("info", results)
    assert finished.returncode == 0 and not finished.stderr
    summary = json.loads((results / "summary.json").read_text())
    for words in ("spikes.h5", "E_V_m.h5", summary["spike_hash"], summary["engram_version"]):
        assert words in finished.stdout


def test_info_on_every_file(results):
    for file in sorted(results.iterdir()):
        finished = engram("info", file)
        assert finished.returncode == 0 and not finished.stderr
        assert str(file) in finished.stdout
    summary = json.loads((results / "summary.json").read_text())
    spikes = engram("info", results / "spikes.h5").stdout
    counts = [int(line.split()[1]) for line in spikes.splitlines() if " spikes" in line and ":" in line[:6]]
    assert sum(counts) == summary["spike_count"]


def test_info_on_what_is_no_result(results, tmp_path):
    (tmp_path / "text.h5").write_text("hello")
    (tmp_path / "cut.h5").write_bytes((results / "spikes.h5").read_bytes()[:3000])
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.json").write_text("{")
    (tmp_path / "other.json").write_text("{}")
    for name, words in (("text.h5", "not an HDF5 file"), ("cut.h5", "damaged"), ("empty", "no results"),
                        ("text.json", "not JSON"), ("other.json", "not the summary"),
                        ("gone", "no such file")):
        finished = engram("info", tmp_path / name)
        assert finished.returncode == 2, name
        assert finished.stderr.count("\n") == 1
        assert str(tmp_path / name) in finished.stderr and words in finished.stderr


def test_every_model_in_the_list_has_a_page():
    listed = engram("models").stdout
    names = [line.split()[0] for line in listed.splitlines() if line.startswith("  ")]
    assert {"iaf_psc_exp", "poisson_generator", "fixed_indegree", "metis"} <= set(names)
    for name in names:
        for options in ([], ["--markdown"]):
            page = engram("models", name, *options)
            assert page.returncode == 0 and name in page.stdout.splitlines()[0], name
            assert len(page.stdout.splitlines()) > 2, name
    assert "tau_m" in engram("models", "iaf_psc_exp").stdout


def test_the_schema_is_json():
    schema = json.loads(engram("models", "--schema").stdout)
    assert "populations" in schema["properties"]


@pytest.mark.parametrize("file", EXPERIMENTS, ids=lambda file: file.stem)
def test_check_and_plan_on_every_experiment(file):
    checked = engram("check", file, "--ranks", 4, "--threads", 2, timeout=60)
    assert checked.returncode == 0, checked.stderr
    assert "is valid" in checked.stdout
    planned = engram("plan", file, "--ranks", 4, "--threads", 2, timeout=60)
    assert planned.returncode == 0, planned.stderr
    assert "Plan for 4 ranks of 2 threads" in planned.stdout


def test_plan_for_a_machine_nobody_has():
    """A billion neurons on 10,000 ranks, planned in little memory; a plan that grew with them would not end."""
    microcircuit = next(file for file in EXPERIMENTS if file.stem == "microcircuit")
    arguments = ["plan", microcircuit, "--ranks", 10000, "--tile", 12958, "--remote-fraction", 0.1,
                 "--remote-columns", 10]
    planned = engram(*arguments, timeout=30)
    assert planned.returncode == 0, planned.stderr
    assert "Plan for 10000 ranks" in planned.stdout
    with subprocess.Popen(command(arguments), stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    assert usage.ru_maxrss < 200 * 1024  # kB


def test_report_on_a_run(results):
    finished = engram("report", results)
    assert finished.returncode == 0, finished.stderr
    assert (results / "report.png").stat().st_size > 10000


def test_report_on_nothing(tmp_path):
    finished = engram("report", tmp_path)
    assert finished.returncode != 0
    assert str(tmp_path) in finished.stderr and "Traceback" not in finished.stderr

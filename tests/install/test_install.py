"""What `cmake --install` leaves behind is all a user needs: program, library, headers, Python, experiments."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from launch import ENVIRONMENT, PROGRAM

HERE = Path(__file__).parent
SOURCE = HERE.parents[1]
CHANGES = ("--set", "simulation.duration=100",
           "--set", "populations.E.params={tau_m: {uniform: {min: 8, max: 12}}}")


def call(*words, status=0, **variables):
    done = subprocess.run([str(word) for word in words], text=True, capture_output=True, check=False,
                          timeout=240, env={**os.environ, **ENVIRONMENT, **variables})
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def prefix(tmp_path_factory):
    folder = tmp_path_factory.mktemp("prefix")
    call("cmake", "--install", PROGRAM.parent, "--prefix", folder)
    return folder


@pytest.fixture(scope="module")
def app(prefix, tmp_path_factory):
    """The consumer, built against the installation alone."""
    build = tmp_path_factory.mktemp("app")
    call("cmake", "-S", HERE / "consumer", "-B", build, f"-DCMAKE_PREFIX_PATH={prefix}")
    call("cmake", "--build", build)
    return build / "app"


@pytest.fixture(scope="module")
def network(prefix):
    return prefix / "share/engram/experiments/first_network.yaml"


def test_a_users_program_gets_the_programs_spikes(prefix, app, network, tmp_path):
    hash_of = re.compile(r"spike_hash ([0-9a-f]{16})")
    mine = hash_of.search(call(app, network)).group(1)
    theirs = call(prefix / "bin/engram", "run", network, "--out", tmp_path / "out", "--quiet",
                  "--threads", "1", *CHANGES)
    assert hash_of.search(theirs).group(1) == mine
    unchanged = call(prefix / "bin/engram", "run", network, "--out", tmp_path / "other", "--quiet",
                     "--threads", "1", *CHANGES[:2])
    assert hash_of.search(unchanged).group(1) != mine


def test_a_users_program_sees_every_problem(app, tmp_path):
    (tmp_path / "bad.yaml").write_text("engram: 1\npopulations: {E: {model: iaf_psc_exp, size: -3}}\nrecrod: {}\n")
    told = call(app, tmp_path / "bad.yaml", status=2)
    assert "bad.yaml:2:" in told
    assert "bad.yaml:3:" in told and "recrod" in told


def test_the_installed_program_finds_its_python(prefix, network, tmp_path):
    call(prefix / "bin/engram", "run", network, "--out", tmp_path / "out", "--quiet", "--duration", "100")
    call(prefix / "bin/engram", "report", tmp_path / "out", MPLBACKEND="Agg", PYTHONDONTWRITEBYTECODE="1")
    assert (tmp_path / "out/report.png").stat().st_size > 1000
    call(sys.executable, "-c", "from engram import results; assert results.load",
         PYTHONPATH=str(prefix / "share/engram/python"), PYTHONDONTWRITEBYTECODE="1")


def test_the_installed_files(prefix):
    shared = prefix / "share/engram"
    assert {p.name for p in (SOURCE / "experiments").glob("*.yaml")} <= {
        p.name for p in (shared / "experiments").iterdir()}
    schema = (shared / "experiment.schema.json").read_text()
    assert schema == call(prefix / "bin/engram", "models", "--schema")
    headers = {p.name for p in (prefix / "include/engram").iterdir()}
    assert headers == {p.name for p in (SOURCE / "include/engram").iterdir()}
    assert [p for p in prefix.rglob("*") if p.name == "__pycache__"] == []

"""Words the program does not understand."""

import pytest

from launch import engram
from small import messages, refused, write

WORDS = {
    "unknown command": (["runn"], ["'runn'", "did you mean 'run'", "plan"]),
    "unknown option": (["run", "FILE", "--thread", "2"], ["'--thread'", "did you mean '--threads'"]),
    "one word too many": (["run", "FILE", "again"], ["'again'"]),
    "no file": (["run"], ["FILE", "required"]),
    "no threads": (["run", "FILE", "--threads", "0"], ["--threads", "0", "1 to 4096"]),
    "threads in words": (["run", "FILE", "--threads", "two"], ["--threads", "two"]),
    "style of progress": (["run", "FILE", "--progress", "nice"], ["--progress", "nice", "lines"]),
    "no value": (["run", "FILE", "--set"], ["--set"]),
    "no equals sign": (["run", "FILE", "--set", "seed"], ["--set seed", "path=value"]),
    "no path": (["run", "FILE", "--set", "=5"], ["--set =5", "path=value"]),
    "unknown path": (["run", "FILE", "--set", "simulation.sed=5"], ["'sed'", "did you mean 'seed'"]),
    "beyond the list": (["run", "FILE", "--set", "projections[9].source=E"], ["--set projections[9].source=E"]),
    "broken value": (["run", "FILE", "--set", "simulation.dt={"], ["--set simulation.dt="]),
    "negative seed": (["run", "FILE", "--seed", "-5"], ["--seed -5", "at least 0"]),
    "negative duration": (["run", "FILE", "--duration", "-5"], ["--duration -5", "at least 0"]),
    "endless": (["run", "FILE", "--duration", ".inf"], ["--duration .inf", "finite"]),
    "too long": (["run", "FILE", "--duration", "1e300"], ["--duration 1e300", "steps"]),
    "no ranks": (["plan", "FILE", "--ranks", "0"], ["--ranks", "1 to"]),
    "unknown model": (["models", "iaf_psc_ex"], ["'iaf_psc_ex'", "did you mean 'iaf_psc_exp'"]),
}


@pytest.mark.parametrize("case", WORDS)
def test_refused_with_what_is_allowed(tmp_path, case):
    words, expected = WORDS[case]
    file = write(tmp_path)
    out = tmp_path / "results"
    words = [str(file) if word == "FILE" else word for word in words]
    if words[0] == "run":
        words += ["--out", str(out)]
    if case == "no value":
        words = [word for word in words if word not in ("--out", str(out))]
    told = refused(engram(*words), out)
    assert len(told) == 1
    for word in expected:
        assert word in told[0]


def test_several_malformed_settings_at_once(tmp_path):
    out = tmp_path / "results"
    told = refused(engram("run", write(tmp_path), "--out", out, "--set", "a", "--set", "b"), out)
    assert len(told) == 2


def test_no_words_at_all_show_the_commands():
    finished = engram()
    assert finished.returncode == 2
    for command in ("run", "check", "plan", "info", "models", "report"):
        assert command in finished.stderr


@pytest.mark.parametrize("words", [["--help"], ["run", "--help"], ["--version"]])
def test_help_is_no_error(words):
    finished = engram(*words)
    assert finished.returncode == 0
    assert finished.stdout and not finished.stderr


def test_told_once_by_three_ranks():
    finished = engram("runn", ranks=3, timeout=60)
    assert finished.returncode == 2
    assert len(messages(finished)) == 1


def test_commands_without_ranks_are_carried_out_once(tmp_path):
    finished = engram("check", write(tmp_path), ranks=3, timeout=60)
    assert finished.returncode == 0
    assert finished.stdout.count("is valid") == 1


def test_another_command_on_another_rank(tmp_path):
    file = write(tmp_path)
    out = tmp_path / "results"
    told = refused(engram("run", file, "--out", out, others=[("check", file)], timeout=60), out)
    assert len(told) == 1 and "different commands" in told[0]

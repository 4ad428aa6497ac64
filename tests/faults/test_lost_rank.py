"""A rank that does not answer any more: the run ends soon, and says which rank and in which phase."""

import os
import re
import signal
import time

import pytest

import small
import small_learning
from running import Running

SECONDS = 2


def start(folder, text):
    """A run that would go on for ever."""
    endless = re.sub(r"duration: \d+", "duration: 10000000", text, count=1)
    run = Running("run", small.write(folder, endless), "--out", folder / "results", "--threads", 1,
                  "--progress", "lines", "--watchdog", SECONDS, ranks=2)
    run.wait_for("running")
    return run


def gone(process, timeout=10):
    """Whether a process has ended, or ends soon."""
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


# Ranks that have no spikes to tell each other meet all the same, to record and to report.
ALONE = small.TEXT[:small.TEXT.index("projections:")] + small.TEXT[small.TEXT.index("record:"):]


@pytest.mark.parametrize("text", [small.TEXT, small_learning.TEXT, ALONE], ids=["static", "learning", "alone"])
def test_a_rank_that_hangs_is_named(tmp_path, text):
    run = start(tmp_path, text)
    frozen = run.programs()[-1]
    run.send(signal.SIGSTOP, "one")
    code, _, complaints, seconds = run.end()
    assert code == 3, complaints
    assert re.search(rf"rank 1 has not answered for {SECONDS} s \(phase: [a-z]+", complaints), complaints
    # The limit, the time ranks are given to fail together, and what mpirun takes to end them.
    assert seconds < SECONDS + 15
    assert gone(frozen)


def test_a_job_that_was_suspended_as_a_whole_goes_on(tmp_path):
    run = start(tmp_path, small.TEXT)
    run.send(signal.SIGSTOP, "all")
    time.sleep(SECONDS + 1)
    run.send(signal.SIGCONT, "all")
    time.sleep(1)
    assert run.process.poll() is None
    run.send(signal.SIGINT, "all")
    _, _, complaints, _ = run.end()
    assert "has not answered" not in complaints

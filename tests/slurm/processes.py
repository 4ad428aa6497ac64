"""Processes that belong to a test, found by what stands in their environment."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

PR_SET_PDEATHSIG = 1


def _die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def start(command, environment, log):
    """Starts a daemon that stays in the foreground and ends with this process, however that ends."""
    with open(log, "ab") as out:
        return subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                preexec_fn=_die_with_parent, start_new_session=True)


def with_settings(**settings):
    """Process numbers of all processes that have these environment variables."""
    wanted = {f"{name}={value}".encode() for name, value in settings.items()}
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            present = set((folder / "environ").read_bytes().split(b"\0"))
        except OSError:  # gone meanwhile, or another user's
            continue
        if wanted <= present and int(folder.name) != os.getpid():
            found.append(int(folder.name))
    return found


def guard(**settings):
    """Starts a process that waits for the end of this one, however that ends, and then kills what has these
    environment variables. It ends when it is killed, or by itself a little later than this process."""
    words = [f"{name}={value}" for name, value in settings.items()]
    return subprocess.Popen([sys.executable, __file__, str(os.getpid()), *words], start_new_session=True)


def _kill_after(parent, settings):
    while os.getppid() == parent:
        time.sleep(0.5)
    time.sleep(1.0)  # daemons write their last words
    send(signal.SIGKILL, with_settings(**settings))


def send(number, processes):
    """Sends a signal to processes, some of which may be gone."""
    for process in processes:
        try:
            os.kill(process, number)
        except ProcessLookupError:
            pass


if __name__ == "__main__":
    _kill_after(int(sys.argv[1]), dict(word.split("=", 1) for word in sys.argv[2:]))

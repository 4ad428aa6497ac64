"""A program that is running, to be disturbed."""

import os
import signal
import subprocess
import threading
import time
from pathlib import Path

from launch import ENVIRONMENT, command


def children(parent):
    """Process numbers of a process's children."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found.append(int(stat.parent.name))
    return sorted(found)


class Running:
    """The program, started and left running; what it says is collected meanwhile.

    `patience`: seconds mpirun waits before SIGTERM and again before SIGKILL when it ends its ranks.
    """

    def __init__(self, *arguments, ranks=1, patience=1):
        environment = {**os.environ, **ENVIRONMENT, "OMPI_MCA_odls_base_sigkill_timeout": str(patience)}
        self.ranks = ranks
        self.process = subprocess.Popen(command(arguments, ranks), env=environment, text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.told = []
        self.news = threading.Condition()
        self.listener = threading.Thread(target=self.listen, daemon=True)
        self.listener.start()

    def listen(self):
        for line in self.process.stderr:
            with self.news:
                self.told.append(line)
                self.news.notify_all()

    def wait_for(self, beginning, timeout=60):
        """Waits until a line begins like this."""
        with self.news:
            assert self.news.wait_for(lambda: any(line.startswith(beginning) for line in self.told),
                                      timeout), self.told

    def programs(self):
        """Process numbers of the ranks."""
        return [self.process.pid] if self.ranks == 1 else children(self.process.pid)

    def send(self, number, whom):
        """Sends a signal to the `launcher` (or the one process there is), to `all` ranks or to `one` of them."""
        if whom == "launcher":
            self.process.send_signal(number)
        else:
            for process in self.programs() if whom == "all" else self.programs()[-1:]:
                os.kill(process, number)

    def end(self, timeout=30):
        """Waits for the end; returns exit code, standard output, standard error and seconds waited."""
        begin = time.monotonic()
        try:
            self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            for process in self.programs():
                os.kill(process, signal.SIGKILL)
            self.process.kill()
            raise
        self.listener.join(timeout)
        return self.process.returncode, self.process.stdout.read(), "".join(self.told), time.monotonic() - begin

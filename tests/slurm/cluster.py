"""A Slurm of several nodes on this machine, as the user who runs the test; nothing of it outlives the test."""

import getpass
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import processes

DAEMONS = ("munged", "slurmctld", "slurmd")
COMMANDS = ("sbatch", "srun", "scancel", "squeue", "scontrol", "sinfo")
# What daemons say that this machine does not let run.
FORBIDDEN = ("permission denied", "not permitted", "cgroup", "address already in use", "read-only file system",
             "unable to bind", "no space left")

CONFIGURATION = """\
ClusterName=engramtest
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort={port}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
CredType=cred/munge
# Requeued jobs start when their old credentials have expired: after seconds instead of minutes.
AuthInfo=socket={folder}/munge.socket,cred_expire=5
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool/%n
TmpFS={folder}/tmp/%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.%n.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
# A node may have more cores than the machine.
SlurmdParameters=config_overrides
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=1,bf_interval=1,sched_min_interval=0
MpiDefault=none
SwitchType=switch/none
ReturnToService=2
SlurmdTimeout=5
KillWait=3
MessageTimeout=5
JobRequeue=1
PropagateResourceLimits=NONE
PartitionName=batch Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


class CannotStart(Exception):
    """This machine does not let Slurm run; the text says why."""


def missing():
    """Programs of Slurm that are not installed."""
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])
    return [name for name in (*DAEMONS, *COMMANDS) if shutil.which(name, path=path) is None]


def wait_until(condition, seconds, what):
    """Polls until `condition()` is true and returns its value. `what` is text for a message, or makes one."""
    end = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        assert time.monotonic() < end, f"after {seconds} s still waiting for {what() if callable(what) else what}"
        time.sleep(0.1)


def free_ports(number):
    sockets = [socket.socket() for _ in range(number)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


class Cluster:
    """munged, slurmctld and a slurmd for each node, with everything they write in `folder`."""

    def __init__(self, folder, nodes=3, cores=4):
        self.folder = Path(folder).resolve()
        self.nodes = [f"n{i}" for i in range(1, nodes + 1)]
        self.cores = cores
        self.configuration = self.folder / "slurm.conf"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("SLURM_", "SBATCH_"))},
            "PATH": os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"]),
            "SLURM_CONF": str(self.configuration),
            # Ranks on different "nodes" share this machine's memory segments, and would mix them up.
            "OMPI_MCA_btl": "self,tcp",
            "OMPI_MCA_mpi_yield_when_idle": "1",
        }
        self.daemons = {}
        self.guard = None

    def start(self):
        """Returns when all nodes wait for jobs. Throws CannotStart."""
        self._write_files()
        self.guard = processes.guard(SLURM_CONF=self.configuration)
        self._start("munged", ["munged", "--foreground", "--force", f"--key-file={self.folder}/munge/key",
                               f"--socket={self.folder}/munge.socket", f"--pid-file={self.folder}/munged.pid",
                               f"--seed-file={self.folder}/munge/seed", "--num-threads=2"])
        self._wait_for((self.folder / "munge.socket").exists)
        self._start("slurmctld", ["slurmctld", "-D", "-i", "-f", str(self.configuration)])
        for name in self.nodes:
            self.start_node(name)
        self._wait_for(lambda: self.idle_nodes() == set(self.nodes))

    def start_node(self, name):
        self._start(name, ["slurmd", "-D", "-N", name, "-f", str(self.configuration)])

    def stop(self):
        """Ends all jobs and daemons."""
        if "slurmctld" in self.daemons and self.daemons["slurmctld"].poll() is None:
            self.run("scancel", "--user", getpass.getuser(), check=False)
        for daemon in self.daemons.values():
            if daemon.poll() is None:
                daemon.terminate()
        for daemon in reversed(self.daemons.values()):
            try:
                daemon.wait(10)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()
        processes.send(signal.SIGKILL, processes.with_settings(SLURM_CONF=self.configuration))
        if self.guard is not None:
            self.guard.kill()
            self.guard.wait()

    def fail_node(self, name):
        """A node that no longer answers: its daemon is gone, its processes stand still."""
        self.daemons[name].kill()
        self.daemons[name].wait()
        tasks = processes.with_settings(SLURM_CONF=self.configuration, SLURMD_NODENAME=name)
        processes.send(signal.SIGSTOP, tasks)
        return tasks

    def run(self, *command, check=True):
        """Runs a command of Slurm and returns what it prints."""
        done = subprocess.run(list(map(str, command)), env=self.environment, capture_output=True, text=True,
                              timeout=60, check=False)
        assert done.returncode == 0 or not check, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout.strip()

    def idle_nodes(self):
        return set(self.run("sinfo", "-h", "-N", "-t", "idle", "-o", "%N", check=False).split())

    def state(self, job):
        """States of a job, or of all tasks of an array, separated by spaces."""
        return " ".join(self.run("squeue", "-h", "-r", "-t", "all", "-j", job, "-o", "%T").split())

    def show(self, job):
        """What scontrol says of a job, by name."""
        words = self.run("scontrol", "-o", "show", "job", job).split()
        return dict(word.split("=", 1) for word in words if "=" in word)

    def wait_for_state(self, job, states, seconds=60):
        """Waits until every task of a job is in one of the states."""
        return wait_until(lambda: set(self.state(job).split()) <= set(states), seconds,
                          lambda: f"job {job} to be {states}; it is {self.state(job)}")

    def log_of(self, daemon):
        path = self.folder / f"{daemon}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def _write_files(self):
        for name in ("munge", "state", *(f"{kind}/{node}" for kind in ("spool", "tmp") for node in self.nodes)):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        (self.folder / "munge").chmod(0o700)
        key = self.folder / "munge" / "key"
        key.write_bytes(os.urandom(128))
        key.chmod(0o400)
        ports = free_ports(1 + len(self.nodes))
        text = CONFIGURATION.format(folder=self.folder, port=ports[0], user=getpass.getuser())
        for name, port in zip(self.nodes, ports[1:]):
            text += (f"NodeName={name} NodeHostname=localhost NodeAddr=127.0.0.1 Port={port} CPUs={self.cores} "
                     f"RealMemory=2000 State=UNKNOWN\n")
            (self.folder / "tmp" / name).chmod(0o1777)
        self.configuration.write_text(text)
        # Never used, but without it slurmd looks for the machine's cgroups.
        (self.folder / "cgroup.conf").write_text("CgroupPlugin=cgroup/v1\nCgroupAutomount=no\n")

    def _start(self, name, command):
        self.daemons[name] = processes.start(command, self.environment, self.folder / f"{name}.log")

    def _wait_for(self, condition):
        """Waits for a stage of the start; tells machines that forbid it from mistakes of ours."""
        end = time.monotonic() + 30
        while not condition():
            dead = [name for name, daemon in self.daemons.items() if daemon.poll() is not None]
            if dead or time.monotonic() > end:
                lines = [line for name in (dead or self.daemons) for line in self.log_of(name).splitlines()[-5:]]
                told = "\n".join(lines)
                if any(words in told.lower() for words in FORBIDDEN):
                    raise CannotStart(f"{', '.join(dead) or 'Slurm'} cannot run here: {told}")
                raise AssertionError(f"Slurm does not start; ended: {dead}\n{told}")
            time.sleep(0.1)

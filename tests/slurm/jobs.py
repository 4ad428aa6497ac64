"""Submits the scripts in jobs/ and reads what the jobs leave."""

import json
import re
import subprocess
from pathlib import Path

from launch import PROGRAM

JOBS = Path(__file__).parents[2] / "jobs"

TEXT = """\
engram: 1
simulation: {duration: %(duration)s, dt: 0.1, seed: 5}
populations:
  E: {model: iaf_psc_exp, size: 800}
  I: {model: iaf_psc_exp, size: 200}
stimuli:
  noise: {type: poisson_generator, target: [E, I], rate: 8000, weight: 40, delay: 1.0}
projections:
  - {source: E, target: [E, I], rule: {fixed_indegree: 8}, synapse: {weight: 60, delay: 1.5}}
  - {source: I, target: [E, I], rule: {fixed_indegree: 4}, synapse: {weight: -200, delay: 1.5}}
record: {spikes: none}
"""
SWEEP = """\
sweep:
  - {path: stimuli.noise.rate, values: [7000, 8000, 9000]}
"""
# Model time in ms: done at once; seconds of work, so that something can happen in between; longer than any test.
SHORT, MEDIUM, ENDLESS = 100, 100_000, 30_000_000


def experiment(folder, duration=SHORT, more=""):
    """Writes an experiment of 1000 neurons."""
    file = Path(folder) / "experiment.yaml"
    file.write_text(TEXT % {"duration": duration} + more)
    return file


def environment(cluster):
    return {**cluster.environment, "ENGRAM": str(PROGRAM.resolve()), "ENGRAM_JOBS": str(JOBS)}


def call(cluster, folder, *words):
    """Runs a command in a folder and returns what it prints."""
    done = subprocess.run(list(map(str, words)), env=environment(cluster), cwd=folder, capture_output=True,
                          text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def sbatch(cluster, script, file, out, *arguments, options=()):
    """Submits jobs/SCRIPT.sbatch and returns the job's number. Its log, log-NUMBER, is beside its results."""
    folder = Path(out).parent
    return call(cluster, folder, "sbatch", "--parsable", f"--output={folder}/log-%A", *options,
                JOBS / f"{script}.sbatch", file, out, *arguments)


def submit(cluster, folder, *arguments):
    """Calls jobs/submit and returns what it prints."""
    return call(cluster, folder, JOBS / "submit", *arguments)


def train_then_test(cluster, folder, train, test, out, *options):
    """Calls jobs/train_then_test and returns the numbers of both jobs."""
    told = call(cluster, folder, JOBS / "train_then_test", train, test, out, *options)
    return re.fullmatch(r"training: job (\d+), test: job (\d+)", told).groups()


def log(folder, job):
    file = Path(folder) / f"log-{job}"
    return file.read_text(errors="replace") if file.exists() else ""


def summary(folder):
    """A run's summary, or None where there is none yet."""
    file = Path(folder) / "summary.json"
    return json.loads(file.read_text()) if file.exists() else None


def hashes(folder):
    return {name: summary(folder)[name] for name in ("status", "spike_count", "spike_hash", "state_hash")}

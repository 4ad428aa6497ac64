"""A small valid experiment, broken in one place or used as it is."""

from pathlib import Path

TEXT = """\
engram: 1
simulation: {duration: 20, warmup: 5, dt: 0.1, seed: 3}
populations:
  E: {model: iaf_psc_exp, size: 40, params: {tau_m: 10.0}}
  I:
    model: iaf_psc_exp
    size: 10
stimuli:
  noise: {type: poisson_generator, target: [E, I], rate: 8000, weight: 80, delay: 1.0}
projections:
  - source: E
    target: [E, I]
    rule: {fixed_indegree: 8}
    synapse: {weight: 60, delay: 1.5}
  - source: I
    target: E
    rule: {fixed_indegree: 2}
    synapse: {weight: -200, delay: 1.0}
record:
  spikes: all
  state:
    - {population: E, sample: 3, variables: [V_m], every: 0.5}
"""


def write(folder, text=TEXT):
    """Writes an experiment file and returns its path."""
    file = Path(folder) / "experiment.yaml"
    file.write_text(text)
    return file


def broken(old, new, text=TEXT):
    """The experiment with one piece of text replaced, and the line where that is."""
    assert text.count(old) == 1, old
    return text.replace(old, new), text[:text.index(old)].count("\n") + 1


def messages(finished):
    """What the program itself said on standard error, but for warnings."""
    return [line for line in finished.stderr.splitlines()
            if line.startswith("engram: ") and not line.startswith("engram: warning: ")]


def refused(finished, out):
    """Asserts that the input was refused and nothing written; returns the messages."""
    assert finished.returncode == 2, finished.stdout + finished.stderr
    assert not Path(out).exists()
    told = messages(finished)
    assert told, finished.stderr
    return told

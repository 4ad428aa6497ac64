"""What runs take of memory: what was planned, and no more for having run longer."""

import json

import pytest

from launch import engram, run
from small import write

DENSE = """\
engram: 1
simulation: {{duration: 1, seed: 3}}
populations:
  E: {{model: iaf_psc_exp, size: 3000}}
projections:
  - {{source: E, target: E, rule: {{fixed_indegree: 3000}}, synapse: {synapse}}}
record: {{spikes: none}}
"""


@pytest.mark.parametrize("ranks", [1, 2])
@pytest.mark.parametrize("synapse", [
    "{weight: {normal: {mean: 1, std: 0.1}}, delay: {uniform: {min: 1, max: 2}}}",
    "{model: stdp_synapse, weight: 1, Wmax: 2, delay: {uniform: {min: 1, max: 2}}}"])
def test_a_plan_foretells_the_memory_of_a_run(tmp_path, synapse, ranks):
    """Of nine million synapses, static and plastic; a program alone is taken to need more than it does."""
    file = write(tmp_path, DENSE.format(synapse=synapse))
    planned = json.loads(engram("plan", file, "--ranks", ranks, "--json").stdout)["largest_rank"]
    out = tmp_path / "results"
    assert engram("run", file, "--out", out, "--threads", 1, "--quiet", ranks=ranks).returncode == 0
    used = json.loads((out / "summary.json").read_text())["peak_rss_bytes"]["max"]
    assert planned["memory"] - planned["memory_program"] < used < 1.05 * planned["memory"]


LONG = """\
engram: 1
simulation: {duration: 12000, seed: 1}
populations:
  E: {model: iaf_psc_exp, size: 1000, params: {I_e: 500}}
record:
  spikes: all
  state: [{population: E, variables: [V_m], every: 0.1}]
"""


def test_long_recordings_do_not_stay_in_memory(tmp_path):
    """Half a gigabyte of potentials; what is recorded in a fifth of a second of computing may wait for the disk."""
    summary = run(write(tmp_path, LONG), tmp_path / "results")
    written = (tmp_path / "results" / "E_V_m.h5").stat().st_size
    assert written > 4 * 1000 * 120_000
    assert summary["peak_rss_bytes"]["max"] < 0.7 * written

"""Networks at the edge: nothing, one neuron, no time, more ranks than neurons."""

import h5py
import numpy as np
import pytest

from launch import run
from small import TEXT, write

LONELY = """\
engram: 1
simulation: {duration: 20, warmup: 3}
populations:
  A: {model: iaf_psc_exp, size: 2}
record:
  spikes: all
  state: [{population: A, variables: [V_m], every: 1}]
"""


def spikes_of(folder, population):
    with h5py.File(folder / "spikes.h5") as file:
        return file[f"spikes/{population}/timestamps"][:]


def state_of(folder, population, variable):
    with h5py.File(folder / f"{population}_{variable}.h5") as file:
        return file[f"report/{population}/data"][:]


@pytest.mark.parametrize("ranks,threads", [(1, 1), (1, 3), (4, 1)])
def test_population_never_connected(tmp_path, ranks, threads):
    """Two neurons left alone stay at rest, also where most ranks have none."""
    summary = run(write(tmp_path, LONELY), tmp_path / "out", ranks=ranks, threads=threads)
    assert summary["synapses"] == summary["spike_count"] == summary["synaptic_events"] == 0
    assert summary["rates_hz"] == {"A": 0.0}
    assert len(spikes_of(tmp_path / "out", "A")) == 0
    state = state_of(tmp_path / "out", "A", "V_m")
    assert state.shape == (20, 2) and np.all(state == -70.0)


@pytest.mark.parametrize("ranks", [1, 2])
def test_no_time_at_all(tmp_path, ranks):
    text = TEXT.replace("duration: 20, warmup: 5", "duration: 0")
    summary = run(write(tmp_path, text), tmp_path / "out", ranks=ranks)
    assert summary["status"] == "complete"
    assert summary["synapses"] == 50 * 8 + 40 * 2
    assert summary["model_seconds"] == summary["spike_count"] == 0
    assert summary["real_time_factor"] in (0, None)
    assert state_of(tmp_path / "out", "E", "V_m").shape == (0, 3)


def test_warmup_only(tmp_path):
    """Activity before the recorded time is neither counted nor written, though it happened."""
    text = TEXT.replace("duration: 20, warmup: 5", "duration: 0, warmup: 100")
    summary = run(write(tmp_path, text), tmp_path / "out", ranks=2)
    assert summary["spike_count"] == 0 and len(spikes_of(tmp_path / "out", "E")) == 0
    nothing = run(write(tmp_path, text.replace("warmup: 100", "warmup: 0")), tmp_path / "still")
    assert summary["state_hash"] != nothing["state_hash"]


def test_one_neuron(tmp_path):
    """One neuron under constant current: the interval between spikes is that of the formula."""
    text = LONELY.replace("size: 2", "size: 1").replace("duration: 20", "duration: 200") + """\
stimuli:
  current: {type: dc_generator, target: A, amplitude: 500}
"""
    run(write(tmp_path, text), tmp_path / "out", ranks=2)
    times = spikes_of(tmp_path / "out", "A")
    # tau_m 10 ms, C_m 250 pF, rest and reset -70 mV, threshold -55 mV, t_ref 2 ms.
    drive = 10.0 / 250.0 * 500.0
    interval = 2.0 + 10.0 * np.log(drive / (drive - 15.0))
    assert len(times) > 5
    assert np.all(np.abs(np.diff(times) - interval) < 0.1 + 1e-9)


@pytest.mark.parametrize("ranks", [1, 4])
def test_two_neurons_that_talk(tmp_path, ranks):
    """More ranks than neurons: one drives the other over a rank in between that has nothing to do."""
    text = """\
engram: 1
simulation: {duration: 50}
populations:
  A: {model: iaf_psc_delta, size: 1}
  B: {model: iaf_psc_delta, size: 1}
stimuli:
  spikes: {type: spike_times, target: A, times: [10, 20, 30], weight: 100, delay: 1}
projections:
  - {source: A, target: B, rule: one_to_one, synapse: {weight: 100, delay: 2.5}}
record: {spikes: all}
"""
    summary = run(write(tmp_path, text), tmp_path / "out", ranks=ranks)
    assert summary["spike_count"] == 6
    assert np.allclose(spikes_of(tmp_path / "out", "A"), [11, 21, 31])
    assert np.allclose(spikes_of(tmp_path / "out", "B"), [13.5, 23.5, 33.5])


def test_poisson_input_of_rate_zero(tmp_path):
    text = TEXT.replace("rate: 8000", "rate: 0")
    summary = run(write(tmp_path, text), tmp_path / "out", ranks=2)
    assert summary["spike_count"] == 0
    assert np.all(state_of(tmp_path / "out", "E", "V_m") == -70.0)


@pytest.mark.parametrize("ranks,threads", [(1, 3), (4, 1), (3, 2)])
def test_more_workers_than_neurons_change_nothing(tmp_path, ranks, threads):
    text = TEXT.replace("size: 40", "size: 2").replace("size: 10", "size: 1").replace("sample: 3", "sample: 1")
    file = write(tmp_path, text)
    alone = run(file, tmp_path / "alone", "--duration", 300)
    many = run(file, tmp_path / "many", "--duration", 300, ranks=ranks, threads=threads)
    assert alone["spike_count"] > 0
    assert many["spike_hash"] == alone["spike_hash"] and many["state_hash"] == alone["state_hash"]

"""An item held by short-term facilitation, against Mongillo, Barak & Tsodyks (2008)."""

from pathlib import Path

import h5py
import numpy as np
import pytest

from launch import run

WORKING_MEMORY = Path(__file__).parents[2] / "experiments" / "working_memory.yaml"
CUE, END = (1500, 1850), 4000
# Positions of the synapses that facilitate in the file's list: 5 projections within items, 20 between them, 5 from N,
# and so on, written as 15 entries.
FACILITATING = range(15)


def rates(out, population, window=20):
    """Rates in Hz in windows of so many ms from 0 on."""
    with h5py.File(out / "spikes.h5") as file:
        times = file[f"spikes/{population}/timestamps"][()]
    counts, _ = np.histogram(times, bins=np.arange(0, END + 1, window))
    return counts / (800 * window * 1e-3)


def population_spikes(rate, window=20):
    """Times in ms at which the rate begins to be above 20 Hz."""
    above = rate > 20
    return window * np.flatnonzero(above[1:] & ~above[:-1])


def test_a_cued_item_is_held_by_population_spikes(tmp_path):
    """In Mongillo's figure 2 B the cued population goes on in population spikes long after the cue, the others stay at
    their rate; between the spikes the item is in the synapses alone."""
    run(WORKING_MEMORY, tmp_path / "out", "--duration", END - 500, threads=2)
    held = rates(tmp_path / "out", "A")
    spikes = population_spikes(held)
    assert not (spikes < CUE[0]).any()
    assert np.histogram(spikes, bins=[2000, 3000, 4000])[0].min() >= 2
    before = held[500 // 20:CUE[0] // 20].mean()
    for other in "BCDE":
        rate = rates(tmp_path / "out", other)
        assert not population_spikes(rate).size, other
        assert rate[2000 // 20:].mean() < 2 * before + 1, other


def test_without_facilitation_it_is_lost(tmp_path):
    """Synapses that only tire, as strong at rest as the facilitated ones: U is what 1 Hz makes of it."""
    resting = 0.2 * (1 + 1.5) / (1 + 0.2 * 1.5)
    changes = [word for k in FACILITATING for word in ("--set", f"projections[{k}].synapse.tau_fac=0", "--set",
                                                       f"projections[{k}].synapse.U={resting:.3f}")]
    run(WORKING_MEMORY, tmp_path / "out", "--duration", 3000, *changes, threads=2)
    held = rates(tmp_path / "out", "A")
    assert held[CUE[0] // 20:CUE[1] // 20].mean() > 5
    after = held[2000 // 20:3500 // 20]
    assert after.max() < 20
    assert after.mean() == pytest.approx(held[500 // 20:CUE[0] // 20].mean(), abs=1)

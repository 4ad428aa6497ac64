"""Reading a directory of results."""

import numpy as np
import pytest

import synthetic_run
from engram import results

WINDOW = (500.0, 1500.0)


def test_everything_a_run_wrote(tmp_path):
    synthetic_run.write_summary(tmp_path, {"E": 80, "I": 20}, WINDOW, neurons=100)
    synthetic_run.write_spikes(tmp_path, {"I": ([600.1, 700.2], [3, 19]), "E": ([501.0], [79])})
    values = np.arange(12, dtype=float).reshape(4, 3)
    synthetic_run.write_recording(
        tmp_path, "state.h5", "E", "V_m", "mV", [5, 6, 9], 500.5, 0.5, values
    )
    run = results.load(tmp_path)
    assert [(p.name, p.size, p.model) for p in run.populations] == [
        ("E", 80, "iaf_psc_exp"), ("I", 20, "iaf_psc_exp"),
    ]
    assert run.spikes["I"].times.tolist() == [600.1, 700.2]
    assert run.spikes["I"].ids.tolist() == [3, 19]
    assert run.window_ms == WINDOW
    (recording,) = run.recordings
    assert (recording.population, recording.variable, recording.unit) == ("E", "V_m", "mV")
    assert recording.ids.tolist() == [5, 6, 9]
    assert recording.times.tolist() == [500.5, 501.0, 501.5, 502.0]
    assert np.array_equal(recording.read(), values)
    assert np.array_equal(recording.read(slice(1, 3), slice(2, 4)), values[2:4, 1:3])


def test_spikes_are_put_in_order_of_time(tmp_path):
    synthetic_run.write_summary(tmp_path, {"E": 5}, WINDOW)
    synthetic_run.write_spikes(tmp_path, {"E": ([600.0, 550.0, 600.0], [4, 0, 2])})
    spikes = results.load(tmp_path).spikes["E"]
    assert spikes.times.tolist() == [550.0, 600.0, 600.0]
    assert spikes.ids.tolist() == [0, 2, 4]


def test_a_population_without_recorded_spikes_is_empty(tmp_path):
    synthetic_run.write_summary(tmp_path, {"E": 5, "I": 2}, WINDOW)
    synthetic_run.write_spikes(tmp_path, {"E": ([600.0], [4])})
    assert results.load(tmp_path).spikes["I"].times.size == 0


def test_populations_of_a_file_without_experiment(tmp_path):
    synthetic_run.write_summary(tmp_path, {}, WINDOW, experiment={"populations": None})
    synthetic_run.write_spikes(tmp_path, {"A": ([600.0, 601.0], [6, 2])})
    assert results.load(tmp_path).populations == [results.Population("A", "", 7)]


def test_window_of_an_interrupted_run_ends_where_the_run_did(tmp_path):
    synthetic_run.write_summary(tmp_path, {"E": 1}, WINDOW, status="interrupted", model_seconds=0.4)
    run = results.load(tmp_path)
    assert run.interrupted
    assert run.window_ms == (500.0, 900.0)


def test_missing_spikes_and_recordings_are_no_error(tmp_path):
    synthetic_run.write_summary(tmp_path, {"E": 5}, WINDOW)
    run = results.load(tmp_path)
    assert run.recordings == []
    assert run.spikes["E"].ids.size == 0


def test_directory_that_does_not_exist(tmp_path):
    with pytest.raises(results.BadResults, match="no such directory"):
        results.load(tmp_path / "nowhere")


def test_directory_without_summary(tmp_path):
    with pytest.raises(results.BadResults, match="no summary.json"):
        results.load(tmp_path)


def test_summary_that_is_not_json(tmp_path):
    (tmp_path / "summary.json").write_text("{", encoding="utf-8")
    with pytest.raises(results.BadResults, match="summary.json: cannot be read"):
        results.load(tmp_path)


def test_spikes_file_that_is_not_hdf5(tmp_path):
    synthetic_run.write_summary(tmp_path, {"E": 5}, WINDOW)
    (tmp_path / "spikes.h5").write_bytes(b"not an HDF5 file")
    with pytest.raises(results.BadResults, match="cannot be read"):
        results.load(tmp_path)

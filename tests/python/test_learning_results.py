"""Reading recorded weights and modulators, and drawing them."""

import json

import matplotlib
import numpy as np
import pytest

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

import synthetic_run  # noqa: E402
from engram import field_panels, report, results, weight_panels  # noqa: E402

WINDOW = (0.0, 1000.0)
EDGES = [0.0, 25.0, 50.0, 100.0]
SYNAPSES = {"source_node_id": [3, 9, 3, 3], "target_node_id": [0, 0, 7, 7],
            "projection": [3, 3, 3, 3], "ordinal": [0, 0, 0, 1], "delay": [1.5, 0.5, 2.0, 2.0]}


@pytest.fixture
def run_directory(tmp_path):
    synthetic_run.write_summary(tmp_path, {"E": 10, "I": 5}, WINDOW)
    return tmp_path


def write_everything(directory):
    weights = np.array([[10, 20, 30, 40], [12, 22, 32, 99]], float)
    synthetic_run.write_weights(
        directory, "E", "I", synapses=SYNAPSES, snapshots=([0.0, 500.0], weights),
        traces=([0.0, 250.0, 500.0], [[10, 20], [11, 21], [12, 22]], [[0, 1], [2, 3], [4, 5]]),
        histogram=(EDGES, [0.0, 500.0], [[2, 2, 0], [2, 1, 1]], [0, 0]),
    )


def test_recorded_weights(run_directory):
    write_everything(run_directory)
    (weights,) = results.load(run_directory).weights
    assert (weights.source, weights.target, weights.name) == ("E", "I", "E → I")
    assert (weights.unit, weights.models, weights.projections) == ("pA", ["stdp_synapse"], [3])
    assert weights.synapses == 4
    assert weights.snapshot_times.tolist() == [0.0, 500.0]
    assert weights.snapshot(-1).tolist() == [12, 22, 32, 99]
    assert weights.snapshot(0, slice(1, 3)).tolist() == [20, 30]
    assert np.concatenate(list(weights.snapshot_pieces(1))).tolist() == [12, 22, 32, 99]
    listed = weights.read_synapses()
    assert listed.source.tolist() == [3, 9, 3, 3]
    assert listed.target.tolist() == [0, 0, 7, 7]
    assert listed.ordinal.tolist() == [0, 0, 0, 1]
    assert listed.delay.tolist() == [1.5, 0.5, 2.0, 2.0]
    traces = weights.traces()
    assert traces.synapses.source.tolist() == [3, 9]
    assert traces.times.tolist() == [0.0, 250.0, 500.0]
    assert traces.weights[:, 1].tolist() == [20, 21, 22]
    assert traces.eligibility[2].tolist() == [4, 5]
    assert traces.eligibility_unit == "pA/ms"
    assert weights.histogram.edges.tolist() == EDGES
    assert weights.histogram.counts.tolist() == [[2, 2, 0], [2, 1, 1]]


def test_parts_that_were_not_recorded(run_directory):
    synthetic_run.write_weights(run_directory, "I", "E", unit="mV",
                                histogram=([-1.0, 0.0], [5.0], [[7]], [1]))
    synthetic_run.write_weights(run_directory, "E", "E", synapses=SYNAPSES,
                                traces=([0.0], [[1.0]], None))
    traced, counted = results.load(run_directory).weights
    assert traced.traces().eligibility is None
    assert traced.histogram is None and traced.snapshot_times.size == 0
    assert counted.unit == "mV"
    assert counted.traces() is None
    assert counted.histogram.outside.tolist() == [1]


def test_recorded_fields(run_directory):
    grid = np.arange(24, dtype=float).reshape(1, 2, 3, 4)
    synthetic_run.write_fields(
        run_directory, "dopamine", (2, 3, 4), (20.0, 30.0, 40.0),
        probes=([[1, 2, 3], [4, 5, 6]], [0.0, 5.0], [[0.1, 0.2], [0.3, 0.4]]),
        snapshots=([7.0], grid),
    )
    synthetic_run.write_fields(run_directory, "reward", probes=([], [1.0], [[0.5]]))
    dopamine, reward = results.load(run_directory).fields
    assert (dopamine.modulator, dopamine.species, dopamine.unit) == ("dopamine", "dopamine", "micromolar")
    assert dopamine.shape == (2, 3, 4)
    assert dopamine.points.tolist() == [[1, 2, 3], [4, 5, 6]]
    assert dopamine.concentrations[:, 1].tolist() == [0.2, 0.4]
    assert np.array_equal(dopamine.snapshot(0), grid[0])
    assert reward.shape == () and len(reward.points) == 0
    assert reward.concentrations.tolist() == [[0.5]]
    # The middle of four layers of 10 micrometres around 0 is the one from 0 to 10.
    values, where = field_panels.middle_slice(dopamine, 0)
    assert np.array_equal(values, grid[0][:, :, 2])
    assert "5 µm" in where


def test_nothing_recorded(run_directory):
    run = results.load(run_directory)
    assert run.weights == [] and run.fields == []


def test_a_file_of_weights_that_is_not_hdf5(run_directory):
    (run_directory / "weights.h5").write_bytes(b"not an HDF5 file")
    with pytest.raises(results.BadResults, match="cannot be read"):
        results.load(run_directory)


def drawn(panel):
    """The axes after drawing, and the texts of their colour bars."""
    figure, axes = plt.subplots()
    panel(axes)
    figure.canvas.draw()
    bars = [bar.get_ylabel() for bar in axes.child_axes]
    plt.close(figure)
    return axes, bars


def test_panels_of_weights_name_their_units(run_directory):
    write_everything(run_directory)
    (weights,) = results.load(run_directory).weights
    image, times, traces, eligibility = [drawn(panel) for panel in weight_panels.panels(weights)]
    assert image[0].get_ylabel() == "weight (pA)" and image[0].get_xlabel() == "model time (ms)"
    assert image[1] == ["synapses per bin"]
    assert times[0].get_xlabel() == "weight (pA)"
    assert traces[0].get_ylabel() == "weight (pA)" and traces[0].get_xlabel() == "model time (ms)"
    assert eligibility[0].get_ylabel() == "eligibility (pA/ms)"
    # The mean of the bins' centres: (2 * 12.5 + 2 * 37.5) / 4 and (2 * 12.5 + 37.5 + 75) / 4.
    assert image[0].lines[-1].get_ydata().tolist() == [25.0, 34.375]
    assert [line.get_ydata().tolist() for line in traces[0].lines] == [[10, 11, 12], [20, 21, 22]]


def test_distributions_without_a_histogram_come_from_snapshots(run_directory):
    rng = np.random.default_rng(3)
    weights = rng.normal(50, 5, (6, 1000))
    many = {name: np.zeros(1000) for name in SYNAPSES}
    synthetic_run.write_weights(run_directory, "E", "E", synapses=many,
                                snapshots=(np.arange(6) * 100.0, weights))
    (recording,) = results.load(run_directory).weights
    (panel,) = weight_panels.panels(recording)
    axes, _ = drawn(panel)
    shown = [text.get_text() for text in axes.get_legend().get_texts()]
    assert shown == ["0 ms", "100 ms", "300 ms", "500 ms"]
    for patch in axes.patches:
        assert patch.get_data().values.sum() == pytest.approx(1.0)


def test_recorded_learning_signals(run_directory):
    synthetic_run.write_signal(run_directory, "error", "E", probes=([7, 2], [0.0, 5.0], [[0.1, -0.2], [0.3, 0.4]]),
                               snapshots=([5.0, 9.0], [[0.0, -1.0, 3.0], [0.5, 0.5, 2.0]]))
    synthetic_run.write_signal(run_directory, "mean", "I", probes=([], [1.0], [[-0.5]]))
    error, mean = results.load(run_directory).fields
    assert (error.population, error.unit, error.shape) == ("E", "1", ())
    assert error.neurons.tolist() == [7, 2] and len(error.points) == 0
    assert error.concentrations[:, 1].tolist() == [-0.2, 0.4]
    assert error.snapshot(0).tolist() == [0.0, -1.0, 3.0]
    assert mean.neurons.size == 0 and mean.concentrations.tolist() == [[-0.5]]
    course, distribution = [drawn(panel) for panel in field_panels.panels(error)]
    assert course[0].get_ylabel() == "learning signal"
    assert [text.get_text() for text in course[0].get_legend().get_texts()] == ["7", "2"]
    assert [text.get_text() for text in distribution[0].get_legend().get_texts()] == ["5 ms", "9 ms"]
    for patch in distribution[0].patches:
        counts, edges, _ = patch.get_data()
        assert counts.sum() == 3 and (edges[0], edges[-1]) == (-1.0, 3.0)
    (course,) = [drawn(panel) for panel in field_panels.panels(mean)]
    assert [text.get_text() for text in course[0].get_legend().get_texts()] == ["mean over all neurons"]


def test_panels_of_fields_name_their_units(run_directory):
    values = np.zeros((2, 3, 2))
    values[1, 2, 0] = 4.0
    synthetic_run.write_fields(run_directory, "dopamine", (3, 2), (30.0, 20.0),
                               probes=([[1, 2]], [0.0, 5.0], [[0.1], [0.3]]),
                               snapshots=([0.0, 9.0], values))
    (recording,) = results.load(run_directory).fields
    course, first, last = [drawn(panel) for panel in field_panels.panels(recording)]
    assert course[0].get_ylabel() == "concentration (µM)"
    assert course[0].get_xlabel() == "model time (ms)"
    assert first[0].get_title(loc="left") + first[0].get_title() == "dopamine at 0 ms"
    assert last[0].get_xlabel() == "x (µm)" and last[0].get_ylabel() == "y (µm)"
    assert last[1] == ["concentration (µM)"]
    # x from left to right, y upwards; both maps have the same colours.
    (image,) = last[0].images
    assert image.get_array()[0, 2] == 4.0 and image.get_extent() == [-15, 15, -10, 10]
    assert first[0].images[0].get_clim() == image.get_clim() == (0.0, 4.0)


def test_report_with_learning(run_directory, capsys):
    write_everything(run_directory)
    synthetic_run.write_weights(run_directory, "I", "E", synapses=SYNAPSES, traces=([], np.empty((0, 2)), None),
                                histogram=(EDGES, [], np.empty((0, 3)), []))
    synthetic_run.write_fields(run_directory, "reward", probes=([], [], np.empty((0, 1))))
    summary = json.loads((run_directory / "summary.json").read_text(encoding="utf-8"))
    summary["plasticity"] = [{"projection": 3, "source": "E", "target": "I", "model": "stdp_synapse",
                              "synapses": 4, "unit": "pA", "mean_weight": 41.25, "std_weight": None,
                              "weight_change": 65.0}]
    (run_directory / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    assert report.main([str(run_directory)]) == 0
    assert (run_directory / "report.png").stat().st_size > 10_000
    printed = capsys.readouterr().out
    assert "E to I: stdp_synapse" in printed
    assert "41.25 pA" in printed and "65 pA" in printed

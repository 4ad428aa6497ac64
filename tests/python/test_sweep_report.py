"""The comparison of the points of a sweep: which axes there are, the table, the picture."""

import json
import math

import pytest

from engram import points, report, sweep_figure, sweep_table
from engram.results import BadResults

TAU, RATE, SEED, WARMUP = "populations.E.params.tau_m", "stimuli.drive.rate", "simulation.seed", "simulation.warmup"


def write(folder, number, values, rate, expected, **more):
    place = folder / f"point-{number:03}"
    place.mkdir()
    summary = {"status": "complete", "sweep": {"point": number, "points": expected, "values": values},
               "rates_hz": {"E": rate, "I": None}, "spike_count": int(100 * rate), "real_time_factor": 0.5, **more}
    (place / "summary.json").write_text(json.dumps(summary), encoding="utf-8")


@pytest.fixture
def grid(tmp_path):
    """Two membranes, three inputs with a warm-up of their own each, two seeds; the rate is known."""
    number = 0
    for tau in (10, 20):
        for step, rate in enumerate((1, 10, 100)):
            for seed in (1, 2):
                values = {TAU: tau, RATE: rate, WARMUP: step, SEED: seed}
                write(tmp_path, number, values, tau + rate + seed, 12)
                number += 1
    return tmp_path


def test_paths_that_change_together_are_one_axis(grid):
    assert points.load(grid).axes == [[TAU], [RATE, WARMUP], [SEED]]


def test_a_path_that_does_not_change_is_no_axis(tmp_path):
    for number in range(3):
        write(tmp_path, number, {TAU: 10, RATE: number}, 1.0, 3)
    assert points.load(tmp_path).axes == [[RATE]]


def test_the_longest_axis_is_drawn_across_and_seeds_are_averaged(grid):
    sweep = points.load(grid)
    across, others = sweep_figure.choose_axes(sweep)
    assert (across, others) == (RATE, [TAU])
    found = sweep_figure.lines(sweep, across, others, sweep.figures["rate of E/Hz"])
    assert found == {"10": {1: [12, 13], 10: [21, 22], 100: [111, 112]},
                     "20": {1: [22, 23], 10: [31, 32], 100: [121, 122]}}


def test_values_that_are_no_numbers_have_places_in_their_order(tmp_path):
    for number, choice in enumerate(("dc", "poisson", {"normal": {"mean": 1}})):
        write(tmp_path, number, {"switches.input": choice}, float(number), 3)
    sweep = points.load(tmp_path)
    across, others = sweep_figure.choose_axes(sweep)
    assert sweep_figure.lines(sweep, across, others, sweep.figures["rate of E/Hz"]) == {"": {0: [0], 1: [1], 2: [2]}}


def test_numbers_that_do_not_exist_are_left_out(grid):
    sweep = points.load(grid)
    assert "rate of I/Hz" not in sweep.figures
    assert not any(math.isnan(number) for number in sweep.figures["spikes"])


def test_mean_weights_are_compared(tmp_path):
    for number in range(2):
        learnt = {"source": "E", "target": "I", "unit": "pA", "mean_weight": 5.0 + number, "weight_change": number}
        constant = {"source": "I", "target": "E", "unit": "pA", "mean_weight": 7.0, "weight_change": 0.0}
        write(tmp_path, number, {TAU: number}, 1.0, 2, plasticity=[learnt, constant])
    figures = points.load(tmp_path).figures
    assert figures["mean weight E to I/pA"] == [5.0, 6.0]
    assert "mean weight I to E/pA" not in figures


def test_missing_and_interrupted_points_are_told(grid, capsys):
    (grid / "point-003" / "summary.json").unlink()
    summary = json.loads((grid / "point-004" / "summary.json").read_text(encoding="utf-8"))
    (grid / "point-004" / "summary.json").write_text(json.dumps({**summary, "status": "interrupted"}), encoding="utf-8")
    assert report.main([str(grid)]) == 0
    printed = capsys.readouterr().out
    assert "1 of 12 points have no results: 3" in printed
    assert "4*" in printed and "interrupted" in printed
    numbers = json.loads((grid / "report.json").read_text(encoding="utf-8"))
    assert numbers["missing_points"] == [3]
    assert numbers["points"][3]["interrupted"] is True
    assert numbers["points"][0] == {"point": 0, "values": {TAU: 10, RATE: 1, WARMUP: 0, SEED: 1}, "interrupted": False,
                                    "figures": {"rate of E/Hz": 12, "spikes": 1200, "real-time factor": 0.5}}


def test_names_are_as_short_as_they_can_be():
    assert sweep_table.short_names(["a.E.tau_m", "a.I.tau_m", "b.rate"]) == {
        "a.E.tau_m": "E.tau_m", "a.I.tau_m": "I.tau_m", "b.rate": "rate"}


@pytest.mark.parametrize("kind, start", [("png", b"\x89PNG"), ("pdf", b"%PDF"), ("svg", b"<?xml")])
def test_the_picture_is_written(grid, kind, start):
    assert report.main([str(grid), "--format", kind]) == 0
    assert (grid / f"report.{kind}").read_bytes().startswith(start)


def test_every_point_is_drawn_on_logarithmic_axes_where_they_spread(grid):
    page = sweep_figure.draw(points.load(grid))
    panel = page.axes[0]
    assert panel.get_xscale() == "log"
    means = [line for line in panel.lines if line.get_linestyle() == "-"]
    assert [list(line.get_ydata()) for line in means] == [[12.5, 21.5, 111.5], [22.5, 31.5, 121.5]]


def test_a_summary_of_no_point_is_refused(grid):
    (grid / "point-000" / "summary.json").write_text("{}", encoding="utf-8")
    with pytest.raises(BadResults, match="not of a point"):
        points.load(grid)
    assert report.main([str(grid)]) == 2


def test_a_directory_of_one_run_is_no_sweep(grid):
    assert points.is_sweep(grid)
    assert not points.is_sweep(grid / "point-000")
    (grid / "summary.json").write_text("{}", encoding="utf-8")
    assert not points.is_sweep(grid)

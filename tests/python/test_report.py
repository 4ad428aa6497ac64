"""The report as a program: its table, its numbers and its picture."""

import json

import numpy as np
import pytest

import synthetic_run
from engram import report
from engram.kinds import population_kinds
from engram.raster import band_shares, sample
from engram.results import load

WINDOW = (500.0, 10_500.0)
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def two_populations(tmp_path):
    rng = np.random.default_rng(5)
    spikes = {
        "E": synthetic_run.poisson_trains(100, 5.0, WINDOW, rng, common=0.1),
        "I": synthetic_run.gamma_trains(50, 10.0, 4.0, WINDOW, rng),
    }
    synthetic_run.write_spikes(tmp_path, spikes)
    synthetic_run.write_summary(
        tmp_path, {"E": 100, "I": 50}, WINDOW, synapses=1234, real_time_factor=0.5,
        simulate_seconds=5.0, phase_seconds={"update": 1.0, "deliver": 3.5, "plasticity": 0.0},
        experiment={
            "name": "two populations",
            "reference": {"source": "by construction", "rates_hz": {"E": 5.0, "I": 10.0},
                          "cv_isi": {"I": 0.5}, "tolerance": 0.1},
        },
    )
    return tmp_path


def numbers(directory):
    return json.loads((directory / "report.json").read_text(encoding="utf-8"))


def test_numbers_of_a_run_with_known_statistics(two_populations, capsys):
    assert report.main([str(two_populations)]) == 0
    found = numbers(two_populations)["populations"]
    # 5,000 spikes in all: 1/sqrt(5000) = 1.4 %, and the shared ones 1/sqrt(5) of a tenth.
    assert found["E"]["rate_hz"] == pytest.approx(5.0, rel=0.1)
    assert found["I"]["rate_hz"] == pytest.approx(10.0, rel=0.03)
    assert found["I"]["cv_isi"] == pytest.approx(0.5, rel=0.03)
    assert found["I"]["published_cv_isi"] == 0.5
    assert found["E"]["published_cv_isi"] is None
    assert found["E"]["correlation_mean"] == pytest.approx(0.1, abs=0.04)
    assert found["I"]["correlation_mean"] == pytest.approx(0.0, abs=0.01)
    assert found["I"]["rate_difference"] == pytest.approx(found["I"]["rate_hz"] / 10.0 - 1.0)
    printed = capsys.readouterr().out
    assert "by construction" in printed
    assert str(two_populations / "report.png") in printed
    assert printed.index("\nE ") < printed.index("\nI ")


def test_the_rate_the_program_counted_wins_over_a_recorded_sample(two_populations):
    summary = json.loads((two_populations / "summary.json").read_text(encoding="utf-8"))
    summary["rates_hz"] = {"E": 4.25}
    (two_populations / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    assert report.main([str(two_populations)]) == 0
    assert numbers(two_populations)["populations"]["E"]["rate_hz"] == 4.25


@pytest.mark.parametrize("kind, start", [("png", PNG), ("pdf", b"%PDF"), ("svg", b"<?xml")])
def test_picture_formats(two_populations, kind, start):
    assert report.main([str(two_populations), "--format", kind]) == 0
    picture = two_populations / f"report.{kind}"
    assert picture.read_bytes().startswith(start)


def test_picture_elsewhere(two_populations, tmp_path):
    target = tmp_path / "new" / "folder" / "picture.png"
    assert report.main([str(two_populations), "--out", str(target)]) == 0
    assert target.read_bytes().startswith(PNG)


def test_unknown_ending_is_refused(two_populations, capsys):
    with pytest.raises(SystemExit) as stopped:
        report.main([str(two_populations), "--out", "picture.xyz"])
    assert stopped.value.code == 2
    assert "picture.xyz" in capsys.readouterr().err


def test_run_without_spikes(tmp_path, capsys):
    synthetic_run.write_summary(tmp_path, {"E": 10, "I": 5}, WINDOW)
    synthetic_run.write_spikes(tmp_path, {"E": ([], []), "I": ([], [])})
    assert report.main([str(tmp_path)]) == 0
    found = numbers(tmp_path)["populations"]["E"]
    assert found["rate_hz"] == 0.0
    assert found["cv_isi"] is None and found["correlation_mean"] is None
    assert (tmp_path / "report.png").exists()


def test_run_with_one_spike_in_one_neuron(tmp_path):
    synthetic_run.write_summary(tmp_path, {"only": 1}, (0.0, 100.0))
    synthetic_run.write_spikes(tmp_path, {"only": ([50.0], [0])})
    assert report.main([str(tmp_path)]) == 0
    assert numbers(tmp_path)["populations"]["only"]["rate_hz"] == pytest.approx(10.0)


def test_run_interrupted_before_the_warm_up_ended(tmp_path, capsys):
    synthetic_run.write_summary(tmp_path, {"E": 10}, WINDOW, status="interrupted", model_seconds=0.0)
    assert report.main([str(tmp_path)]) == 0
    assert "interrupted" in capsys.readouterr().out
    assert numbers(tmp_path)["interrupted"] is True
    assert numbers(tmp_path)["populations"]["E"]["rate_hz"] is None


def test_state_recordings_are_drawn(two_populations):
    synthetic_run.write_recording(two_populations, "state.h5", "E", "V_m", "mV", [0, 3], 500.0, 1.0,
                                  np.full((200, 2), -60.0))
    synthetic_run.write_recording(two_populations, "empty.h5", "I", "V_m", "mV", [], 500.0, 1.0,
                                  np.empty((0, 0)))
    assert report.main([str(two_populations)]) == 0
    assert (two_populations / "report.png").read_bytes().startswith(PNG)


def test_nothing_to_report_on(tmp_path, capsys):
    assert report.main([str(tmp_path / "nowhere")]) == 2
    assert "nowhere" in capsys.readouterr().err


def test_kinds_follow_the_sign_of_weights(tmp_path):
    projections = [
        {"source": "a", "target": "b", "synapse": {"weight": {"normal": {"mean": -3.0, "std": 1}}}},
        {"source": ["b", "cI"], "target": "a", "synapse": {"weight": 2.0}},
        {"source": "f", "target": "a", "synapse": {"weight": 2.0, "receptor": "tuft.GABA"}},
        {"source": "gI", "target": "a", "synapse": {"weight": 2.0, "receptor": "NMDA"}},
    ]
    synthetic_run.write_summary(tmp_path, {"a": 1, "b": 1, "cI": 1, "dI": 1, "e": 1, "f": 1, "gI": 1}, WINDOW,
                                experiment={"projections": projections})
    assert population_kinds(load(tmp_path)) == {
        "a": "inhibitory", "b": "excitatory", "cI": "excitatory", "dI": "inhibitory", "e": "unknown",
        "f": "inhibitory", "gI": "excitatory",
    }


def test_bands_keep_proportions_and_leave_nobody_out():
    shares = band_shares([60_000, 30_000, 10])
    assert shares.sum() == pytest.approx(1.0)
    assert shares[0] == pytest.approx(2 * shares[1])
    assert shares[2] > 0.02


def test_sample_spreads_over_the_population():
    ids = np.arange(1000, dtype=np.uint64)
    times, heights = sample(np.full(1000, 5.0), ids, 1000, 10, (0.0, 10.0))
    assert times.size == 10
    assert heights == pytest.approx((np.arange(10) + 0.5) / 10)

"""Bad input of synapses that learn and of modulators, and runs that leave the numbers."""

import h5py
import numpy as np
import pytest

from launch import engram
from small import broken, messages, refused, write
from small_learning import TEXT

# What is replaced, by what, and what the message must contain beside file and line.
MISTAKES = {
    "rule's time constant": ("tau_plus: 20", "tau_plus: 0", ["tau_plus", "found 0 ms", "above 0"]),
    "rule's step": ("lambda: 0.01", "lambda: -0.01", ["found -0.01", "at least 0"]),
    "rule's exponent": ("mu: 0.4", "mu: 1.5", ["found 1.5", "in [0, 1]"]),
    "rule's switch": ("A_LTD_const: 1", "A_LTD_const: 0.5", ["A_LTD_const", "0 or 1"]),
    "rule's step that is no number": ("eta: 0.5", "eta: .nan", ["eta", "finite"]),
    "bound of the other sign": ("Wmax: 90", "Wmax: -90", ["Wmax = -90", "positive weights", "above 0"]),
    "bound of inhibition": ("Wmax: -70", "Wmax: 70", ["Wmax = 70", "negative weights", "below 0"]),
    "weight of the other sign": ("weight: -20", "weight: 20", ["Wmax = -70", "positive weights"]),
    "weight beyond the bound": ("weight: 60", "weight: 91", ["found 91", "Wmax = 90"]),
    "weights of both signs": ("weight: 60", "weight: {normal: {mean: 0, std: 1}}", ["one sign"]),
    "zero without a bound": ("weight: 30", "weight: 0", ["found 0", "stdp_pl_synapse_hom"]),
    "no voltage to follow": ("C: {model: aeif_psc_delta_clopath", "C: {model: iaf_psc_exp",
                             ["clopath_synapse needs", "iaf_psc_exp"]),
    "windows between steps": ("window: 50", "window: 50.05", ["window", "50.05", "multiples of dt"]),
    "no window": ("window: 50", "window: 0", ["window", "found 0 ms", "above 0"]),
    "stimulus as source": ("source: E\n    target: I", "source: noise\n    target: I", ["'noise' is a stimulus"]),
    "nobody releases": ("    release: [{population: E, amount: 0.01}]\n"
                        "    schedule: {times: [20, 40], amounts: [0.5, 0.25]}\n", "", ["nobody releases"]),
    "unknown modulator": ("{species: dopamine}}", "{species: dopamin}}", ["did you mean 'dopamine'"]),
    "species' constant": ("D: 0.3", "D: -0.3", ["found -0.3", "at least 0"]),
    "unstable diffusion": ("shape: [4, 4], extent: [100, 100]", "shape: [4, 4], extent: [0.4, 0.4]",
                           ["stable in steps of at most 0.00833 ms", "an interval of at most 4.16 ms"]),
    "interval beside the trace": ("interval: 10\n", "interval: 4000.1\n", ["tau_c = 1000 ms", "4000 ms"]),
    "interval between steps": ("interval: 10\n", "interval: 0.25\n", ["0.25", "multiples of dt"]),
    "threshold below the reset": ("max_shift: 5", "max_shift: 15", ["below V_th - V_reset = 15 mV"]),
    "growth": ("nu: 2.0e-4", "nu: -1", ["nu", "found -1", "at least 0"]),
    "synapses that learn and come and go": ("synapse: {weight: 10, delay: 1.5}, interval",
                                            "synapse: {model: stdp_synapse, weight: 10, delay: 1.5}, interval",
                                            ["structural[0].synapse", "static_synapse"]),
}
# Where the line is not that of the replaced text.
ELSEWHERE = {"weight of the other sign": None, "no voltage to follow": "model: clopath_synapse",
             "stimulus as source": "source: E\n    target: I", "nobody releases": "    species: dopamine\n",
             "unstable diffusion": "interval: 10\n", "interval beside the trace": "third_factor"}


def line_of(text):
    return TEXT[:TEXT.index(text)].count("\n") + 1


def test_the_experiment_itself_is_sound(tmp_path):
    finished = engram("run", write(tmp_path, TEXT), "--out", tmp_path / "results", "--threads", 1, "--quiet")
    assert finished.returncode == 0, finished.stderr


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_with_its_place(tmp_path, mistake):
    old, new, words = MISTAKES[mistake]
    text, line = broken(old, new, TEXT)
    if ELSEWHERE.get(mistake):
        line = line_of(ELSEWHERE[mistake])
    file = write(tmp_path, text)
    out = tmp_path / "results"
    told = refused(engram("run", file, "--out", out), out)
    assert len(told) == 1, told
    assert f"{file}:{line}:" in told[0]
    for word in words:
        assert word in told[0]
    assert engram("check", file).returncode == 2


def test_several_mistakes_are_told_at_once(tmp_path):
    text, _ = broken("lambda: 0.01", "lambda: -0.01", TEXT)
    text = text.replace("D: 0.3", "D: -0.3").replace("nu: 2.0e-4", "nu: -1").replace("Wmax: -70", "Wmax: 70")
    out = tmp_path / "results"
    told = refused(engram("run", write(tmp_path, text), "--out", out), out)
    assert len(told) == 4


def test_intervals_and_diffusion_are_told_at_once(tmp_path):
    text, _ = broken("interval: 10\n", "interval: 4000.1\n", TEXT)
    other = ("  tiny: {params: {D: 1}, grid: {shape: [2, 2], extent: [0.1, 0.1]}, "
             "schedule: {times: [1], amounts: [1]}}\nstimuli:\n")
    out = tmp_path / "results"
    told = refused(engram("run", write(tmp_path, text.replace("stimuli:\n", other)), "--out", out), out)
    assert len(told) == 2
    assert any("tau_c = 1000 ms" in one for one in told)
    assert any("modulators.tiny" in one and "larger voxels" in one for one in told)


def test_fields_that_no_memory_holds(tmp_path):
    """Two concentrations of eight times 2,000 million voxels, divided among the ranks: refused before anything is taken."""
    large = "params: {D: 0}, schedule: {times: [20], amounts: [0.5]}, grid: {shape: [46000, 46000], extent: [100, 100]}"
    more = "".join(f"  more{i}: {{{large}}}\n" for i in range(7))
    text = TEXT.replace("shape: [4, 4]", "shape: [46000, 46000]").replace("D: 0.3", "D: 0")
    text = text.replace("\nmodulators:\n", "\nmodulators:\n" + more)
    out = tmp_path / "results"
    told = refused(engram("run", write(tmp_path, text), "--out", out, ranks=2), out)
    assert len(told) == 1
    needed = float(told[0].split("needs about ")[1].split()[0])  # GB, on one of two ranks
    assert 4 * 16 * 46000**2 < 1e9 * needed < 4 * 17 * 46000**2
    assert "fields of modulators" in told[0] and "would do" in told[0]


def edges_file(file, weights):
    with h5py.File(file, "w") as edges:
        edges.attrs["magic"] = np.uint32(0x0A7A)
        edges.attrs["version"] = np.array([0, 1], dtype=np.uint32)
        group = edges.create_group("edges/E_to_I")
        count = len(weights)
        group["source_node_id"] = np.arange(count, dtype=np.uint64) % 20
        group["target_node_id"] = np.arange(count, dtype=np.uint64) % 5
        group["edge_type_id"] = np.zeros(count, dtype=np.uint64)
        group["edge_group_id"] = np.zeros(count, dtype=np.uint64)
        group["edge_group_index"] = np.arange(count, dtype=np.uint64)
        group["0/syn_weight"] = np.asarray(weights, dtype=np.float32)
        group["0/delay"] = np.full(count, 1.5, dtype=np.float32)


@pytest.mark.parametrize("ranks", [1, 2])
@pytest.mark.parametrize("wrong", [-0.5, 90.5, np.nan, np.inf])
def test_weights_of_a_file_beyond_the_bounds(tmp_path, ranks, wrong):
    weights = np.full(40, 60.0)
    weights[:2] = 0.0, 90.0
    text, line = broken("rule: {fixed_indegree: 4}", "rule: {sonata_edges: {file: edges.h5}}", TEXT)
    file = write(tmp_path, text)
    edges_file(tmp_path / "edges.h5", weights)
    assert engram("run", file, "--out", tmp_path / "sound", "--threads", 1, "--quiet").returncode == 0
    weights[31] = wrong
    edges_file(tmp_path / "edges.h5", weights)
    finished = engram("run", file, "--out", tmp_path / "results", "--threads", 1, "--quiet", ranks=ranks, timeout=60)
    told = messages(finished)
    assert finished.returncode == 2, finished.stderr
    assert len([one for one in told if "edges.h5" in one]) == 1
    assert f"{file}:{line}:" in told[0]
    if np.isfinite(wrong):
        assert "edge 31 has weight" in told[0] and "allowed: from 0 to 90" in told[0]
    else:
        assert "row 31" in told[0] and "finite" in told[0]
    assert not (tmp_path / "results" / "summary.json").exists()


@pytest.mark.parametrize("ranks", [1, 3])
def test_a_field_beyond_all_numbers(tmp_path, ranks):
    """Two doses of which the sum is none: without losses, at 40 ms."""
    text, _ = broken("amounts: [0.5, 0.25]", "amounts: [1.7e+308, 1.7e+308]", TEXT)
    text = text.replace("species: dopamine\n    params: {D: 0.3}", "params: {tau: 0, D: 0}")
    finished = engram("run", write(tmp_path, text), "--out", tmp_path / "results", "--threads", 1, "--quiet",
                      ranks=ranks, timeout=60)
    assert finished.returncode == 3, finished.stderr
    told = messages(finished)
    assert len(told) == 1
    assert "concentration of 'dopamine' in voxel 0, around (-37.5, -37.5) micrometres, is inf after 40 ms" in told[0]
    assert not (tmp_path / "results" / "summary.json").exists()


@pytest.mark.parametrize("ranks", [1, 3])
def test_a_weight_beyond_all_numbers(tmp_path, ranks):
    """Eligibility traces of 1e39, which single precision does not hold, and a third factor."""
    text, _ = broken("A_plus: 1.0", "A_plus: 1.0e+39", TEXT)
    finished = engram("run", write(tmp_path, text), "--out", tmp_path / "results", "--threads", 1, "--quiet",
                      ranks=ranks, timeout=60)
    assert finished.returncode == 3, finished.stderr
    told = messages(finished)
    assert len(told) == 1
    assert " of the synapse from neuron " in told[0] and "(projection 0, stdp_dopamine_synapse)" in told[0]
    assert "inf after 300 ms" in told[0] or "nan after 300 ms" in told[0]
    assert not (tmp_path / "results" / "summary.json").exists()


@pytest.mark.parametrize("ranks", [1, 3])
def test_a_weight_beyond_all_numbers_is_not_saved(tmp_path, ranks):
    """The same with checkpoints, of which those that are there can be used."""
    text, _ = broken("A_plus: 1.0", "A_plus: 1.0e+39", TEXT)
    finished = engram("run", write(tmp_path, text), "--out", tmp_path / "results", "--threads", 1, "--quiet",
                      "--checkpoint-every-model", 5, ranks=ranks, timeout=60)
    assert finished.returncode == 3, finished.stderr
    told = messages(finished)
    assert len(told) == 1
    assert " of the synapse from neuron " in told[0] and "(projection 0, stdp_dopamine_synapse)" in told[0]
    assert "300 ms" not in told[0]
    for path in (tmp_path / "results" / "checkpoints").iterdir():
        assert path.name.startswith("checkpoint-")
        with h5py.File(path) as file:
            for number in file["projections/0/synapses"].values():
                if isinstance(number, h5py.Dataset):
                    assert np.isfinite(number[()]).all()


SIGNAL = """\
engram: 1
simulation: {duration: 50, dt: 0.1, seed: 3}
populations:
  E: {model: iaf_psc_exp, size: 20}
  big: {model: parrot_neuron, size: 33000}
modulators:
  error: {neurons: E, schedule: {times: [20, 40, 45], amounts: {file: errors.h5, dataset: /E}}}
  errors: {neurons: big, schedule: {times: [20, 40, 45], amounts: {file: errors.h5, dataset: /big}}}
"""


def amounts_file(file, population, amounts):
    shapes = {"E": (3, 20), "big": (3, 33000)}
    with h5py.File(file, "w") as errors:
        for name, shape in shapes.items():
            errors[name] = amounts if name == population else np.zeros(shape)


@pytest.mark.parametrize("ranks", [1, 3])
@pytest.mark.parametrize("population,neurons,line", [("E", 20, 7), ("big", 33000, 8)])
def test_amounts_of_a_file(tmp_path, population, neurons, line, ranks):
    """Of a signal that is whole on every rank, and of one in shares, of which one rank sees what is wrong."""
    file = write(tmp_path, SIGNAL)
    for amounts, words in [
            (np.zeros((2, neurons)), ["holds 2 rows", "allowed: 3, one for each of 'times'"]),
            (np.zeros((3, neurons + 1)), [f"has {neurons + 1} columns", f"allowed: {neurons}"]),
            (np.zeros(3), ["has 1 columns"])]:
        amounts_file(tmp_path / "errors.h5", population, amounts)
        told = refused(engram("run", file, "--out", tmp_path / "out", ranks=ranks, timeout=60), tmp_path / "out")
        assert len(told) == 1
        assert f"{file}:{line}:" in told[0]
        for word in words:
            assert word in told[0]
    amounts = np.zeros((3, neurons))
    amounts[1, neurons - 1] = np.nan
    amounts_file(tmp_path / "errors.h5", population, amounts)
    finished = engram("run", file, "--out", tmp_path / "out", "--threads", 1, "--quiet", ranks=ranks, timeout=60)
    told = messages(finished)
    assert finished.returncode == 2, finished.stderr
    assert len(told) == 1
    assert "errors.h5" in told[0] and f"row 1 of '/{population}' is nan" in told[0]
    assert f"{file}:{line}:" in told[0]
    assert not (tmp_path / "out" / "summary.json").exists()


@pytest.mark.parametrize("ranks", [1, 3])
def test_a_signal_beyond_all_numbers(tmp_path, ranks):
    amounts = np.zeros((3, 33000))
    amounts[:, 32000] = -1.7e308
    amounts_file(tmp_path / "errors.h5", "big", amounts)
    file = write(tmp_path, SIGNAL.replace("neurons: big,", "neurons: big, params: {tau: 0},"))
    finished = engram("run", file, "--out", tmp_path / "out", "--threads", 1, "--quiet", ranks=ranks, timeout=60)
    assert finished.returncode == 3, finished.stderr
    told = messages(finished)
    assert len(told) == 1
    assert "the value of 'errors' of neuron 32000 is -inf after 40 ms" in told[0]

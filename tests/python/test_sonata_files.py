"""Files of results as other tools see them.

The files come from the test program mpi_io (tests/mpi/io/sample_files_test.cpp), run on three ranks. What BMTK
1.0.6 and libsonata insist on is frozen here as checks with h5py; where those tools are installed they read
the files too.
"""

import json
import os
import subprocess
from pathlib import Path

import h5py
import numpy as np
import pytest

WRITER = Path(os.environ.get("ENGRAM_PROGRAM", "/nonexistent/engram")).parent / "tests" / "mpi_io"


def write_samples(folder, ranks):
    environment = dict(
        os.environ,
        ENGRAM_SAMPLE_FOLDER=str(folder),
        OMPI_ALLOW_RUN_AS_ROOT="1",
        OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1",
        OMPI_MCA_btl_vader_single_copy_mechanism="none",
        OMPI_MCA_mpi_yield_when_idle="1",
    )
    subprocess.run(
        ["mpirun", "--oversubscribe", "--bind-to", "none", "-n", str(ranks), str(WRITER),
         "--gtest_filter=SampleFiles.*"],
        check=True, env=environment, timeout=120, stdout=subprocess.DEVNULL)


@pytest.fixture(scope="module")
def samples(tmp_path_factory):
    if not WRITER.exists():
        pytest.skip(f"{WRITER} has not been built")
    folder = tmp_path_factory.mktemp("samples")
    write_samples(folder, 3)
    return folder


def expected_spikes():
    steps, ids = zip(*[(step, n) for step in range(1000) for n in range(20) if step % (7 + n) == 0])
    return (np.array(steps) + 1) * 0.1, np.array(ids)


def expected_values():
    return (-65 + np.arange(10)[None, :] + np.arange(100)[:, None] / 8).astype("f4")


def test_spikes_hold_what_was_recorded(samples):
    with h5py.File(samples / "spikes.h5", "r") as file:
        times, ids = expected_spikes()
        assert np.array_equal(file["spikes/E/timestamps"][:], times)
        assert np.array_equal(file["spikes/E/node_ids"][:], ids)
        assert file["spikes/I/timestamps"].shape == (0,)
        assert file["spikes/I/node_ids"].shape == (0,)


def test_spikes_have_the_types_and_attributes_readers_insist_on(samples):
    with h5py.File(samples / "spikes.h5", "r") as file:
        assert file.attrs["magic"] == 0x0A7A and file.attrs["magic"].dtype == np.uint32
        assert list(file.attrs["version"]) == [0, 1]
        assert file.attrs["version"].dtype == np.uint32
        assert sorted(file["spikes"]) == ["E", "I"]
        for population in file["spikes"].values():
            assert population["timestamps"].dtype == np.float64
            assert population["timestamps"].attrs["units"] == "ms"
            assert population["node_ids"].dtype == np.uint64
            # libsonata throws unless this is an enumeration.
            sorting = population.attrs.get_id("sorting")
            assert sorting.get_type().get_class() == h5py.h5t.ENUM
            assert sorting.get_type().get_size() == 1
            assert h5py.check_enum_dtype(sorting.dtype) == {"none": 0, "by_id": 1, "by_time": 2}
            assert population.attrs["sorting"] == 2


def test_report_holds_what_was_recorded(samples):
    with h5py.File(samples / "E_V_m.h5", "r") as file:
        report = file["report/E"]
        assert np.array_equal(report["data"][:], expected_values())
        assert np.array_equal(report["mapping/node_ids"][:], 2 * np.arange(10))
        assert np.allclose(report["mapping/time"][:], [10.0, 60.0, 0.5], rtol=0, atol=0)


def test_report_has_the_types_and_attributes_readers_insist_on(samples):
    with h5py.File(samples / "E_V_m.h5", "r") as file:
        report, mapping = file["report/E"], file["report/E/mapping"]
        assert file.attrs["magic"] == 0x0A7A
        assert report["data"].dtype == np.float32  # libsonata: "should be Float32"
        assert report["data"].attrs["units"] == "mV"
        assert report["data"].attrs["variable"] == "V_m"
        assert mapping["time"].dtype == np.float64 and mapping["time"].attrs["units"] == "ms"
        assert mapping["node_ids"].dtype == np.uint64
        assert mapping["node_ids"].attrs["sorted"] == 1
        assert mapping["node_ids"].attrs["sorted"].dtype == np.uint8
        assert np.array_equal(mapping["index_pointers"][:], np.arange(11))  # one more than neurons
        assert mapping["index_pointers"].dtype == np.uint64
        # BMTK's name: the same object, not a copy.
        assert mapping["index_pointer"] == mapping["index_pointers"]
        assert mapping.get("index_pointer", getlink=True).__class__ is h5py.HardLink
        assert mapping["element_ids"].dtype == np.uint32 and not mapping["element_ids"][:].any()
        assert mapping["element_pos"].dtype == np.float32 and not mapping["element_pos"][:].any()


def test_every_file_says_where_it_comes_from(samples):
    for name in ("spikes.h5", "E_V_m.h5"):
        with h5py.File(samples / name, "r") as file:
            provenance = file["provenance"]
            assert set(provenance.attrs) == {"engram_version", "git_commit", "command", "created",
                                             "hosts", "ranks", "threads"}
            assert all(isinstance(text, str) for text in provenance.attrs.values())
            assert provenance.attrs["command"] == "engram run x.yaml"
            assert json.loads(provenance["experiment"].asstr()[()]) == {"engram": 1}


def test_files_can_be_read_by_hdf5_1_8(samples):
    for name in ("spikes.h5", "E_V_m.h5"):
        # The superblock's version is the byte after the signature; 3 came with HDF5 1.10.
        assert (samples / name).read_bytes()[8] <= 2


def test_datasets_do_not_depend_on_the_number_of_ranks(samples, tmp_path):
    write_samples(tmp_path, 1)
    for name in ("spikes.h5", "E_V_m.h5"):
        with h5py.File(samples / name, "r") as many, h5py.File(tmp_path / name, "r") as one:
            def compare(path, item):
                if isinstance(item, h5py.Dataset):
                    assert item[()].tobytes() == one[path][()].tobytes(), path
            many.visititems(compare)


def test_bmtk_reads_the_files(samples):
    spike_trains = pytest.importorskip("bmtk.utils.reports.spike_trains")
    reports = pytest.importorskip("bmtk.utils.reports.compartment")
    spikes = spike_trains.SpikeTrains.from_sonata(str(samples / "spikes.h5"))
    times, ids = expected_spikes()
    assert np.array_equal(np.sort(spikes.get_times(3, population="E")), times[ids == 3])
    report = reports.CompartmentReport(str(samples / "E_V_m.h5"), mode="r")
    assert np.array_equal(report.data(node_id=4, population="E").ravel(), expected_values()[:, 2])


def test_libsonata_reads_the_files(samples):
    libsonata = pytest.importorskip("libsonata")
    spikes = libsonata.SpikeReader(str(samples / "spikes.h5"))["E"]
    times, ids = expected_spikes()
    assert spikes.sorting == "by_time"
    assert [(id, time) for id, time in spikes.get()] == list(zip(ids, times))
    report = libsonata.SomaReportReader(str(samples / "E_V_m.h5"))["E"]
    assert report.times == (10.0, 60.0, 0.5)
    assert np.array_equal(report.get().data, expected_values())

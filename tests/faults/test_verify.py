"""Results carry checksums that anybody can compute, and `engram info --verify` tells damaged files."""

import os
import struct
import zlib

import h5py
import pytest

from engram import integrity
from launch import engram, run
from small import write


@pytest.fixture(scope="module", params=[1, 3])
def results(tmp_path_factory, request):
    folder = tmp_path_factory.mktemp("results")
    run(write(folder), folder / "out", ranks=request.param)
    return folder / "out"


def sealed_blocks(data):
    """Every block of a file with its checksum, read as docs/checkpoints.md describes the seal."""
    length, version, whole, mark = struct.unpack("<QII8s", data[-24:])
    seal = data[-length:]
    assert (version, mark) == (1, b"LAESRGNE")
    assert zlib.crc32(seal[:-12]) == whole
    begin, content, size, parts = struct.unpack_from("<8sQQQ", seal)
    assert (begin, content + length) == (b"ENGRSEAL", len(data))
    place, blocks, at = 32, [], 0
    for _ in range(parts):
        count, name = struct.unpack_from("<QI", seal, place)
        place += 12 + name
        blocks += [(at + i, at + min(i + size, count)) for i in range(0, count, size)]
        at += count
    assert at == content and place + 4 * len(blocks) + 24 == length
    return [(*block, *struct.unpack_from("<I", seal, place + 4 * i)) for i, block in enumerate(blocks)]


def test_checksums_are_those_of_zlib(results):
    files = sorted(results.glob("*.h5"))
    assert len(files) >= 2
    for file in files:
        data = file.read_bytes()
        blocks = sealed_blocks(data)
        assert blocks
        for begin, end, checksum in blocks:
            assert zlib.crc32(data[begin:end]) == checksum, file
        with h5py.File(file) as opened:
            assert "provenance" in opened


def test_good_results_are_intact(results):
    finished = engram("info", "--verify", results)
    assert finished.returncode == 0 and not finished.stderr
    lines = finished.stdout.splitlines()
    assert len(lines) == len(list(results.glob("*.h5")))
    assert all(": intact, " in line for line in lines)


def test_python_finds_the_same_damage(results, tmp_path):
    for file in sorted(results.glob("*.h5")):
        assert integrity.damage(file) == []
    data = (results / "spikes.h5").read_bytes()
    blocks = sealed_blocks(data)
    bad = tmp_path / "bad.h5"
    for begin, end, _ in blocks:
        for place in (begin, (begin + end) // 2, end - 1):
            bad.write_bytes(data[:place] + bytes([data[place] ^ 4]) + data[place + 1:])
            assert integrity.damage(bad) == [integrity.Damage(begin, end, "")]
    for place in range(blocks[-1][1], len(data)):
        bad.write_bytes(data[:place] + bytes([data[place] ^ 4]) + data[place + 1:])
        with pytest.raises(ValueError, match="checksums"):
            integrity.damage(bad)
    bad.write_bytes(data[:-1])
    with pytest.raises(ValueError, match="no checksums"):
        integrity.damage(bad)


def test_damaged_files_are_told(results, tmp_path):
    data = bytearray((results / "spikes.h5").read_bytes())
    for name, place in (("front.h5", 100), ("middle.h5", len(data) // 2), ("seal.h5", len(data) - 30)):
        bad = bytearray(data)
        bad[place] ^= 1
        (tmp_path / name).write_bytes(bad)
        finished = engram("info", "--verify", results / "spikes.h5", tmp_path / name)
        assert finished.returncode == 3, name
        good, wrong = finished.stdout.splitlines()
        assert "intact" in good and str(tmp_path / name) in wrong and "damaged" in wrong
    (tmp_path / "cut.h5").write_bytes(data[:-1])
    assert engram("info", "--verify", tmp_path / "cut.h5").returncode == 3


def test_files_without_checksums_are_no_error(tmp_path):
    with h5py.File(tmp_path / "other.h5", "w") as file:
        file["x"] = [1, 2, 3]
    finished = engram("info", "--verify", tmp_path / "other.h5")
    assert finished.returncode == 0 and "no checksums" in finished.stdout
    assert engram("info", "--verify", tmp_path / "gone.h5").returncode == 2
    os.remove(tmp_path / "other.h5")
    assert engram("info", "--verify", tmp_path).returncode == 2

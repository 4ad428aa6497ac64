"""Checks a file of results or a checkpoint against its checksums, as ``engram info --verify`` does.

A finished file carries a CRC-32 for each block of its bytes in a seal behind what HDF5 sees
(docs/checkpoints.md). h5py does not look at it, so that reading alone does not tell a damaged file.
"""

from __future__ import annotations

import os
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_BEGIN, _END, _VERSION = b"ENGRSEAL", b"LAESRGNE", 1
_HEAD = struct.Struct("<8sQQQ")  # mark, bytes before the seal, bytes of a block, number of parts
_PART = struct.Struct("<QI")  # bytes of a part, length of its name
_TAIL = struct.Struct("<QII8s")  # bytes of the seal, version, its own checksum, mark


@dataclass(frozen=True)
class Damage:
    """A stretch of bytes that are not those which were written."""

    begin: int
    end: int
    part: str  # name of the table it lies in, of checkpoints; empty: between tables, or a file of results


def damage(path: str | os.PathLike[str]) -> list[Damage]:
    """Blocks of a file that do not fit their checksums; an empty list for an intact file.

    Raises ValueError for a file without a seal (of a run that goes on or was killed, or from elsewhere), or
    whose seal is damaged itself.
    """
    with open(path, "rb") as file:
        seal = _read_seal(file, Path(path))
        _, content, block, parts = _HEAD.unpack_from(seal)
        found, place, begin = [], _HEAD.size, 0
        for _ in range(parts):
            size, length = _PART.unpack_from(seal, place)
            name = seal[place + _PART.size:place + _PART.size + length].decode()
            place += _PART.size + length
            found += [(begin + i, begin + min(i + block, size), name) for i in range(0, size, block)]
            begin += size
        sums = struct.unpack_from(f"<{len(found)}I", seal, place)
        file.seek(0)
        return [Damage(first, end, name) for (first, end, name), right in zip(found, sums)
                if zlib.crc32(file.read(end - first)) != right]


def _read_seal(file: BinaryIO, path: Path) -> bytes:
    size = file.seek(0, os.SEEK_END)
    if size >= _TAIL.size:
        file.seek(size - _TAIL.size)
        length, version, own, mark = _TAIL.unpack(file.read())
        if mark == _END and version == _VERSION and _HEAD.size + _TAIL.size <= length <= size:
            file.seek(size - length)
            seal = file.read()
            begin, content = struct.unpack_from("<8sQ", seal)
            if begin == _BEGIN and zlib.crc32(seal[:-12]) == own and content + length == size:
                return seal
            raise ValueError(f"{path}: the checksums themselves are damaged")
    raise ValueError(f"{path}: carries no checksums")

"""Several byte strings as one: each after its length."""

from __future__ import annotations

import struct
from collections.abc import Iterable

_LENGTH = struct.Struct("!Q")


def pack(parts: Iterable[bytes]) -> bytes:
    """The parts as one byte string."""
    return b"".join(piece for part in parts for piece in (_LENGTH.pack(len(part)), part))


def unpack(data: bytes) -> list[bytes]:
    """What :func:`pack` packed. Raises ValueError for anything else."""
    parts, at = [], 0
    while at < len(data):
        if len(data) - at < _LENGTH.size:
            raise ValueError("cut off")
        (size,) = _LENGTH.unpack_from(data, at)
        at += _LENGTH.size
        if size > len(data) - at:
            raise ValueError("cut off")
        parts.append(data[at : at + size])
        at += size
    return parts

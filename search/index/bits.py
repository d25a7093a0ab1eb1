"""Counting bits: numpy before 2.0 has no function for it."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@cache
def _table() -> Array:
    """How many bits are set in each number of 16 bits."""
    every = np.arange(1 << 16, dtype=np.uint16).view(np.uint8).reshape(-1, 2)
    table: Array = np.unpackbits(every, axis=1).sum(axis=1, dtype=np.uint8)
    return table


def bits_set(masks: Array) -> Array:
    """How many bits are set in each uint32."""
    table = _table()
    found: Array = table[masks & 0xFFFF] + table[masks >> np.uint32(16)]
    return found

"""Frames through a pipe, each after its length: one that stops in the middle need hold up nobody."""

from __future__ import annotations

import os
import struct

MOST = 256 * 2**20
"""Bytes of a frame: the largest document as text and as JSON. Who sends more has swollen, and is ended."""
_LENGTH = struct.Struct("!Q")
_PORTION = 2**20
"""Bytes asked for at once; Linux lets a pipe hold so many at most."""


def write(pipe: int, frame: bytes) -> None:
    """Send a frame, waiting until the other side has taken enough of it. Raises OSError when it is gone."""
    rest = memoryview(_LENGTH.pack(len(frame)) + frame)
    while rest:
        rest = rest[os.write(pipe, rest) :]


class Reader:
    """The end of a pipe at which frames come out.

    Whether it waits is a property of the pipe (``os.set_blocking``). It never reads beyond a frame, so that
    whoever waits for the pipe hears of the next one.
    """

    def __init__(self, pipe: int) -> None:
        self._pipe = pipe
        self._held = bytearray()
        self._wanted = _LENGTH.size
        self._in_frame = False
        """Whether the length is known, and what is held belongs to the frame itself."""

    def fileno(self) -> int:
        """The pipe, for those who wait for several."""
        return self._pipe

    def read(self) -> bytes | None:
        """The next frame; None when the pipe does not wait and the rest of the frame is still to come.

        Raises EOFError when the other side has closed, ValueError for a frame that is too large.
        """
        while True:
            while len(self._held) < self._wanted:
                try:
                    some = os.read(self._pipe, min(self._wanted - len(self._held), _PORTION))
                except BlockingIOError:
                    return None
                if not some:
                    raise EOFError("the other side has closed the pipe")
                self._held += some
            whole = self._next()
            if whole is not None:
                return whole

    def _next(self) -> bytes | None:
        """What is held is complete: a frame, or None for a length, after which its frame is read."""
        held = bytes(self._held)
        self._held = bytearray()
        self._in_frame = not self._in_frame
        if not self._in_frame:
            self._wanted = _LENGTH.size
            return held
        (self._wanted,) = _LENGTH.unpack(held)
        if self._wanted > MOST:
            raise ValueError(f"a frame of {self._wanted} bytes is too large")
        return None

    def close(self) -> None:
        """Close the pipe."""
        os.close(self._pipe)

"""Frames in pipes: whole or not at all, and nobody waits for one that stops in the middle."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.work import framing


@contextmanager
def pipe(*, blocking: bool = False) -> Iterator[tuple[framing.Reader, int]]:
    """A reader, and the end that it hears."""
    reading, writing = os.pipe()
    os.set_blocking(reading, blocking)
    reader = framing.Reader(reading)
    try:
        yield reader, writing
    finally:
        reader.close()
        os.close(writing)


@given(st.lists(st.binary(max_size=40), max_size=5))
def test_frames_come_back(frames: list[bytes]) -> None:
    with pipe() as (reader, writing):
        for frame in frames:
            framing.write(writing, frame)
        assert [reader.read() for _ in frames] == frames
        assert reader.read() is None


@given(st.lists(st.binary(max_size=10), min_size=1, max_size=3), st.integers(1, 7))
def test_a_frame_is_told_when_it_is_whole(frames: list[bytes], portion: int) -> None:
    sent = b"".join(struct.pack("!Q", len(frame)) + frame for frame in frames)
    heard: list[bytes] = []
    with pipe() as (reader, writing):
        for start in range(0, len(sent), portion):
            os.write(writing, sent[start : start + portion])
            while (frame := reader.read()) is not None:
                heard.append(frame)
    assert heard == frames


@pytest.mark.parametrize("part", [b"", b"\0" * 7, struct.pack("!Q", 3), struct.pack("!Q", 3) + b"ab"])
@pytest.mark.parametrize("blocking", [False, True])
def test_an_end_in_the_middle_is_an_end(part: bytes, blocking: bool) -> None:
    reading, writing = os.pipe()
    os.set_blocking(reading, blocking)
    os.write(writing, part)
    os.close(writing)
    reader = framing.Reader(reading)
    with pytest.raises(EOFError):
        reader.read()
    reader.close()


def test_nothing_is_held_for_a_frame_that_is_too_large() -> None:
    with pipe() as (reader, writing):
        os.write(writing, struct.pack("!Q", framing.MOST + 1))
        with pytest.raises(ValueError, match="too large"):
            reader.read()


def test_who_writes_hears_that_nobody_reads() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with pytest.raises(BrokenPipeError):
        framing.write(writing, b"x")
    os.close(writing)

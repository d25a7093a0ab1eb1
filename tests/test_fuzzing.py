"""Whatever bytes are read, nothing is raised but what is promised: every target for a moment."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS

SIGNS = [
    b"",
    b"\0",
    b"\xff\xfe",
    b'"',
    b"{",
    b"}",
    b"\n",
    b"\r",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\x1b[",
    b"\xe2\x80\xae",
]
NUMBERS = [b"1e999", b"-1", b"NaN", b"99999999999999999999", b"null"]
DEEP = [b"[" * 3000, b"(" * 300, b"<a>" * 50, b"---\n"]
PIECES = st.one_of(st.binary(max_size=20), st.sampled_from([*SIGNS, *NUMBERS, *DEEP]))
CUTS = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 40), PIECES), min_size=1, max_size=4)


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(cuts=CUTS)
def test_nothing_is_raised_but_what_is_promised(name: str, cuts: list[tuple[int, int, bytes]]) -> None:
    target = TARGETS[name]
    for seed in target.seeds:
        data = seed
        for at, length, piece in cuts:
            at %= len(data) + 1
            data = data[:at] + piece + data[at + length :]
        target(data)


FOUND = {
    "terminal": b"\x1b[99999999999999999999999~a\x1b[1114112u",
    "settings": b"[reader]\ntheme = " + b"[" * 3000,
    "site profile": b"[site]\nhost = " + b"[" * 3000,
    "segment": b'{"meta": {}, "arrays": {}}\n',
    "counts manifest": b'{"format": 4, "segments": [], "next_segment": 1e999, "mark": 0}',
    "memory": b'{"places": {"a": 1e999}, "queries": []}',
    "widths": b'{"xterm": {"emoji": 1e999}}',
    "import b.md": b"+++\na = " + b"[" * 3000 + b"\n+++\n",
}
"""What was raised once."""


@pytest.mark.parametrize("name", FOUND)
def test_what_was_found_stays_mended(name: str) -> None:
    TARGETS[name](FOUND[name])


@pytest.mark.parametrize("name", TARGETS)
def test_sound_inputs_are_read(name: str) -> None:
    target = TARGETS[name]
    for seed in target.seeds:
        target(seed)

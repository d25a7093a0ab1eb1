"""Small texts are parsed where nothing limits them: whatever they hold, the work stays in proportion to it."""

from __future__ import annotations

import sys
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.intake.model import SourceFile
from search.intake.pool import LIGHT_BYTES, LIGHT_FORMATS
from search.intake.worker import portions

NAMES = {"text": "a.txt", "markdown": "a.md", "csv": "a.csv", "jsonl": "a.jsonl"}
SIZE = LIGHT_BYTES // 16
CALLS = 2_000_000
"""Calls at most for so many bytes: the slowest takes 800,000; the square of their number is 16 million."""

PIECES = {
    "brackets": "[",
    "pairs": "[]",
    "links": "[a](",
    "pictures": "![",
    "stars": "*a_ ",
    "mixed marks": "*_**__",
    "ticks": "`",
    "escapes": "\\",
    "quotes": '"',
    "quotations": "> ",
    "lists": "- ",
    "angles": "<a ",
    "comments": "<!--",
    "references": "&#",
    "definitions": "[a]: b\n",
    "headings": "# a\n",
    "fences": "```\n",
    "one long line": "a",
    "spaces": " ",
    "tabs and lines": "\t\n",
    "short lines": "a\n",
    "carriage returns": "\r",
    "capitals": "A, B ",
    "figures": "1.",
    "days": "May 1, ",
    "bylines": "By A. B ",
    "datelines": "WASHINGTON, D.C. (AP) — ",
    "fields": "Title: a\n",
    "addresses": "http://",
    "combining": "\u0301",
    "objects": '{"a":',
}
TABLE = "|a" * 500 + "\n" + "|-" * 500 + "\n" + "|\n" * (LIGHT_BYTES // 2 - 1001)
"""Rows that lack cells are filled up, so that a short text could become a large table."""
STARTS = {
    "bare": ("", ""),
    "front matter": ("---\na: ", "\n---\nb"),
    "a column": ("title\n", "\n"),
    "a cell": ('title\n"', '"\n'),
    "a record": ('{"title": "T", "body": ', "}\n"),
}


def work(path: Path, data: bytes) -> int:
    """Calls that reading a file takes, until it has been read or refused."""
    path.write_bytes(data)
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        results = list(portions(SourceFile(path, len(data), 0)))
    finally:
        sys.setprofile(None)
    assert results[-1].ended
    return calls


def filled(piece: str, start: str) -> bytes:
    """A piece again and again between a beginning and an end."""
    before, after = (part.encode() for part in STARTS[start])
    raw = piece.encode()
    return before + raw * ((SIZE - len(before) - len(after)) // len(raw)) + after


def test_every_light_format_is_tried() -> None:
    assert set(NAMES) == LIGHT_FORMATS


@pytest.mark.parametrize("format", NAMES)
@pytest.mark.parametrize("start", STARTS)
def test_work_is_bounded_for_provoking_texts(format: str, start: str, tmp_path: Path) -> None:
    done = {name: work(tmp_path / NAMES[format], filled(piece, start)) for name, piece in PIECES.items()}
    assert {name: calls for name, calls in done.items() if calls > CALLS} == {}


@pytest.mark.parametrize("format", NAMES)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(piece=st.text("[]()*_`<>!&#|\\\"':;,.-= \t\nAa1{}~—", min_size=1, max_size=6))
def test_work_is_bounded_for_any_piece(format: str, tmp_path: Path, piece: str) -> None:
    assert work(tmp_path / NAMES[format], filled(piece, "bare")) <= CALLS


@pytest.mark.parametrize("format", NAMES)
@pytest.mark.parametrize("piece", ["[", "![", '"', "a", "\n", "A. ", TABLE])
def test_the_largest_light_file_ends(format: str, piece: str, tmp_path: Path) -> None:
    path = tmp_path / NAMES[format]
    path.write_text(piece * (LIGHT_BYTES // len(piece)), encoding="utf-8")
    assert list(portions(SourceFile(path, path.stat().st_size, 0)))[-1].ended

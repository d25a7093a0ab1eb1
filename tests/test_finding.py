"""Finding in an article, time in buckets, the clipboard's sequences: small pure parts of the reader."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query.interface import FacetValue
from tui.buckets import Bucket, clause, filled, finer
from tui.features.finding import find
from tui.files import write_private

# Finding


def test_phrases_are_found_across_lines() -> None:
    text = "the harbour\n\nwall and the Harbour  wall"
    assert [text[a:b] for a, b in find(text, "harbour wall")] == ["harbour\n\nwall", "Harbour  wall"]


def test_a_capital_makes_capitals_count() -> None:
    assert len(find("Harbour harbour", "harbour")) == 2
    assert len(find("Harbour harbour", "Harbour")) == 1


def test_patterns_are_plain_text() -> None:
    assert find("a.c abc (x", "a.c") == ((0, 3),)
    assert find("a.c abc (x", "(x") == ((8, 10),)
    assert find("anything", "  ") == ()


@given(st.text("ab \n", max_size=30), st.text("ab ", max_size=4))
def test_matches_ascend_and_do_not_overlap(text: str, wanted: str) -> None:
    last = 0
    for start, end in find(text, wanted):
        assert last <= start < end
        last = end


# Time


def values(**counts: int) -> list[FacetValue]:
    return [FacetValue(value.lstrip("y").replace("_", "-"), count) for value, count in counts.items()]


def test_gaps_are_filled() -> None:
    assert filled("year", values(y2018=2, y2015=1)) == (
        Bucket("2015", 1),
        Bucket("2016", 0),
        Bucket("2017", 0),
        Bucket("2018", 2),
    )
    months = filled("month", values(y2015_11=1, y2016_02=1))
    assert [b.value for b in months] == ["2015-11", "2015-12", "2016-01", "2016-02"]
    days = filled("day", values(y2016_02_28=1, y2016_03_01=1))
    assert [b.value for b in days] == ["2016-02-28", "2016-02-29", "2016-03-01"]


def test_what_is_no_date_is_left_out() -> None:
    assert filled("year", [FacetValue("undated", 3), FacetValue("", 1)]) == ()


def test_few_years_are_told_by_month() -> None:
    assert finer("year", values(y2015=1, y2016=1)) == "month"
    assert finer("year", values(y2014=1, y2015=1, y2016=1)) == "year"
    assert finer("month", values(y2015_01=1)) == "day"
    assert finer("day", values(y2015_01_01=1)) == "day"


def test_two_years_far_apart_are_told_by_year() -> None:
    assert finer("year", values(y2016=1, y2026=17)) == "year"
    assert finer("month", values(y2016_03=1, y2017_11=1)) == "month"


def test_the_latest_is_always_shown() -> None:
    assert filled("year", values(y0033=1, y2026=2))[-1] == Bucket("2026", 2)
    assert filled("day", values(y9999_12_31=1))[-1] == Bucket("9999-12-31", 1)


@given(st.dictionaries(st.integers(1950, 2030).map(str), st.integers(1, 99), max_size=9))
def test_no_article_is_lost(counts: dict[str, int]) -> None:
    made = filled("year", [FacetValue(value, count) for value, count in counts.items()])
    assert sum(bucket.count for bucket in made) == sum(counts.values())


def test_a_range_is_written_from_early_to_late() -> None:
    early, late = Bucket("2015", 1), Bucket("2018", 1)
    assert clause(late, early) == "2015..2018"
    assert clause(early, early) == "2015"


# Files


def test_files_are_private_and_whole(tmp_path: Path) -> None:
    path = tmp_path / "new" / "copied.txt"
    write_private(path, "one")
    write_private(path, "two")
    assert path.read_text("utf-8") == "two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in path.parent.iterdir()] == ["copied.txt"]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileExistsError):
        write_private(tmp_path / "file" / "copied.txt", "x")

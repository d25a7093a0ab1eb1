"""The index catches up with the store in portions: what was made is seen and stays, whatever comes between."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import Library, Progress, Query
from search.errors import Cancelled, IndexUnusable
from search.index.catalog import Index
from search.index.manifest import SegmentEntry, SegmentFile
from search.index.merging import choose
from search.index.segment import MAX_ARTICLES
from search.library.indexing import _portions


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """Forty articles, four to a transaction; the index is made sixteen at a time."""
    monkeypatch.setattr("search.library.importing.BATCH_ARTICLES", 4)
    monkeypatch.setattr("search.library.indexing.COMMIT_ARTICLES", 16)
    source = tmp_path / "releases.jsonl"
    records = ({"title": f"Part {i}", "body": f"The harbour is dredged, section {i}."} for i in range(40))
    source.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    with Library.open(tmp_path / "library", create=True) as opened:
        opened.add([source])
        yield opened


def test_what_was_cut_short_goes_on_where_it_stopped(library: Library) -> None:
    shutil.rmtree(library.path / "index")
    seen: list[int] = []

    def committed() -> int:
        try:
            return Index(library.path / "index").manifest().articles
        except IndexUnusable:
            return 0

    def tired() -> bool:
        seen.append(committed())
        return seen[-1] > 16

    with pytest.raises(Cancelled):
        library.prepare(stop=tired)
    assert sorted(set(seen)) == [0, 16, 32]
    assert library.index_state() == "stale"
    assert library.search(Query("harbour")).total == 32
    told: list[Progress] = []
    library.prepare(progress=told.append)
    assert {progress.total for progress in told if progress.stage == "indexing"} == {8}
    assert library.index_state() == "ready"
    assert library.search(Query("harbour")).total == 40


@given(st.lists(st.integers(1, 30), max_size=30))
def test_portions_hold_everything_in_order_and_whole_generations(sizes: list[int]) -> None:
    changes = [(generation, generation * 100 + i) for generation, n in enumerate(sizes, 1) for i in range(n)]
    portions = _portions(changes)
    assert [pk for _, pks in portions for pk in pks] == [pk for _, pk in changes]
    for generation, pks in portions:
        assert pks[-1] // 100 == generation
    assert not {pk // 100 for _, pks in portions[:1] for pk in pks} & {
        pk // 100 for _, pks in portions[1:] for pk in pks
    }


@pytest.mark.parametrize("kind", ["file", "dangling link", "manifest is a folder"])
def test_what_lies_in_the_place_of_the_index_is_named_and_left_alone(library: Library, kind: str) -> None:
    folder = library.path / "index"
    shutil.rmtree(folder)
    if kind == "file":
        folder.write_text("mine")
    elif kind == "dangling link":
        folder.symlink_to(library.path / "unmounted")
    else:
        (folder / "manifest.json").mkdir(parents=True)
    for _ in range(2):
        with pytest.raises(IndexUnusable) as caught:
            library.prepare()
        assert str(folder) in caught.value.sentence
        assert "Move it" in caught.value.remedy
    assert library.rows(0, 10).total == 40
    assert folder.is_symlink() or folder.exists()
    folder.unlink() if not folder.is_dir() else shutil.rmtree(folder)
    library.prepare()
    assert library.search(Query("harbour")).total == 40


def test_files_of_others_in_the_folder_of_the_index_stay(library: Library) -> None:
    other = library.path / "index" / "notes.txt"
    other.write_text("mine")
    library.reindex()
    assert other.read_text() == "mine"
    assert library.search(Query("harbour")).total == 40


def entries(sizes: list[int]) -> list[SegmentEntry]:
    return [SegmentEntry(SegmentFile(f"{i}.segment", size * 1000, 0, size)) for i, size in enumerate(sizes)]


def test_segments_that_fill_one_are_merged_before_eight_have_gathered() -> None:
    assert choose(entries([20_000] * 3)) == []
    assert choose(entries([20_000] * 4)) == [0, 1, 2]
    assert choose(entries([40_000] * 7)) == []
    assert choose(entries([65_536] * 20)) == []


@given(st.lists(st.integers(1, 9000), max_size=200))
def test_segments_stay_few_however_articles_come(sizes: list[int]) -> None:
    live: list[int] = []
    rewritten = 0
    for size in sizes:
        live.append(size)
        while chosen := choose(entries(live)):
            merged = sum(live[i] for i in chosen)
            assert merged <= MAX_ARTICLES
            live = [n for i, n in enumerate(live) if i not in chosen] + [merged]
            rewritten += merged
    assert len(live) <= 8 * 4 + sum(sizes) * 2 // MAX_ARTICLES + 1
    assert rewritten <= 6 * sum(sizes)

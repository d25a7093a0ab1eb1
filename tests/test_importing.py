"""What importing is made of: the order of results, progress at a bearable pace, where things live."""

from __future__ import annotations

import random
from collections import deque
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import places
from search.article.model import Article, Block, BlockKind, Rendition
from search.errors import Cancelled
from search.intake.model import Draft, Ready, Result, SourceFile
from search.intake.ordering import in_order
from search.work.progress import Progress
from search.work.ticker import INTERVAL, Ticker, go_on

PLACE = Rendition("/in", "", "text")


def results_of(files: list[int], seed: int) -> list[Result]:
    """Portions of several files, shuffled among the files but in order within each."""
    waiting = dict(enumerate(files))
    chosen = random.Random(seed)
    out = []
    while waiting:
        i = chosen.choice(sorted(waiting))
        waiting[i] -= 1
        article = Article("", str(i), (Block(BlockKind.PARAGRAPH, "x" * 10),), renditions=(PLACE,))
        draft = Ready.of(Draft(article))
        out.append(Result(SourceFile(Path(f"/{i:03d}"), 1, 1), (draft,), ended=waiting[i] <= 0))
        if waiting[i] <= 0:
            del waiting[i]
    return out


@given(st.lists(st.integers(1, 4), max_size=8), st.integers(), st.sampled_from([0, 25, 10**6]))
def test_every_result_comes_once_and_in_order_within_its_file(files: list[int], seed: int, limit: int) -> None:
    results = results_of(files, seed)
    planned = deque(sorted({result.source.path for result in results}))
    ordered = list(in_order(iter(results), planned, limit))
    assert sorted(map(id, ordered)) == sorted(map(id, results))
    for path in {result.source.path for result in results}:
        mine = [id(result) for result in results if result.source.path == path]
        assert [id(result) for result in ordered if result.source.path == path] == mine
    if limit > len(results) * 10:
        assert [r.source.path for r in ordered] == sorted(r.source.path for r in results)
        assert not planned


def test_progress_is_told_at_most_so_often_and_with_a_rate() -> None:
    clock = [0.0]
    told: list[Progress] = []
    ticker = Ticker(told.append, "reading", 1000, clock=lambda: clock[0])
    for _ in range(1000):
        clock[0] += 0.01
        ticker.step()
    ticker.flush()
    assert len(told) <= 10 / INTERVAL + 2
    assert told[-1].done == 1000
    assert told[-2].rate == pytest.approx(100, rel=0.05)
    assert told[len(told) // 2].remaining == pytest.approx(5, rel=0.1)


def test_time_left_is_told_from_the_share_where_the_total_is_unknown() -> None:
    clock = [0.0]
    told: list[Progress] = []
    ticker = Ticker(told.append, "reading", clock=lambda: clock[0])
    clock[0], ticker.share = 30.0, 0.25
    ticker.step(5)
    assert told[-1].remaining == pytest.approx(90)


def test_whoever_no_longer_waits_is_told_by_an_exception() -> None:
    go_on(None)
    go_on(lambda: False)
    with pytest.raises(Cancelled):
        go_on(lambda: True)


def test_the_environment_names_the_library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(places.VARIABLE, str(tmp_path / "mine"))
    assert places.library() == tmp_path / "mine"
    monkeypatch.delenv(places.VARIABLE)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert places.library().is_relative_to(tmp_path / "data")
    assert places.bundled_library() != places.library()


def test_the_bundled_collection_is_there_and_has_a_mark() -> None:
    names = [path.name for path in places.bundled_articles()]
    assert "000_bc5277d4b9ff88ba.txt" in names
    assert names == sorted(names)
    assert places.bundled_mark() == places.bundled_mark()

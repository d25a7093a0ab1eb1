"""Mentions found by several processes are those that one process finds, whatever happens to a process."""

from __future__ import annotations

import multiprocessing
from dataclasses import replace

import pytest

from search import crew
from search.article.model import Article, Block, BlockKind
from search.entities import extract


def articles(count: int) -> list[tuple[int, Article]]:
    body = "Maj. Gen. Clinton E. Crosier met Adm. Katsutoshi Kawano in Japan, number {}."
    plain = Article("", "A visit to Japan", ())
    return [
        (i, replace(plain, id=str(i), blocks=(Block(BlockKind.PARAGRAPH, body.format(i)),)))
        for i in range(count)
    ]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "BATCH_ARTICLES", 5)
    monkeypatch.setattr(crew, "WORTH_STARTING", 0)
    monkeypatch.setattr(crew, "cores", lambda: 2)


def test_several_processes_find_what_one_finds() -> None:
    pairs = articles(23)
    found = dict(pair for portion in crew.tag(iter(pairs), len(pairs)) for pair in portion)
    assert found == {pk: extract(article) for pk, article in pairs}


def test_what_a_killed_process_had_is_done_by_others(monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = articles(40)
    plain = crew._Member.give

    def give(member: crew._Member, portion: list[tuple[int, Article]]) -> None:
        plain(member, portion)
        if portion[0][0] == 10:
            member._process.kill()
            member._process.join()

    monkeypatch.setattr(crew._Member, "give", give)
    found = dict(pair for portion in crew.tag(iter(pairs), len(pairs)) for pair in portion)
    assert found == {pk: extract(article) for pk, article in pairs}


def test_leaving_early_ends_the_processes() -> None:
    portions = crew.tag(iter(articles(40)), 40)
    assert next(portions)
    portions.close()
    assert not multiprocessing.active_children()


def test_few_articles_start_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "WORTH_STARTING", 100)
    monkeypatch.setattr(crew, "_Member", None)
    assert sum(len(portion) for portion in crew.tag(iter(articles(7)), 7)) == 7

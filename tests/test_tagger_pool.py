"""Mentions found by several processes are those that one process finds, whatever happens to a process."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search import Library
from search.entities import extract
from search.entities.batch import Named, named
from search.library import backlog, executor, tagger_pool, tagging
from search.library.tagger_pool import Job, Tagged, TaggerPool, pack_tagged, unpack_tagged
from search.store.packing import unpack_mentions
from search.store.store import Store

BODY = "Maj. Gen. Clinton E. Crosier met Adm. Katsutoshi Kawano in Japan, number {}."


def source(folder: Path, count: int, body: str = BODY) -> Path:
    path = folder / "releases.jsonl"
    records = [{"id": f"r-{i}", "title": f"Visit {i}", "body": body.format(i)} for i in range(count)]
    path.write_text("".join(json.dumps(one) + "\n" for one in records), "utf-8")
    return path


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tagger_pool, "BATCH_ARTICLES", 5)
    monkeypatch.setattr(executor, "WORTH_STARTING", 1)
    monkeypatch.setattr("search.work.pool.cores", lambda: 2)
    monkeypatch.setattr(tagger_pool, "cores", lambda: 2)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Articles without mentions."""
    with monkeypatch.context() as untagged:
        untagged.setattr("search.library.tagging.Tagging.tag", lambda *_, **__: None)
        untagged.setattr("search.library.tagging.Tagging.follow", lambda _: None)
        with Library.open(tmp_path / "library", create=True) as library:
            library.add([source(tmp_path, 40)])
    opened = Store.open(tmp_path / "library")
    yield opened
    opened.close()


def expected(store: Store) -> dict[int, Tagged]:
    return {one.pk: one for one in tagger_pool.tag(store, store.untagged(1))}


def everything(store: Store, members: TaggerPool) -> dict[int, Tagged]:
    pks = store.untagged(1)
    for start in range(0, len(pks), 5):
        members.ask(Job(tuple(pks[start : start + 5]), 0))
    found: dict[int, Tagged] = {}
    while members.waiting:
        answer = members.answer(60.0)
        assert answer, "nothing comes"
        job, some = answer
        found |= {one.pk: one for one in (tagger_pool.tag(store, job.pks) if some is None else some)}
    return found


def test_several_processes_find_what_one_finds(store: Store) -> None:
    members = TaggerPool(store.folder)
    try:
        found = everything(store, members)
    finally:
        members.close()
    assert found == expected(store)
    for pk, article in store.articles(found):
        assert unpack_mentions(found[pk].packed) == extract(article)
        assert found[pk].entities == named(extract(article))
        assert found[pk].mentions == len(extract(article)) > 1


@pytest.mark.parametrize("killed", [1, 2])
def test_what_a_killed_process_had_is_done_by_others(store: Store, killed: int) -> None:
    members = TaggerPool(store.folder)
    try:
        assert everything(store, members) == expected(store)
        for worker in members._workers.workers[:killed]:
            worker.kill()
        assert everything(store, members) == expected(store)
    finally:
        members.close()


def test_processes_that_cannot_start_are_done_without(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object, **__: object) -> None:
        raise BlockingIOError

    monkeypatch.setattr("subprocess.Popen", failing)
    members = TaggerPool(store.folder)
    assert everything(store, members) == expected(store)
    members.close()


def test_an_end_in_the_middle_leaves_no_process_and_no_thread(store: Store) -> None:
    members = TaggerPool(store.folder)
    for _ in range(4):
        members.ask(Job(tuple(store.untagged(1)), 0))
    while len(workers := list(members._workers.workers)) < 2:
        assert members.answer(60.0)
    members.close()
    assert all(worker.ended for worker in workers)
    assert not [thread for thread in threading.enumerate() if thread.name == "tagger pool"]


@settings(max_examples=25)
@given(
    st.lists(
        st.builds(
            Tagged,
            st.integers(1),
            st.text(),
            st.integers(0),
            st.binary(),
            st.lists(
                st.builds(
                    Named,
                    st.text(),
                    st.text(),
                    st.text(),
                    st.lists(st.tuples(st.text(), st.integers(0), st.integers(0)), max_size=3),
                ),
                max_size=3,
            ),
        ),
        max_size=3,
    )
)
def test_answers_come_as_they_were_sent(found: list[Tagged]) -> None:
    assert unpack_tagged(pack_tagged(found)) == found


def test_an_import_is_tagged_while_it_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.library.importing.BATCH_ARTICLES", 8)
    monkeypatch.setattr(tagging, "COUNT_SECONDS", 0.0)
    waiting = backlog.TaggingBacklog.advance
    monkeypatch.setattr(backlog.TaggingBacklog, "advance", lambda self, wait=0: waiting(self, 60.0))
    early: list[int] = []
    plain = tagging.Tagging.tag

    def tag(self: tagging.Tagging, **options: object) -> None:
        early.append(self._store.counts().tagged)
        plain(self, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(tagging.Tagging, "tag", tag)
    with Library.open(tmp_path / "library", create=True) as library:
        library.add([source(tmp_path, 60)])
        assert early[0] > 0
        assert library.status().untagged == 0
        people = {card.name: card.articles for card in library.entities() if card.kind.value == "person"}
        assert people == {"Clinton E. Crosier": 60, "Katsutoshi Kawano": 60}
        assert library.check() == ()


def test_an_article_that_changes_meanwhile_is_looked_at_again(store: Store, tmp_path: Path) -> None:
    from search.entities.counts import EntityCounts
    from search.library.backlog import TaggingBacklog
    from search.library.executor import Processes
    from search.library.importing import Import

    writer = EntityCounts.create(tmp_path / "counts").writer()
    run = TaggingBacklog(store, writer, Processes())
    with store.lock():
        run.refresh()
        run._dispatch()
        for _ in Import(store).run([source(tmp_path, 40, "Gen. Joseph Votel was in Omaha, number {}.")]):
            pass
        run.refresh()
        while run.left:
            run.advance(60.0)
        run.close()
    for pk, article in store.articles(store.changed_since(0)):
        assert store.mentions(pk) == extract(article)
    writer.commit()
    assert {card.name for card in EntityCounts.open(tmp_path / "counts").cards(None)} == {
        "Joseph Votel",
        "Omaha",
    }

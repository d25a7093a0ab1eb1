"""Mentions found by several processes are those that one process finds, whatever happens to a process."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import Library
from search.entities import extract
from search.entities.batch import Named, named
from search.library import tagger_pool, tagging
from search.library import tagging_job as finding
from search.library.tagger_pool import Crew, Found, Portion, pack_found, unpack_found
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
    monkeypatch.setattr(finding, "WORTH_STARTING", 1)
    monkeypatch.setattr(finding, "cores", lambda: 2)
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


def expected(store: Store) -> dict[int, Found]:
    return {one.pk: one for one in tagger_pool.find(store, store.untagged(1))}


def everything(store: Store, members: Crew) -> dict[int, Found]:
    pks = store.untagged(1)
    for start in range(0, len(pks), 5):
        members.ask(Portion(tuple(pks[start : start + 5]), 0))
    found: dict[int, Found] = {}
    while members.waiting:
        answer = members.answer(5.0)
        assert answer, "nothing comes"
        portion, some = answer
        found |= {one.pk: one for one in (tagger_pool.find(store, portion.pks) if some is None else some)}
    return found


def test_several_processes_find_what_one_finds(store: Store) -> None:
    members = Crew(store.folder)
    try:
        found = everything(store, members)
    finally:
        members.end()
    assert found == expected(store)
    for pk, article in store.articles(found):
        assert unpack_mentions(found[pk].packed) == extract(article)
        assert found[pk].entities == named(extract(article))
        assert found[pk].mentions == len(extract(article)) > 1


@pytest.mark.parametrize("killed", [1, 2])
def test_what_a_killed_process_had_is_done_by_others(store: Store, killed: int) -> None:
    members = Crew(store.folder)
    try:
        for member in members._members[:killed]:
            member.stop()
        assert everything(store, members) == expected(store)
    finally:
        members.end()


def test_processes_that_cannot_start_are_done_without(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object, **__: object) -> None:
        raise BlockingIOError

    monkeypatch.setattr("subprocess.Popen", failing)
    members = Crew(store.folder)
    assert everything(store, members) == expected(store)
    members.end()


def test_an_end_in_the_middle_leaves_no_process_and_no_thread(store: Store) -> None:
    members = Crew(store.folder)
    for _ in range(4):
        members.ask(Portion(tuple(store.untagged(1)), 0))
    processes = [member._process for member in members._members]
    members.end()
    assert len(processes) == 2
    assert all(process.poll() is not None for process in processes)
    assert not [thread for thread in threading.enumerate() if thread.name == "mentions"]


@given(
    st.lists(
        st.builds(
            Found,
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
                    st.lists(st.tuples(st.text(), st.integers(0), st.integers(0))),
                )
            ),
        )
    )
)
def test_answers_come_as_they_were_sent(found: list[Found]) -> None:
    assert unpack_found(pack_found(found)) == found


def test_an_import_is_tagged_while_it_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.library.importing.BATCH_ARTICLES", 8)
    monkeypatch.setattr(tagging, "COUNT_SECONDS", 0.0)
    waiting = finding.Finding.step
    monkeypatch.setattr(finding.Finding, "step", lambda self, wait=0: waiting(self, 5.0))
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
    from search.library.importing import Import
    from search.library.tagging_job import Finding

    writer = EntityCounts.create(tmp_path / "counts").writer()
    run = Finding(store, writer)
    with store.lock():
        run.look()
        run._give()
        for _ in Import(store).run([source(tmp_path, 40, "Gen. Joseph Votel was in Omaha, number {}.")]):
            pass
        run.look()
        while run.left:
            run.step(5.0)
        run.end()
    for pk, article in store.articles(store.changed_since(0)):
        assert store.mentions(pk) == extract(article)
    writer.commit()
    assert {card.name for card in EntityCounts.open(tmp_path / "counts").cards(None)} == {
        "Joseph Votel",
        "Omaha",
    }

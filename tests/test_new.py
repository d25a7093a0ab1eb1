"""What is new: articles that came since somebody looked, or on certain days, and what a note says of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from search import Library, Query
from search.errors import QueryError
from search.library.resolver import added_between
from search.marks import dossiers, passages, searches
from search.marks.dossiers import Item, What
from search.marks.facts import Subject
from search.marks.marks import Marks
from search.marks.searches import Looked
from search.query.dates import parse_range


def found(library: Library, text: str) -> set[str]:
    return {hit.title for hit in library.search(Query(text)).hits}


def release(folder: Path, title: str, words: str) -> None:
    (folder / f"{title}.md").write_text(f"# {title}\n\n{words}\n", "utf-8")


def test_queries_ask_for_notes_dossiers_and_what_is_new(tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    release(texts, "Valves", "The company sold valves that it knew to be faulty.")
    release(texts, "Harbour", "The harbour was closed for three days after the storm.")
    with Library.open(tmp_path / "library", create=True) as library:
        library.marks = marks = Marks()
        library.add([texts])
        assert found(library, "is:new") == {"Valves", "Harbour"}
        newest = library._store.newest()
        marks.write("looked", [searches.look(Looked(newest.library, newest.pk, "2026-01-01T00:00:00Z"))])
        assert found(library, "is:new") == set()
        release(texts, "Bridge", "The bridge over the river was opened again.")
        library.add([texts])
        assert found(library, "is:new") == {"Bridge"}
        assert found(library, "added:today") == found(library, "added:2d") == {"Valves", "Harbour", "Bridge"}
        assert found(library, "added:..2001") == set()
        marks.write("looked", [searches.look(Looked("another", 9, "2001-01-01T00:00:00Z"))])
        assert len(found(library, "is:new")) == 3, "in another library, the time decides"

        hits = {hit.title: hit for hit in library.search(Query("")).hits}
        valves = library.article(hits["Valves"].id)
        start = valves.text.index("faulty")
        made = marks.write("mark", [passages.mark(valves, start, start + 6)]).after[0]
        marks.write("note", [passages.note(marks.notebook.book, made.key, "ask for the amount")])
        marks.note([hits["Harbour"]], "see also\nthe amounts of 2001")
        assert found(library, "note:amount") == {"Valves", "Harbour"}
        assert found(library, 'note:"the amounts of"') == {"Harbour"}
        assert found(library, "is:noted -has:passage") == {"Harbour"}
        marks.write("new", dossiers.new(marks.notebook.book, "The case"))
        case = dossiers.named(marks.notebook.book, "the case")
        one = Item("", What.ARTICLE, 0, Subject(hits["Bridge"].id), texts=("compare the toll",))
        marks.write("put", dossiers.put(case, [one]))
        assert found(library, 'dossier:"the case"') == {"Bridge"}
        assert found(library, "note:toll") == {"Bridge"}


def test_an_article_that_is_read_again_is_not_new(tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    release(texts, "Valves", "The company sold valves that it knew to be faulty.")
    with Library.open(tmp_path / "library", create=True) as library:
        library.marks = Marks()
        library.add([texts])
        with library._store._database.writing() as connection:
            connection.execute("UPDATE arrivals SET at = 0, twin = 0")
        library.add([texts], again=True)
        assert found(library, "added:today") == set()
        assert found(library, "valves") == {"Valves"}


def test_days_that_are_told_from_today() -> None:
    now = date.today()
    assert parse_range("today", 0) == (now, now)
    assert parse_range("yesterday", 0) == (now - timedelta(1), now - timedelta(1))
    assert parse_range("7d", 0) == (now - timedelta(6), now)
    assert parse_range("2W", 0) == (now - timedelta(13), now)
    begin, end = added_between("today")
    assert datetime.fromtimestamp(begin).hour == 0
    assert end > begin
    for text in ("0d", "9999d", "d", "tomorrow"):
        with pytest.raises(QueryError):
            parse_range(text, 0)

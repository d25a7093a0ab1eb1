"""The library: importing, searching, narrowing, and what remains after every kind of interruption."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from search import EntityKind, Filter, Library, Query, Sort
from search.errors import (
    ArticleMissing,
    Cancelled,
    IndexUnusable,
    LibraryLocked,
    LibraryMissing,
    LibraryReadOnly,
    QueryError,
    Unreadable,
)
from search.work.progress import ImportReport, Progress

ROOT = Path(__file__).parent.parent
SUBJECTS = ("harbour", "bridge", "orchard", "railway", "reservoir")
PEOPLE = ("Maj. Gen. Clinton E. Crosier", "Adm. Katsutoshi Kawano", "Gen. Joseph Votel")


def record(i: int, **changes: object) -> dict[str, object]:
    """A made-up release: every third is of a place, every second names one of three people."""
    subject = SUBJECTS[i % len(SUBJECTS)]
    person = PEOPLE[i % len(PEOPLE)]
    body = (
        f"The {subject} committee met for the {i}th time this year.\n\n"
        f"{person} said that the {subject} would be finished in {i + 3} months, and thanked number{i}."
    )
    plain: dict[str, object] = {
        "id": f"r-{i}",
        "title": f"Work on the {subject} goes on, part {i}",
        "date": f"20{10 + i % 8}-0{1 + i % 9}-1{i % 10}",
        "topics": [subject.title()],
        "number": f"{10 + i % 8}-{100 + i}",
        "body": body,
    }
    return plain | changes


def write(path: Path, records: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" for one in records), "utf-8")
    return path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of sixty records, to be copied by whoever changes it."""
    folder = tmp_path_factory.mktemp("made")
    source = write(folder / "releases.jsonl", [record(i) for i in range(60)])
    with Library.open(folder / "library", create=True) as library:
        report = library.add([source])
        assert report == ImportReport(new=60)
    return folder / "library"


@pytest.fixture
def library(made: Path, tmp_path: Path) -> Iterator[Library]:
    shutil.copytree(made, tmp_path / "library")
    with Library.open(tmp_path / "library") as opened:
        yield opened


def titles(library: Library, text: str, **options: object) -> list[str]:
    return [hit.title for hit in library.search(Query(text, limit=100, **options)).hits]  # type: ignore[arg-type]


def state(folder: Path) -> dict[str, object]:
    """Everything that a reader can see of a library."""
    with Library.open(folder) as library:
        library.prepare()
        rows = library.rows(0, 1000).hits
        articles = [library.article(row.id) for row in rows]
        return {
            "rows": rows,
            "texts": [(a.id, a.source_key, a.revision, a.text, len(a.renditions)) for a in articles],
            "mentions": [library.mentions(row.id) for row in rows],
            "found": [
                [(hit.id, round(hit.score, 3)) for hit in library.search(Query(text, limit=100)).hits]
                for text in (*SUBJECTS, "committee", '"thanked number7"', "date:2013", "person:crosier")
            ],
            "cards": library.entities(),
            "status": (library.status().articles, library.status().untagged, library.index_state()),
        }


# Importing


def test_importing_twice_changes_nothing(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", [record(i) for i in range(10)])
    with Library.open(tmp_path / "library", create=True) as library:
        assert library.add([source]).new == 10
        assert library.add([source]) == ImportReport(unchanged=10)
        os.utime(source, ns=(1, 1))
        assert library.add([source]) == ImportReport(unchanged=10)
        write(source, [record(i) for i in range(12)])
        assert library.add([source]) == ImportReport(new=2, unchanged=10)
        write(source, [record(3, body="Another text altogether.")])
        report = library.add([source])
        assert len(report.replaced) == 1
        assert replace(report, replaced=()) == ImportReport(updated=1)
        assert library.article("r-3").revision == 2
        assert [old.revision for old in library.revisions("r-3")] == [1]
        assert titles(library, "altogether") == ["Work on the railway goes on, part 3"]
        assert not titles(library, '"thanked number3"')


def test_ids_do_not_depend_on_the_order(tmp_path: Path) -> None:
    """The same files in shuffled order, one at a time and all at once."""
    files = []
    for i in range(12):
        plain = record(i)
        text = f"{plain['title']}\n\nBy Some Office\n\n{plain['body']}"
        files.append(tmp_path / f"{i}.txt")
        files[-1].write_text(text, "utf-8")
        files.append(write(tmp_path / f"{i}.jsonl", [plain]))
    seen = []
    for seed in range(3):
        shuffled = random.Random(seed).sample(files, len(files))
        with Library.open(tmp_path / f"library{seed}", create=True) as library:
            for batch in ([file] for file in shuffled) if seed else [shuffled]:
                library.add(batch)
            seen.append(sorted(hit.id for hit in library.rows(0, 100).hits))
    assert seen[0] == seen[1] == seen[2]


def test_bad_files_are_told_remembered_and_skipped(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    write(tmp_path / "in" / "good.jsonl", [record(1)])
    (tmp_path / "in" / "empty.txt").touch()
    (tmp_path / "in" / "binary.txt").write_bytes(bytes(range(256)) * 40)
    mixed = tmp_path / "in" / "mixed.jsonl"
    mixed.write_text(json.dumps(record(2)) + "\n{broken\n" + json.dumps(record(3)) + "\n", "utf-8")
    with Library.open(tmp_path / "library", create=True) as library:
        report = library.add([tmp_path / "in"])
        assert (report.new, report.failed, len(report.failures)) == (3, 3, 3)
        assert all(failure.reason for failure in report.failures)
        assert {Path(f.path).name.partition("#")[0] for f in library.failures()} == {
            "empty.txt",
            "binary.txt",
            "mixed.jsonl",
        }
        again = library.add([tmp_path / "in"])
        assert (again.unchanged, again.skipped, again.failed) == (3, 2, 0)
        (tmp_path / "in" / "empty.txt").write_text("A title\n\nNow there is a text in it.\n", "utf-8")
        assert library.add([tmp_path / "in"]).new == 1
        assert library.status().failures == 2


def test_a_path_that_does_not_exist_stops_before_anything_is_read(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", [record(1)])
    with Library.open(tmp_path / "library", create=True) as library:
        with pytest.raises(Unreadable, match="nowhere"):
            library.add([source, tmp_path / "nowhere"])
        assert library.rows(0, 10).total == 0


def test_progress_is_told_for_each_stage(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", [record(i) for i in range(5)])
    told: list[Progress] = []
    with Library.open(tmp_path / "library", create=True) as library:
        library.add([source], progress=told.append)
    last = {progress.stage: progress.done for progress in told}
    assert last == {"reading": 5, "indexing": 5, "entities": 5}


def test_stopping_keeps_what_was_committed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.library.importing.BATCH_ARTICLES", 4)
    source = write(tmp_path / "a.jsonl", [record(i) for i in range(30)])
    with Library.open(tmp_path / "library", create=True) as library:
        report = library.add([source], stop=lambda: library.rows(0, 1).total >= 4)
        assert report.stopped
        assert library.rows(0, 1).total >= 4
        again = library.add([source])
        assert again.new + again.unchanged == 30
        assert library.rows(0, 1).total == 30
        assert library.index_state() == "ready"
        assert library.status().untagged == 0


# Killed at any point


KILLED = """
import os, signal, sys
from pathlib import Path
import search.library.importing, search.library.indexing, search.library.tagger_pool, search.library.derived
from search import Library
from search.index.writer import IndexWriter
from search.entities.recorder import EntityWriter
from search.store.batch import Batch

search.library.importing.BATCH_ARTICLES = 7
search.library.tagger_pool.BATCH_ARTICLES = 7
search.library.derived.FOLLOW_SECONDS = 0.0
left = [int(sys.argv[4])]

def deadly(owner, name):
    plain = getattr(owner, name)
    def instead(*args, **options):
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return plain(*args, **options)
    setattr(owner, name, instead)

owner, name = {
    "admit": (Batch, "admit"),
    "finish": (Batch, "finish"),
    "index": (IndexWriter, "commit"),
    "mentions": (Batch, "put_packed"),
    "count": (EntityWriter, "commit"),
}[sys.argv[3]]
deadly(owner, name)
if __name__ == "__main__":
    with Library.open(Path(sys.argv[1]), create=True) as library:
        library.add([Path(sys.argv[2])])
"""


@pytest.mark.parametrize(
    ("where", "call"),
    [("admit", 1), ("admit", 20), ("finish", 1), ("index", 1), ("index", 3), ("mentions", 9), ("count", 2)],
)
def test_a_killed_import_loses_nothing(made: Path, tmp_path: Path, where: str, call: int) -> None:
    """SIGKILL on the way into a call: what is on disk opens, and the next run ends in the same library."""
    script = tmp_path / "killed.py"
    script.write_text(KILLED, "utf-8")
    folder = tmp_path / "library"
    source = made.parent / "releases.jsonl"
    command = [sys.executable, *map(str, (script, folder, source, where, call))]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False)
    assert done.returncode == -signal.SIGKILL
    with Library.open(folder, create=True) as library:
        assert library.rows(0, 100).total <= 60
        report = library.add([source])
        assert report.new + report.unchanged == 60
        assert not report.failed
    assert state(folder) == state(made)


def test_an_index_behind_the_store_is_caught_up_not_rebuilt(
    library: Library, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from search.library.indexing import Indexing

    monkeypatch.setattr(Indexing, "catch_up", lambda self, **options: None)
    library.add([write(tmp_path / "more.jsonl", [record(i) for i in range(60, 63)])])
    assert library.index_state() == "stale"
    monkeypatch.undo()
    told: list[Progress] = []
    library.prepare(progress=told.append)
    assert {progress.total for progress in told if progress.stage == "indexing"} == {3}
    assert library.index_state() == "ready"
    assert titles(library, '"thanked number61"') == ["Work on the bridge goes on, part 61"]


@pytest.mark.parametrize("harm", ["missing", "garbled", "truncated", "another library's"])
def test_an_unusable_index_is_noticed_and_rebuilt(library: Library, harm: str, tmp_path: Path) -> None:
    folder = library.path / "index"
    before = titles(library, "harbour")
    if harm == "missing":
        shutil.rmtree(folder)
    elif harm == "garbled":
        (folder / "manifest.json").write_text("{")
    elif harm == "truncated":
        segment = next(folder.glob("*.segment"))
        segment.write_bytes(segment.read_bytes()[:-100])
    else:
        with Library.open(tmp_path / "other", create=True) as other:
            other.add([write(tmp_path / "other.jsonl", [record(i) for i in range(60)])])
        shutil.rmtree(folder)
        shutil.copytree(tmp_path / "other" / "index", folder)
    with Library.open(library.path) as again:
        assert again.rows(0, 10).total == 60
        again.prepare()
        assert again.index_state() == "ready"
        assert titles(again, "harbour") == before


def test_deleting_all_that_is_derived_gives_the_same_answers(library: Library) -> None:
    before = state(library.path)
    library.reindex()
    assert state(library.path) == before
    for name in ("index", "entities"):
        shutil.rmtree(library.path / name)
    assert state(library.path) == before


# Searching


def test_every_article_by_date_without_the_index(library: Library) -> None:
    shutil.rmtree(library.path / "index")
    page = library.search(Query(limit=3))
    assert (page.total, [hit.date for hit in page.hits]) == (
        60,
        sorted((hit.date for hit in page.hits), reverse=True),
    )
    with pytest.raises(IndexUnusable):
        library.search(Query("harbour"))


@pytest.mark.parametrize("sort", [Sort.DATE, Sort.OLDEST, Sort.TITLE])
def test_the_list_and_a_search_for_everything_agree(library: Library, sort: Sort) -> None:
    listed = [hit.id for hit in library.rows(0, 100, sort).hits]
    assert [hit.id for hit in library.search(Query("committee", sort=sort, limit=100)).hits] == listed


def test_windows_of_one_question_are_cut_from_one_order(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    from search.library import answers

    calls: list[int] = []
    plain = answers.Answers._order

    def counted(self: answers.Answers, *arguments: Any) -> answers.Order:
        calls.append(arguments[3])
        return plain(self, *arguments)

    monkeypatch.setattr(answers, "FIRST_ROWS", 5)
    monkeypatch.setattr(answers.Answers, "_order", counted)
    whole = [hit.id for hit in library.search(Query("committee", limit=60)).hits]
    assert calls == [60]
    parts = [
        hit.id
        for offset in range(0, 60, 5)
        for hit in library.search(Query("the committee", offset=offset, limit=5)).hits
    ]
    assert parts == whole
    assert len(calls) == 3  # the first rows, then once the whole order


def test_filters_are_a_part_of_the_question(library: Library) -> None:
    named = library.search(Query("harbour", (Filter("person", "Clinton E. Crosier"),)))
    assert 0 < named.total < len(titles(library, "harbour"))
    assert named.total == library.search(Query('harbour person:"Clinton E. Crosier"')).total
    without = library.search(Query("harbour", (Filter("person", "Clinton E. Crosier", exclude=True),)))
    assert named.total + without.total == len(titles(library, "harbour"))


def test_parentheses_in_the_text_cannot_reach_over_the_filters(library: Library) -> None:
    with pytest.raises(QueryError):
        library.search(Query("harbour) OR (bridge", (Filter("tag", "Harbour"),)))


def test_any_of_the_words_where_not_all_are_found(library: Library) -> None:
    page = library.search(Query("harbour orchard"))
    assert (page.total, page.some, page.rows) == (0, 24, 24)
    assert page.notice
    assert {(hit.tier, hit.lacks) for hit in page.hits} == {(2, ("harbour",)), (2, ("orchard",))}
    assert not library.search(Query("harbour orchard", literal=True)).total
    assert library.search(Query("harbour orchard", any_term=True)).total == 24
    narrowed = library.search(Query("harbour orchard", (Filter("tag", "Harbour"),)))
    assert narrowed.some == 12


def test_a_misspelt_word_is_set_right_and_said_so(library: Library) -> None:
    page = library.search(Query("harbuor"))
    assert page.total == 12
    assert page.correction == "harbour"
    assert "harbour" in page.notice
    (hit,) = library.snippets(Query("harbuor"), [page.hits[0].id])
    assert hit.snippet is not None
    assert [hit.snippet.text[a:b] for a, b in hit.snippet.spans][:1] == ["harbour"]


def test_a_sentence_with_a_bracket_is_ranked_all_the_same(library: Library) -> None:
    assert library.search(Query('harbour (and: "orchard', any_term=True)).total == 24


def test_snippets_come_in_the_order_asked_for_and_leave_out_strangers(library: Library) -> None:
    query = Query("harbour committee")
    ids = [hit.id for hit in library.search(query).hits]
    found = library.snippets(query, [ids[2], "nobody", ids[0]])
    assert [hit.id for hit in found] == [ids[2], ids[0]]
    assert all(hit.snippet and hit.snippet.spans for hit in found)


def test_highlights_are_offsets_into_the_text(library: Library) -> None:
    article = library.article("r-0")
    spans = library.highlights(Query("harbours"), article)
    assert {article.text[a:b].lower() for a, b in spans} == {"harbour"}


def test_facets_count_all_hits(library: Library) -> None:
    tags = {value.value: value.count for value in library.facets(Query("committee"), "tag")}
    assert tags == {subject.title(): 12 for subject in SUBJECTS}
    assert sum(value.count for value in library.facets(Query("harbour"), "year")) == 12


def test_a_search_that_nobody_waits_for_ends(library: Library) -> None:
    with pytest.raises(Cancelled):
        library.search(Query("committee"), stop=lambda: True)


def test_an_article_answers_to_id_prefix_and_key(library: Library) -> None:
    hit = library.rows(0, 1).hits[0]
    assert library.article(hit.id).id == library.article(hit.id[:8]).id == library.article(hit.source_key).id
    with pytest.raises(ArticleMissing, match="No article"):
        library.article("zzz")
    with pytest.raises(ArticleMissing, match="More than one"):
        library.article("")


def test_the_original_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("A title\n\nA paragraph of text that says a little.\n", "utf-8")
    with Library.open(tmp_path / "library", create=True) as library:
        library.add([file])
        assert library.original(library.rows(0, 1).hits[0].id) == file.read_bytes()


# Entities


def test_cards_count_what_a_search_finds(library: Library) -> None:
    for text in ("", "harbour", "date:2013"):
        for card in library.entities(Query(text), kind=EntityKind.PERSON):
            named = Query(text, (Filter("person", card.name),), limit=0)
            assert library.search(named).total == card.articles


def test_the_article_being_read_brings_its_entities_along(library: Library) -> None:
    cards = library.entities(Query("harbour"), limit=0, reading="r-1")
    assert cards
    assert all(card.here for card in cards)
    assert sum(card.here for card in cards) == len(library.mentions("r-1"))


def test_mentions_are_offsets_into_the_text(library: Library) -> None:
    article = library.article("r-0")
    found = library.mentions("r-0")
    assert "Clinton E. Crosier" in {m.name for m in found}
    assert all(article.text[m.start : m.end] == m.surface for m in found)


def test_what_was_not_tagged_can_be_tagged_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from search.library.tagging import Tagging

    monkeypatch.setattr(Tagging, "tag", lambda self, **options: None)
    with Library.open(tmp_path / "library", create=True) as library:
        library.add([write(tmp_path / "a.jsonl", [record(i) for i in range(5)])])
        assert library.status().untagged == 5
        assert library.entities() == ()
        assert library.search(Query("person:crosier", literal=True)).total == 0
        monkeypatch.undo()
        library.tag()
        assert library.status().untagged == 0
        assert library.search(Query("person:crosier")).total == 2
        assert library.status().entities == len(library.entities(limit=1000))


# Several at once


def test_searches_go_on_during_an_import(library: Library, tmp_path: Path) -> None:
    """Two threads search while a third adds; each sees whole batches, and at the end all of it."""
    more = write(tmp_path / "more.jsonl", [record(i) for i in range(60, 160)])
    done = threading.Event()
    faults: list[BaseException] = []
    totals: list[list[int]] = [[], []]

    def search(seen: list[int]) -> None:
        try:
            while not done.is_set():
                page = library.search(Query("committee", limit=5))
                assert len(page.hits) == 5
                seen.append(page.total)
            seen.append(library.search(Query("committee")).total)
        except BaseException as fault:  # noqa: BLE001 - a thread's fault is the test's
            faults.append(fault)

    readers = [threading.Thread(target=search, args=(seen,)) for seen in totals]
    for reader in readers:
        reader.start()
    try:
        library.add([more])
    finally:
        done.set()
        for reader in readers:
            reader.join(30)
    assert not faults
    for seen in totals:
        assert seen == sorted(seen)
        assert seen[-1] == 160


def test_a_second_writer_is_refused_and_a_reader_is_not(library: Library, tmp_path: Path) -> None:
    source = write(tmp_path / "b.jsonl", [record(70)])
    with Library.open(library.path) as other, library._store.lock():
        with pytest.raises(LibraryLocked):
            other.add([source])
        with pytest.raises(LibraryLocked):
            other.reindex()
        other.prepare()
        assert other.search(Query("harbour")).total == 12


def test_while_another_process_makes_the_index_one_is_told(library: Library) -> None:
    shutil.rmtree(library.path / "index")
    with Library.open(library.path) as other, library._store.lock(), pytest.raises(LibraryLocked):
        other.prepare()


def test_an_index_file_with_a_damaged_beginning_is_made_anew(library: Library) -> None:
    for path in (library.path / "index").glob("*.segment"):
        path.write_bytes(bytes(64) + path.read_bytes()[64:])
    with Library.open(library.path) as other:
        other.prepare()
        assert other.search(Query("harbour")).total == 12


# Read-only


def test_a_library_on_read_only_media_can_be_searched(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with Library.open(library.path, read_only=True) as reader:
        reader.prepare()
        assert reader.search(Query("person:crosier")).total == 20
        assert reader.status().read_only
        for change in (lambda: reader.add([tmp_path]), reader.reindex, reader.tag):
            with pytest.raises(LibraryReadOnly):
                change()
    assert not (tmp_path / "cache").exists()


def test_without_an_index_it_is_made_in_the_cache(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    shutil.rmtree(library.path / "index")
    shutil.rmtree(library.path / "entities")
    before = sorted(path.name for path in library.path.iterdir())
    with Library.open(library.path, read_only=True) as reader:
        reader.prepare()
        assert reader.search(Query("person:crosier")).total == 20
    assert sorted(path.name for path in library.path.iterdir()) == before
    assert list((tmp_path / "cache").rglob("manifest.json"))


def test_without_counts_they_are_made_in_the_cache(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    shutil.rmtree(library.path / "entities")
    with Library.open(library.path, read_only=True) as reader:
        reader.prepare()
        assert reader.search(Query("person:crosier")).total == 20
    assert not (library.path / "entities").exists()


def test_without_a_place_for_the_index_one_is_told(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    shutil.rmtree(library.path / "index")
    with (
        Library.open(library.path, read_only=True) as reader,
        pytest.raises(LibraryReadOnly, match="neither can the folder"),
    ):
        reader.prepare()


def test_no_library_is_made_by_looking(tmp_path: Path) -> None:
    with pytest.raises(LibraryMissing):
        Library.open(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_an_empty_library_answers(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library", create=True) as library:
        library.prepare()
        assert library.index_state() == "ready"
        assert library.rows(0, 10).total == 0
        assert library.search(Query("anything")).total == 0
        assert library.facets(Query("anything"), "tag") == ()
        assert library.entities() == ()
        assert library.status().articles == 0
        library.reindex()


def test_the_list_needs_neither_numpy_nor_whoosh(library: Library) -> None:
    code = (
        "import sys; from pathlib import Path; from search import Library\n"
        f"library = Library.open(Path({str(library.path)!r}))\n"
        "print(library.rows(0, 50).total, library.status().articles, library.index_state())\n"
        "library.article(library.rows(0, 1).hits[0].id)\n"
        "print({'numpy', 'whoosh'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split("\n")[:2] == ["60 60 ready", "set()"]

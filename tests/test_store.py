"""The store: what goes in comes out; schema steps; damaged, newer, locked and read-only libraries."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.article.days import day_of
from search.article.identity import article_id, identify, text_hash
from search.article.model import Article, Block, BlockKind, Rendition, Span, SpanKind
from search.entities.model import EntityKind, Mention
from search.errors import (
    LibraryDamaged,
    LibraryError,
    LibraryLocked,
    LibraryMissing,
    LibraryNewer,
    LibraryReadOnly,
)
from search.query.interface import Sort
from search.store import journal, packing, schema
from search.store.admission import Arrival, Outcome
from search.store.batch import Batch
from search.store.database import FILE, Database
from search.store.journal import Source
from search.store.parcel import ORIGINAL_LIMIT, Parcel
from search.store.store import Store
from search.text import sanitise
from search.work.progress import Failure

NOW = "2024-05-06T07:08:09Z"


def put_mentions(batch: Batch, pk: int, found: Sequence[Mention]) -> None:
    assert batch.put_packed(pk, packing.pack_mentions(found), len(found), 1, batch.generation)


def article(text: str = "Some text.", title: str = "A title", **fields: object) -> Article:
    blocks = tuple(Block(BlockKind.PARAGRAPH, part) for part in text.split("\n\n"))
    return Article("", title, blocks, **fields)  # type: ignore[arg-type]


def put(
    store: Store,
    draft: Article,
    path: str = "/in/a.txt",
    *,
    format: str = "text",
    original: bytes | None = None,
) -> Outcome:
    """Admit one article, as if it had been read from ``path``; ``#`` and ``!`` begin the member."""
    file = path.partition("#")[0].partition("!")[0]
    digest = hashlib.sha256(draft.text.encode("utf-8", "replace")).hexdigest()
    formed = replace(draft, renditions=(Rendition(path, digest, format, importer=f"{format} 1"),))
    with store.batch(NOW) as batch:
        return batch.admit(Arrival.of(Parcel.of(formed, original), batch.begin(file), file)).outcome


@pytest.fixture
def store(tmp_path: Path):
    opened = Store.open(tmp_path / "library", create=True)
    yield opened
    opened.close()


def only(store: Store) -> Article:
    """The one article of a store."""
    total, (hit,) = store.window(0, 10, Sort.DATE)
    assert total == 1
    (pk,) = store.find(hit.id)
    found = store.article(pk)
    assert found is not None
    return found


# What goes in comes out

TEXT = st.text(max_size=40).map(sanitise)
SPANS = st.builds(
    Span,
    st.integers(0, 9),
    st.integers(0, 9),
    st.sampled_from(SpanKind),
    st.sampled_from(["", "https://a.b/c"]),
)
BLOCKS = st.builds(
    lambda kind, text, level, spans, rule: Block(
        kind, text, level, tuple(span for span in spans if span.start <= span.end <= len(text)), rule
    ),
    st.sampled_from(BlockKind),
    TEXT,
    st.integers(0, 6),
    st.lists(SPANS, max_size=2).map(tuple),
    st.sampled_from(["", "banner"]),
)
ARTICLES = st.builds(
    Article,
    id=st.just(""),
    title=TEXT,
    blocks=st.lists(BLOCKS, max_size=4).map(tuple),
    source_key=st.one_of(st.just(""), TEXT),
    url=st.sampled_from(["", "https://example.org/1"]),
    subtitle=TEXT,
    date=st.sampled_from(["", "2016", "2016-03", "2016-03-07"]),
    date_source=st.sampled_from(["", "kicker"]),
    category=TEXT,
    byline=TEXT,
    organisation=TEXT,
    dateline=TEXT,
    place=TEXT,
    language=st.sampled_from(["", "en"]),
    tags=st.lists(TEXT, max_size=3).map(tuple),
    number=TEXT,
    kind=st.sampled_from(["article", "speech"]),
    warnings=st.lists(TEXT, max_size=2).map(tuple),
)


@given(ARTICLES)
def test_an_article_comes_back_as_it_went_in(draft: Article) -> None:
    with Memory() as store:
        assert put(store, draft) is Outcome.NEW
        found = only(store)
        expected = replace(draft, id=article_id(draft.source_key, text_hash(draft)), text_hash=text_hash(draft))
        assert replace(found, renditions=()) == expected
        assert [r.path for r in found.renditions] == ["/in/a.txt"]
        assert put(store, draft) is Outcome.UNCHANGED


class Memory:
    """A store for one example of a property: in memory-backed storage where there is some."""

    def __enter__(self) -> Store:
        base = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else None
        import tempfile

        self._folder = tempfile.mkdtemp(dir=base)
        self._store = Store.open(Path(self._folder) / "library", create=True)
        return self._store

    def __exit__(self, *_: object) -> None:
        self._store.close()
        shutil.rmtree(self._folder)


@given(ARTICLES)
def test_packed_articles_unpack(draft: Article) -> None:
    assert packing.unpack_article(packing.pack_article(draft)) == draft
    assert packing.unpack_blocks(packing.pack_blocks(draft.blocks)) == draft.blocks


MENTIONS = st.builds(
    Mention,
    st.integers(0, 10**6),
    st.integers(0, 10**6),
    st.sampled_from(EntityKind),
    TEXT,
    TEXT,
    st.sampled_from(["rule", "model"]),
    TEXT,
    st.lists(st.tuples(TEXT, TEXT), max_size=2).map(tuple),
)


@given(st.lists(MENTIONS, max_size=5).map(tuple))
def test_packed_mentions_unpack(mentions: tuple[Mention, ...]) -> None:
    assert packing.unpack_mentions(packing.pack_mentions(mentions)) == mentions


@given(st.binary(max_size=200))
def test_bytes_that_are_no_packed_value_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - zlib words it in many ways
        packing.unpack_bytes(data)


def test_a_cut_off_value_is_refused() -> None:
    with pytest.raises(ValueError, match="cut off"):
        packing.unpack_bytes(packing.pack_bytes(b"some text" * 100)[:-5])


def test_small_originals_are_kept_and_large_ones_are_not(store: Store) -> None:
    put(store, article("small", source_key="s"), "/in/small", original=b"as it was")
    put(store, article("large", source_key="l"), "/in/large", original=b"x" * (ORIGINAL_LIMIT + 1))
    (small,), (large,) = store.find("s"), store.find("l")
    assert store.original(small, "/in/small") == b"as it was"
    assert store.original(large, "/in/large") is None


# The ladder of identity


def test_the_same_key_with_another_text_is_a_revision(store: Store) -> None:
    put(store, article("First text of it.", source_key="k"), "/in/1")
    first = only(store)
    assert put(store, article("Another text now.", source_key="k"), "/in/2") is Outcome.UPDATED
    second = only(store)
    assert (second.id, second.revision, second.body) == (first.id, 2, "Another text now.")
    (pk,) = store.find("k")
    assert [old.body for old in store.revisions(pk)] == ["First text of it."]


def test_an_older_text_does_not_come_back(store: Store) -> None:
    """Importing the same two files again, in either order, changes nothing."""
    one, two = article("First text of it.", source_key="k"), article("Another text now.", source_key="k")
    put(store, one, "/in/1")
    put(store, two, "/in/2")
    assert put(store, one, "/in/1") is Outcome.UNCHANGED
    assert put(store, one, "/in/3") is Outcome.RENDITION
    assert only(store).body == "Another text now."


def test_a_file_that_goes_back_to_its_old_text_is_a_revision(store: Store) -> None:
    one, two = article("First text of it.", source_key="k"), article("Another text now.", source_key="k")
    put(store, one)
    put(store, two)
    assert put(store, one) is Outcome.UPDATED
    assert (only(store).revision, only(store).body) == (3, "First text of it.")


def test_the_same_text_is_the_same_article(store: Store) -> None:
    put(store, article("The Navy’s role"), "/in/1")
    assert put(store, article("the navy's  ROLE"), "/in/2") is Outcome.RENDITION
    assert [r.path for r in only(store).renditions] == ["/in/1", "/in/2"]


def test_two_numbers_of_one_source_are_two_articles(store: Store) -> None:
    put(store, article(source_key="doj-1", date="2016-03-07"), "/in/a#1")
    assert put(store, article(source_key="doj-2", date="2016-03-07"), "/in/a#2") is Outcome.NEW
    assert store.count() == 2


LONG = " ".join(f"word{i}" for i in range(100))


def test_same_title_and_date_and_nearly_the_same_text_is_a_rendition(store: Store) -> None:
    put(store, article(LONG, date="2016-03-07"), "/in/1")
    near = article(LONG.replace("word50", "changed"), date="2016-03-07")
    assert put(store, near, "/in/2") is Outcome.RENDITION
    assert store.count() == 1


@pytest.mark.parametrize(
    "other",
    [
        article(LONG.replace("word50", "changed"), date="2016-03-08"),
        article(LONG.replace("word50", "changed"), title="Another title", date="2016-03-07"),
        article(" ".join(f"other{i}" for i in range(100)), date="2016-03-07"),
        article(LONG.replace("word50", "changed")),
    ],
    ids=["another day", "another title", "another text", "no date"],
)
def test_likeness_alone_never_merges(store: Store, other: Article) -> None:
    put(store, article(LONG, date="2016-03-07"), "/in/1")
    assert put(store, other, "/in/2") is Outcome.NEW


def test_a_changed_file_without_a_key_is_a_revision(store: Store) -> None:
    put(store, article("First text of it."), "/in/1.txt")
    first = only(store)
    assert put(store, article("Another text now."), "/in/1.txt") is Outcome.UPDATED
    assert (only(store).id, only(store).revision) == (first.id, 2)
    # The first text, found elsewhere, is still this article.
    assert put(store, article("First text of it."), "/in/2.txt") is Outcome.RENDITION
    assert only(store).body == "Another text now."


def test_a_changed_line_of_a_container_without_keys_is_a_new_article(store: Store) -> None:
    put(store, article("First text of it."), "/in/a.jsonl#1")
    assert put(store, article("Another text now."), "/in/a.jsonl#1") is Outcome.NEW


def test_a_corrected_field_updates_without_a_new_revision(store: Store) -> None:
    put(store, article(source_key="k", category="Nws"))
    assert put(store, article(source_key="k", category="News")) is Outcome.UPDATED
    assert (only(store).category, only(store).revision) == ("News", 1)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_richer_form_is_shown_whatever_came_first(store: Store, order: tuple[int, int]) -> None:
    forms = [
        (article(LONG, date="2016-03-07"), "/in/a.txt", "text"),
        (article(LONG + " more", date="2016-03-07"), "/in/a.html", "html"),
    ]
    for i in order:
        put(store, forms[i][0], forms[i][1], format=forms[i][2])
    assert only(store).body.endswith("more")
    assert len(only(store).renditions) == 2


def test_a_summary_never_replaces_a_full_text(store: Store) -> None:
    key = "https://example.org/1"
    put(store, article("In short, it was reported.", source_key=key), "/in/f.xml#1", format="feed")
    assert put(store, article(LONG, source_key=key), "/in/a.txt") is Outcome.UPDATED
    for text in ("In short, it was corrected.", "In short, it was forgotten.", LONG):
        put(store, article(text, source_key=key), "/in/f.xml#1", format="feed")
        put(store, article(text + " Again.", source_key=key), "/in/g.xml#1", format="feed")
        assert only(store).body == LONG
    put(store, article(LONG + " Corrected.", source_key=key), "/in/h.xml#1", format="feed-text")
    assert only(store).body.endswith("Corrected.")


@pytest.mark.parametrize("rich", ["html", "zim", "mail", "epub"])
def test_a_summary_that_comes_first_gives_way(store: Store, rich: str) -> None:
    key = "https://example.org/1"
    put(store, article(LONG, source_key=key), "/in/f.xml#1", format="feed")
    put(store, article(LONG, source_key=key), "/in/b.txt")
    put(store, article(LONG, source_key=key, byline="Ada"), "/in/a", format=rich)
    assert only(store).byline == "Ada"


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (1, 0, 2)])
def test_ids_do_not_depend_on_the_order(store: Store, order: tuple[int, ...]) -> None:
    """A text without a key, with an address and with a number: the number names the article."""
    forms = [
        article(LONG),
        article(LONG, source_key="https://example.org/1"),
        article(LONG, source_key="doj-1", url="https://example.org/1"),
    ]
    for i in order:
        put(store, forms[i], f"/in/{i}")
    found = only(store)
    assert (found.source_key, found.id) == ("doj-1", article_id("doj-1", ""))
    # An id that was printed before the better one was known still finds it.
    assert len({store.find(identify(form).id) for form in forms[order[0] :][:1]}) == 1
    assert store.find(identify(forms[order[0]]).id) == store.find(found.id)


def test_a_taken_id_is_made_longer(store: Store) -> None:
    put(store, article("Some text.", source_key="k1"), "/in/1")
    with store.batch(NOW) as batch:
        batch._connection.execute("UPDATE articles SET id = ?", (article_id("k2", ""),))
    assert put(store, article("Another.", source_key="k2"), "/in/2") is Outcome.NEW
    (pk,) = store.find("k2")
    found = store.article(pk)
    assert found is not None
    assert found.id == article_id("k2", "", 16)


def test_a_better_name_that_another_article_holds_is_not_taken(store: Store) -> None:
    put(store, article(LONG), "/in/1")
    (plain,) = (hit.id for hit in store.window(0, 10, Sort.DATE)[1])
    put(store, article("Another.", source_key="k1"), "/in/2")
    taken = article_id("doj-1", "")
    with store.batch(NOW) as batch:
        batch._connection.execute("UPDATE articles SET id = ? WHERE source_key = 'k1'", (taken,))
    assert put(store, article(LONG, source_key="doj-1"), "/in/3") is Outcome.RENDITION
    assert {hit.id for hit in store.window(0, 10, Sort.DATE)[1]} == {plain, taken}


# Lists

DATES = ["2016-03-07", "2016-03", "2016", "", "2017-01-01", "2016-03-07", "1969-12-31", ""]


def by_newest(i: int) -> tuple[int, int]:
    return (-day_of(DATES[i]), i)


def by_oldest(i: int) -> tuple[bool, int, int]:
    return (not DATES[i], day_of(DATES[i]), i)


def by_title(i: int) -> tuple[str, int, int]:
    return (f"title {i % 3}", -day_of(DATES[i]), i)


@pytest.mark.parametrize(
    ("sort", "key"),
    [(Sort.DATE, by_newest), (Sort.SCORE, by_newest), (Sort.OLDEST, by_oldest), (Sort.TITLE, by_title)],
)
def test_windows_are_cut_from_one_order(store: Store, sort: Sort, key: Callable[[int], object]) -> None:
    for i, date in enumerate(DATES):
        put(store, article(f"text {i}", title=f"Title {i % 3}", date=date, source_key=f"k{i}"), f"/in/{i}")
    expected = [f"k{i}" for i in sorted(range(len(DATES)), key=key)]  # type: ignore[arg-type]
    total, hits = store.window(0, 100, sort)
    assert total == len(DATES)
    assert [hit.source_key for hit in hits] == expected
    assert [hit.source_key for hit in store.window(3, 2, sort)[1]] == expected[3:5]
    assert store.window(100, 10, sort) == (len(DATES), [])


@pytest.mark.parametrize("sort", list(Sort))
def test_listing_steps_over_index_entries_only(store: Store, sort: Sort) -> None:
    from search.store import listing

    statement = f"EXPLAIN QUERY PLAN SELECT pk FROM articles ORDER BY {listing._ORDERS[sort]} LIMIT 1 OFFSET 9"
    with store._database.reading() as connection:
        plan = " ".join(row[3] for row in connection.execute(statement))
    assert "USING COVERING INDEX" in plan
    assert "TEMP B-TREE" not in plan


def test_counts_are_kept_by_every_way_of_changing(store: Store) -> None:
    put(store, article("one", source_key="a", date="2016"), "/in/1")
    put(store, article("two", source_key="b", date="2017-05"), "/in/2")
    put(store, article("one", source_key="a"), "/in/3")
    mention = Mention(0, 1, EntityKind.PERSON, "A", "A")
    (pk,) = store.find("a")
    for count in (2, 1):
        with store.batch(NOW) as batch:
            put_mentions(batch, pk, (mention,) * count)
    counts = store.counts()
    assert (counts.articles, counts.renditions, counts.tagged, counts.mentions) == (2, 3, 1, 1)
    assert (counts.oldest, counts.newest) == ("2016", "2017-05")


def test_a_new_text_forgets_the_mentions_of_the_old_one(store: Store) -> None:
    put(store, article("First text.", source_key="k"))
    (pk,) = store.find("k")
    with store.batch(NOW) as batch:
        put_mentions(batch, pk, ())
    assert store.untagged(1) == []
    put(store, article("Another text.", source_key="k"))
    assert store.untagged(1) == [pk]
    assert store.mentions(pk) is None


def test_a_newer_extractor_asks_for_every_article_again(store: Store) -> None:
    put(store, article())
    with store.batch(NOW) as batch:
        put_mentions(batch, 1, ())
    assert store.untagged(1) == []
    assert store.untagged(2) == [1]


def test_what_changed_since_a_generation(store: Store) -> None:
    put(store, article("one", source_key="a"), "/in/1")
    seen = store.state().changed
    assert store.changed_since(seen) == []
    put(store, article("two", source_key="b"), "/in/2")
    put(store, article("one, changed", source_key="a"), "/in/1")
    put(store, article("three", source_key="c"), "/in/3")
    put(store, article("two, changed", source_key="b"), "/in/2")
    changed = store.changed_since(seen + 2)
    assert [(pk, a.source_key) for pk, a in store.articles([*changed, 99])] == [(2, "b"), (3, "c")]
    assert store.changed_since(0) == [1, 2, 3]


# Names


def test_an_article_answers_to_id_prefix_and_key(store: Store) -> None:
    put(store, article(source_key="k/1", url="https://example.org/1"))
    found = only(store)
    for name in (found.id, found.id[:5], "k/1", "https://example.org/1"):
        assert len(store.find(name)) == 1
    assert store.find("nothing") == ()


# The journal


def test_the_journal_remembers_failures_until_they_are_gone(store: Store) -> None:
    bad = Source(0, 5, 6, "ab", journal.REFUSED, "It is empty.", 0)
    with store.batch(NOW) as batch:
        batch.finish(replace(bad, source=batch.begin("/in/bad")), [])
        mixed = replace(bad, source=batch.begin("/in/mixed"), outcome=journal.DONE, reason="", articles=3)
        batch.finish(mixed, [Failure("/in/mixed#2", "It has no title.")])
    assert store.failures() == (
        Failure("/in/bad", "It is empty."),
        Failure("/in/mixed#2", "It has no title."),
    )
    assert store.counts().failures == 2
    with store.batch(NOW) as batch:
        batch.finish(replace(mixed, articles=4), [])
    assert store.failures() == (Failure("/in/bad", "It is empty."),)


def test_a_file_that_was_begun_counts_as_cut_short(store: Store) -> None:
    with store.batch(NOW) as batch:
        batch.begin("/in/a")
    found = store.source("/in/a")
    assert found is not None
    assert found.outcome == journal.READING


# One writer, many readers


def test_a_second_writer_is_told_who_writes(store: Store) -> None:
    with store.lock(), pytest.raises(LibraryLocked, match=str(os.getpid())), store.lock():
        pass
    with store.lock():
        pass


def test_readers_see_whole_batches_only(store: Store) -> None:
    """Two readers while a batch is half done, and after it."""
    put(store, article("one", source_key="a"), "/in/1")
    seen: list[int] = []
    half, looked = threading.Event(), threading.Barrier(3)

    def look() -> None:
        half.wait(10)
        seen.append(store.count())
        looked.wait(10)
        looked.wait(10)
        seen.append(store.count())

    readers = [threading.Thread(target=look) for _ in range(2)]
    for reader in readers:
        reader.start()
    with store.batch(NOW) as batch:
        formed = replace(article("two", source_key="b"), renditions=(Rendition("/in/2", "", "text"),))
        batch.admit(Arrival.of(Parcel.of(formed, None), batch.begin("/in/2"), "/in/2"))
        half.set()
        looked.wait(10)
    looked.wait(10)
    for reader in readers:
        reader.join(10)
    assert seen == [1, 1, 2, 2]


def test_a_failed_batch_leaves_nothing(store: Store) -> None:
    def fail() -> None:
        with store.batch(NOW) as batch:
            batch.begin("/in/a")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert store.source("/in/a") is None
    put(store, article())


def test_connections_of_ended_threads_are_closed(store: Store) -> None:
    for _ in range(5):
        reader = threading.Thread(target=store.count)
        reader.start()
        reader.join()
    store.count()
    assert len(store._database._connections) <= 2


def test_closing_ends_what_another_thread_still_asks(store: Store) -> None:
    asked, told = threading.Event(), list[str]()

    def ask() -> None:
        try:
            with store._database.reading() as connection:
                asked.set()
                connection.execute(
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
                )
        except LibraryError as error:
            told.append(str(error))

    reader = threading.Thread(target=ask, daemon=True)
    reader.start()
    asked.wait()
    while reader.is_alive():
        store.close()  # again, should it have come before the question had begun
    assert [text.split(" was ", 1)[1] for text in told] == ["closed meanwhile. Open it and ask again."]


# Schema


def test_steps_run_once_and_in_order(tmp_path: Path) -> None:
    steps = [("CREATE TABLE t (x)",), ("INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)")]
    connection = sqlite3.connect(tmp_path / "db", isolation_level=None)
    schema.migrate(connection, steps[:1])
    schema.migrate(connection, steps)
    schema.migrate(connection, steps)
    assert connection.execute("SELECT x FROM t").fetchall() == [(1,), (2,)]
    assert schema.version(connection) == 2
    connection.close()


def test_a_step_that_fails_leaves_the_schema_before_it(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "db", isolation_level=None)
    steps = [("CREATE TABLE t (x)",), ("INSERT INTO t VALUES (1)", "INSERT INTO missing VALUES (1)")]
    with pytest.raises(sqlite3.OperationalError):
        schema.migrate(connection, steps)
    assert schema.version(connection) == 1
    assert connection.execute("SELECT x FROM t").fetchall() == []
    connection.close()


def test_a_newer_library_is_not_touched(tmp_path: Path) -> None:
    Store.open(tmp_path, create=True).close()
    with closing(sqlite3.connect(tmp_path / FILE)) as connection, connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(LibraryNewer, match="99"):
        Store.open(tmp_path)


# What can be wrong with a folder


def test_no_library(tmp_path: Path) -> None:
    with pytest.raises(LibraryMissing):
        Store.open(tmp_path)
    with pytest.raises(LibraryMissing):
        Store.open(tmp_path / "none")
    with pytest.raises(LibraryMissing):
        Store.open(tmp_path, create=True, read_only=True)


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(LibraryMissing):
        Store.open(tmp_path / "file", create=True)


@pytest.mark.parametrize(
    "content", [b"This is no database at all." * 100, b"SQLite format 3\0" + b"\xff" * 4096]
)
def test_garbage(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    for read_only in (False, True):
        with pytest.raises(LibraryDamaged):
            Store.open(tmp_path, read_only=read_only)
    assert (tmp_path / FILE).read_bytes() == content


def test_another_programs_database(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / FILE)) as connection, connection:
        connection.execute("CREATE TABLE theirs (x)")
    with pytest.raises(LibraryDamaged, match="not a library"):
        Store.open(tmp_path)


def test_pages_that_rot_later_are_told(tmp_path: Path) -> None:
    with_articles(tmp_path, 200)
    path = tmp_path / FILE
    data = bytearray(path.read_bytes())
    data[8192:] = b"\xa5" * (len(data) - 8192)
    path.write_bytes(data)
    with pytest.raises(LibraryDamaged), closing(Store.open(tmp_path)) as store:
        store.window(0, 100, Sort.DATE)


def test_an_empty_file_is_what_a_crash_at_birth_leaves(tmp_path: Path) -> None:
    (tmp_path / FILE).touch()
    with pytest.raises(LibraryReadOnly):
        Store.open(tmp_path, read_only=True)
    store = Store.open(tmp_path)
    assert store.count() == 0
    store.close()


def with_articles(folder: Path, count: int) -> None:
    store = Store.open(folder, create=True)
    for i in range(count):
        put(store, article(f"text {i} " * 20, source_key=f"k{i}"), f"/in/{i}")
    store.close()


def test_read_only_on_request(tmp_path: Path) -> None:
    with_articles(tmp_path, 3)
    store = Store.open(tmp_path, read_only=True)
    assert store.count() == 3
    with pytest.raises(LibraryReadOnly):
        store.lock()
    with pytest.raises(LibraryReadOnly), store.batch(NOW):
        pass
    store.close()


def test_media_that_cannot_be_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests may run as root, for whom every folder is writable, so the question is answered for them."""
    with_articles(tmp_path, 3)
    tmp_path.chmod(0o555)
    monkeypatch.setattr("search.store.database.os.access", lambda path, mode: mode != os.W_OK)
    before = sorted(path.name for path in tmp_path.iterdir())
    store = Store.open(tmp_path)
    assert store.read_only
    assert store._database._immutable
    assert store.count() == 3
    store.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    tmp_path.chmod(0o755)


def test_a_live_log_is_read_even_where_nothing_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With immutable=1 SQLite would overlook what the log holds and the main file lacks."""
    writer = Store.open(tmp_path / "one", create=True)
    put(writer, article())
    shutil.copytree(tmp_path / "one", tmp_path / "copy")
    writer.close()
    assert (tmp_path / "copy" / (FILE + "-wal")).stat().st_size
    monkeypatch.setattr("search.store.database.os.access", lambda path, mode: mode != os.W_OK)
    store = Store.open(tmp_path / "copy")
    assert not store._database._immutable
    assert store.count() == 1
    store.close()


def test_an_older_schema_on_read_only_media_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_articles(tmp_path, 1)
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, ("CREATE TABLE later (x)",)))
    with pytest.raises(LibraryReadOnly, match="earlier version"):
        Store.open(tmp_path, read_only=True)
    store = Store.open(tmp_path)
    assert store.count() == 1
    store.close()


def test_database_opens_as_a_folder_of_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "what? 100% #1 é"
    with_articles(folder, 1)
    database = Database.open(folder)
    assert database.path.exists()
    database.close()

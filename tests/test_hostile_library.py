"""A library that somebody prepared, or a disk has broken: nothing outside is touched, nothing is believed."""

from __future__ import annotations

import importlib.util
import json
import os
import random
import shutil
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from types import ModuleType

import pytest

from search import Library, Query
from search.errors import ArticleDamaged, DossierError, IndexUnusable, LibraryDamaged, LibraryReadOnly
from search.files import NotOurs
from search.store import checksums, packing, schema
from search.work import row_sum

BITS = 24
"""Flipped bits in every run of the tests; tests/fuzz/bits.py flips thousands."""


def fuzz(name: str) -> ModuleType:
    path = Path(__file__).parent / "fuzz" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"fuzz_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def records(count: int = 8) -> list[dict[str, str]]:
    body = "Maj. Gen. Clinton E. Crosier was in Omaha for the harvest, day {}."
    return [{"id": f"r-{i}", "title": f"Harvest {i}", "body": body.format(i)} for i in range(count)]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    source = tmp_path / "in.jsonl"
    source.write_text("".join(json.dumps(one) + "\n" for one in records()), "utf-8")
    with Library.open(tmp_path / "library", create=True) as library:
        library.add([source])
    return tmp_path / "library"


@pytest.fixture
def precious(tmp_path: Path) -> Iterator[Path]:
    """A folder outside of the library, which must stay as it is."""
    folder = tmp_path / "precious"
    folder.mkdir()
    for name in ("thesis.tmp", "video.segment", "manifest.json", "000001.seg", "letter.txt", "entities.jsonl"):
        (folder / name).write_text(name)
    yield folder
    assert {one.name: one.read_text() for one in folder.iterdir()} == {
        one.name: one.name for one in folder.iterdir()
    }
    assert len(list(folder.iterdir())) == 6


def sql(home: Path, *statements: str) -> None:
    """What somebody does to the database with other means."""
    with closing(sqlite3.connect(home / "articles.sqlite", isolation_level=None)) as connection:
        row_sum.install(connection)
        for statement in statements:
            connection.execute(statement)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def use(home: Path) -> list[str]:
    """Everything that reads and writes; what it tells. Nothing but our own errors may come out."""
    told: list[str] = []
    try:
        with Library.open(home) as library:
            for step in (
                library.prepare,
                library.reindex,
                lambda: library.search(Query("harvest")),
                library.entities,
                lambda: library.curation.rename_entity(None, "Omaha", "Omaha, Nebraska"),
                lambda: [library.article(hit.id) for hit in library.rows(0, 99).hits],
                library.check,
            ):
                try:
                    step()
                except DossierError as error:
                    told.append(error.sentence)
    except DossierError as error:
        told.append(error.sentence)
    return told


MEMBERS = (
    "writer.lock",
    "index",
    "entities",
    "curation",
    "articles.sqlite",
    "articles.sqlite-wal",
    "articles.sqlite-shm",
)
INNER = (
    "index/manifest.json",
    "entities/manifest.json",
    "curation/entities.jsonl",
    "curation/writer.lock",
    "index/write.lock",
)


@pytest.mark.parametrize("name", MEMBERS)
def test_links_and_pipes_in_place_of_members_are_refused(home: Path, precious: Path, name: str) -> None:
    place = home / name
    for make in (
        lambda: place.symlink_to(precious),
        lambda: place.symlink_to(precious / "letter.txt"),
        lambda: os.mkfifo(place),
    ):
        shutil.rmtree(place, ignore_errors=True) if place.is_dir() and not place.is_symlink() else place.unlink(
            missing_ok=True
        )
        make()
        with pytest.raises(NotOurs):
            Library.open(home)


@pytest.mark.parametrize("name", INNER)
def test_links_and_pipes_inside_of_folders_lead_nowhere(home: Path, precious: Path, name: str) -> None:
    place = home / name
    place.parent.mkdir(exist_ok=True)
    for make in (lambda: place.symlink_to(precious / Path(name).name), lambda: os.mkfifo(place)):
        place.unlink(missing_ok=True)
        make()
        use(home)


@pytest.mark.parametrize(
    "statements",
    [
        ("CREATE VIEW more AS SELECT 1",),
        ("CREATE TRIGGER more AFTER INSERT ON mentions BEGIN DELETE FROM articles; END",),
        (
            "ALTER TABLE failures RENAME TO failures_",
            "CREATE VIEW failures AS SELECT 1 AS source, 'a' AS path, 'b' AS reason",
        ),
        ("DROP INDEX articles_newest",),
        ("CREATE TABLE more (a)",),
        ("ALTER TABLE keys ADD COLUMN more TEXT",),
    ],
)
def test_another_schema_is_asked_nothing(home: Path, statements: tuple[str, ...]) -> None:
    sql(home, *statements)
    with pytest.raises(LibraryDamaged, match="another schema"):
        Library.open(home)


def test_a_statement_that_takes_too_long_is_given_up(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.store.database.PROGRESS_STEPS", 1)
    monkeypatch.setattr("search.store.database.DEADLINE_SECONDS", -1.0)
    with pytest.raises(DossierError, match="seconds to answer"), Library.open(home) as library:
        library.rows(0, 5)


def stored(home: Path, pk: int, blocks: bytes) -> None:
    """Blocks with a checksum that is right."""
    with closing(sqlite3.connect(home / "articles.sqlite", isolation_level=None)) as connection:
        row_sum.install(connection)
        connection.execute(
            "UPDATE blocks SET packed = ?2, checksum = row_sum(?1, ?2) WHERE pk = ?1", (pk, blocks)
        )


HOSTILE: dict[str, Callable[[], bytes]] = {
    "a bomb": lambda: zlib.compress(b" " * (packing.MOST + 9), 9),
    "no zlib": lambda: b"no zlib",
    "no list": lambda: zlib.compress(b'{"a": 1}'),
    "nested": lambda: zlib.compress(b"[" * 100_000),
    "no text": lambda: zlib.compress(b'[["paragraph", 7]]'),
    "no kind": lambda: zlib.compress(b'[["spell", "a"]]'),
    "a span outside": lambda: zlib.compress(b'[["paragraph", "a", 0, [[0, 99, "link", "x"]]]]'),
    "a span of texts": lambda: zlib.compress(b'[["paragraph", "a", 0, [["0", "1", "link", "x"]]]]'),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_blocks_that_make_no_sense_are_one_damaged_article(home: Path, what: str) -> None:
    stored(home, 3, HOSTILE[what]())
    with Library.open(home) as library:
        ids = {hit.id for hit in library.rows(0, 99).hits}
        damaged = set()
        for id in ids:
            try:
                library.article(id)
            except ArticleDamaged:
                damaged.add(id)
        assert len(ids) == 8
        assert len(damaged) == 1
        library.reindex()
        assert library.search(Query("harvest")).total == 7
        assert any("damaged on the disk" in problem for problem in library.check())


def test_texts_are_made_safe_when_they_are_loaded(home: Path) -> None:
    evil = "\\x1b]52;c;ZXZpbA==\\x07\\u202eevil"
    text = json.loads(f'"{evil}"'.replace("\\x1b", "\\u001b").replace("\\x07", "\\u0007"))
    stored(home, 1, packing._pack([["paragraph", text]]))
    names = checksums.sum_of("articles")
    with closing(sqlite3.connect(home / "articles.sqlite", isolation_level=None)) as connection:
        row_sum.install(connection)
        connection.execute(
            "UPDATE articles SET title = ?, byline = ?, tags = ? WHERE pk = 1", (text, text, json.dumps([text]))
        )
        connection.execute(
            f"UPDATE articles SET checksum = {names}, listed = row_sum({checksums.LISTED}) WHERE pk = 1"
        )
    with Library.open(home) as library:
        hit = next(hit for hit in library.rows(0, 99).hits if "evil" in hit.title)
        article = library.article(hit.id)
        for shown in (hit.title, article.title, article.byline, article.tags[0], article.body):
            assert shown.isprintable()
            assert "evil" in shown


def test_a_store_that_is_gone_beside_its_index_is_told(home: Path) -> None:
    for content in (None, b""):
        for name in ("articles.sqlite", "articles.sqlite-wal", "articles.sqlite-shm"):
            (home / name).unlink(missing_ok=True)
        if content is not None:
            (home / "articles.sqlite").write_bytes(content)
        with pytest.raises(LibraryDamaged, match="are gone"):
            Library.open(home, create=True)


def test_an_array_that_asks_for_all_memory_is_refused(home: Path) -> None:
    (segment,) = (home / "index").glob("*.segment")
    data = segment.read_bytes()
    length = int.from_bytes(data[8:12], "little")
    header = json.loads(data[16 : 16 + length])
    for count in (2**36, -5, "9"):
        name = next(iter(header["arrays"]))
        changed = json.loads(json.dumps(header))
        changed["arrays"][name][1] = count
        raw = json.dumps(changed).encode()
        checksum = zlib.crc32(raw)
        built = data[:8] + len(raw).to_bytes(4, "little") + checksum.to_bytes(4, "little") + raw
        segment.write_bytes(built + data[16 + length :])
        manifest = json.loads((home / "index" / "manifest.json").read_bytes())
        manifest["segments"][0]["file"] |= {"size": segment.stat().st_size, "checksum": checksum}
        manifest.pop("checksum")
        canonical = json.dumps(manifest, sort_keys=True, separators=(",", ":")).encode()
        manifest["checksum"] = zlib.crc32(canonical)
        (home / "index" / "manifest.json").write_text(json.dumps(manifest))
        with Library.open(home, read_only=True) as library, pytest.raises(IndexUnusable):
            library._derived.answers.snapshot()


def test_repair_mends_what_has_a_second_source_and_nothing_else(home: Path) -> None:
    sql(
        home,
        "UPDATE blocks SET packed = x'00' WHERE pk = 3",
        "UPDATE articles SET title = 'Another' WHERE pk = 4",
        "UPDATE mentions SET packed = x'00' WHERE pk = 5",
        "UPDATE keys SET key = 'other' WHERE pk = 6",
        "UPDATE counters SET twin = 1 WHERE name = 'generation'",
    )
    with Library.open(home) as library:
        assert len(library.check()) >= 5
        mended = library.repair()
        assert any("Read again" in told and "2 articles" in told for told in mended)
        assert library.check() == ()
        assert {hit.title for hit in library.rows(0, 99).hits} == {one["title"] for one in records()}
        assert library.search(Query("harvest")).total == 8
        assert all(library.mentions(hit.id) for hit in library.rows(0, 99).hits)
        assert library.repair() == ()


def test_what_has_no_second_source_stays_as_it_is(home: Path, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").unlink()
    sql(home, "DELETE FROM originals", "UPDATE blocks SET packed = x'00' WHERE pk = 3")
    with Library.open(home) as library:
        library.repair()
        assert library.rows(0, 99).total == 8
        assert any("damaged on the disk" in problem for problem in library.check())


def test_a_library_of_the_first_schema_is_brought_up_to_date(tmp_path: Path) -> None:
    folder = tmp_path / "old"
    folder.mkdir()
    with closing(sqlite3.connect(folder / "articles.sqlite", isolation_level=None)) as connection:
        schema.migrate(connection, schema.MIGRATIONS[:1])
    with Library.open(folder) as library:
        source = tmp_path / "in.jsonl"
        source.write_text(json.dumps(records()[0]) + "\n")
        library.add([source])
        assert library.check() == ()


def test_flipped_bits_are_noticed_and_never_believed() -> None:
    told, findings = fuzz("bits").run(BITS, random.SystemRandom().randrange(2**32), 12)
    assert not findings
    assert sum(told.values()) == BITS


@pytest.mark.parametrize("suffix", ["", "-wal", "-shm", "-journal"])
def test_hard_links_are_not_written_through(home: Path, precious: Path, suffix: str, tmp_path: Path) -> None:
    letter = precious / "letter.txt"
    place = home / f"articles.sqlite{suffix}"
    place.unlink(missing_ok=True)
    os.link(letter, place)
    with pytest.raises(LibraryDamaged), Library.open(home) as library:
        library.add([tmp_path / "in.jsonl"])
    assert letter.read_text() == "letter.txt"


def test_a_library_that_shares_its_file_with_another_is_read_and_not_written(
    home: Path, tmp_path: Path
) -> None:
    os.link(home / "articles.sqlite", tmp_path / "backup")
    before = (tmp_path / "backup").read_bytes()
    with Library.open(home) as library:
        assert library.search(Query("harvest")).total == 8
        with pytest.raises(LibraryReadOnly):
            library.add([tmp_path / "in.jsonl"])
    assert (tmp_path / "backup").read_bytes() == before


@pytest.mark.parametrize(
    "place",
    [
        "index/00000000.segment",
        "index/manifest.json",
        "index/manifest.tmp",
        "entities/manifest.tmp",
        "curation/entities.jsonl",
    ],
)
@pytest.mark.parametrize("sparse", [True, False], ids=["huge", "folder"])
def test_folders_and_huge_files_in_place_of_members_are_told(home: Path, place: str, sparse: bool) -> None:
    path = home / place
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    if sparse:
        with path.open("wb") as file:
            file.truncate(2**40)
    else:
        path.mkdir()
    try:
        with Library.open(home) as library:
            library.prepare()
            assert library.search(Query("harvest")).total == 8
            assert library.check() or "entities.jsonl" not in place
            library.entities()
            library.reindex()
    except DossierError as error:
        assert error.remedy  # noqa: PT017


def test_a_journal_that_would_have_another_file_deleted_is_refused(home: Path, precious: Path) -> None:
    """SQLite deletes what a hot journal names as its super-journal, if that names no journal that is there."""
    name = os.fsencode(precious / "letter.txt")
    magic = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"
    tail = name + len(name).to_bytes(4, "big") + sum(name).to_bytes(4, "big") + magic
    (home / "articles.sqlite-journal").write_bytes(magic + bytes(504) + tail)
    with pytest.raises(NotOurs), Library.open(home) as library:
        library.check()
    assert (precious / "letter.txt").exists()

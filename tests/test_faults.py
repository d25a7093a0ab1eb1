"""The system at fault: a disk that is full or fails at any step loses nothing, and is told as it is."""

from __future__ import annotations

import errno
import json
import os
import resource
import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from search import Library, Query
from search.entities.model import EntityKind
from search.errors import DossierError, LibraryReadOnly
from search.library import bundles
from search.library.bundles import Choice
from search.library.documents import Documents
from search.marks import dossiers
from search.marks.marks import Marks
from search.store.database import Database, NoRoom
from tests.failing_files import failing
from tui import memory
from tui.cli.main import run
from tui.memory import Memory
from tui.settings_file import as_toml


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with marks, a note, a decision, a bundle beside it."""
    folder = tmp_path_factory.mktemp("sound")
    more = folder / "more.jsonl"
    body = "Maj. Gen. Clinton E. Crosier was in Omaha."
    for name, count in (("in.jsonl", 4), ("more.jsonl", 8)):
        records = [{"id": f"r-{i}", "title": f"Harvest {i}", "body": f"{body} Day {i}."} for i in range(count)]
        (folder / name).write_text("".join(json.dumps(one) + "\n" for one in records), "utf-8")
    with opened(folder, create=True) as library:
        library.add([folder / "in.jsonl"])
        hits = library.rows(0, 4).hits
        library.marks.tag(hits, "urgent")
        library.marks.note(hits[:1], "Ask Ada.")
        library.marks.write("new", dossiers.new(library.marks.notebook.book, "Case"))
        library.curation.rename_entity(EntityKind.PERSON, "Clinton E. Crosier", "C. Crosier")
        ids = list(Documents(library).ids(Query("")))
        bundles.pack(library, folder / "bundle", Choice(ids, library.marks.exported()))
    assert more.exists()
    return folder


def opened(folder: Path, *, create: bool = False) -> Library:
    library = Library.open(folder / "library", create=create)
    library.marks = Marks(folder / "state" / "m.sqlite", folder / "library" / "curation" / "dossiers.jsonl")
    return library


def star(folder: Path) -> None:
    with opened(folder) as library:
        library.marks.toggle_star(library.rows(0, 2).hits)


def note(folder: Path) -> None:
    with opened(folder) as library:
        library.marks.write("s", dossiers.new(library.marks.notebook.book, "Other"))


def decide(folder: Path) -> None:
    with opened(folder) as library:
        library.curation.hide_entity(EntityKind.PLACE, "Omaha")


def add(folder: Path) -> None:
    with opened(folder) as library:
        library.add([folder / "more.jsonl"])


def reindex(folder: Path) -> None:
    with opened(folder) as library:
        library.reindex()


def pack(folder: Path) -> None:
    with opened(folder) as library:
        bundles.pack(library, folder / "packed", Choice(list(Documents(library).ids(Query(""))), ()))


def unpack(folder: Path) -> None:
    with opened(folder) as library:
        bundles.unpack(library, bundles.check([folder / "bundle"])[0])


@dataclass(frozen=True)
class Held:
    """What a library has that nobody may lose."""

    ids: set[str]
    marks: dict[str, tuple[str, ...]]
    names: set[str]
    decided: set[str]

    def lacks(self, before: Held) -> bool:
        """Whether something that was there is gone; more may be there."""
        marks = all(self.marks.get(id) == one for id, one in before.marks.items())
        rest = before.ids <= self.ids and before.names <= self.names and before.decided <= self.decided
        return not (marks and rest)


def held(folder: Path) -> Held:
    with opened(folder) as library:
        hits = library.rows(0, 100).hits
        every = zip(hits, library.marks.of(hits), strict=True)
        return Held(
            {hit.id for hit in hits},
            {hit.id: (*mark.tags, *mark.notes) for hit, mark in every if mark.tags},
            {one.name for one in dossiers.dossiers(library.marks.notebook.book)},
            {one.id for one in library.curation.decisions()},
        )


def told_by(work: Callable[[], None], number: int) -> bool:
    """Whether something was done; if not, it was told."""
    try:
        work()
    except DossierError as error:
        return not error.sentence
    except OSError as error:
        return error.errno != number
    return True


FEW = (1, 2, 4, 7, 12, 20, 33)
"""Steps that are refused of what takes many."""


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO], ids=["full", "failing"])
@pytest.mark.parametrize("work", [star, note, decide, pack, unpack, add, reindex])
def test_whatever_the_disk_refuses_nothing_is_lost(
    work: Callable[[Path], None], number: int, sound: Path, tmp_path: Path
) -> None:
    before = held(sound)
    steps = FEW if work in (add, reindex, unpack) else (1, 2, 3, 4, 5, 7, 9, 12, 30)
    for refused in steps:
        folder = tmp_path / f"{refused}"
        shutil.copytree(sound, folder)
        with failing(refused, number) as disk:
            done = told_by(lambda: work(folder), number)  # noqa: B023
        assert done or disk.failed
        assert not held(folder).lacks(before)
        with opened(folder) as library:
            library.prepare()
            assert [one for one in library.check() if "index is stale" not in one] == []
        assert not (folder / "packed").exists() or bundles.check([folder / "packed"])
        if not disk.failed:
            break
        shutil.rmtree(folder)


def in_a_child(work: Callable[[], None], most: int) -> int:
    """Run something where no file may grow beyond ``most`` bytes; 0: done, 1: told, 2: neither."""
    child = os.fork()
    if not child:
        code = 2
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
            work()
            code = 0
        except (DossierError, OSError):
            code = 1
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.skipif(sys.platform != "linux", reason="SQLite is told of it by limits of the kernel")
@pytest.mark.parametrize("work", [star, add])
def test_a_database_that_may_not_grow_is_told_and_whole(
    work: Callable[[Path], None], sound: Path, tmp_path: Path
) -> None:
    before = held(sound)
    for size in (0, 1000, 20_000, 33_000, 70_000):
        folder = tmp_path / f"{size}"
        shutil.copytree(sound, folder)
        assert in_a_child(lambda folder=folder: work(folder), size) in (0, 1)  # type: ignore[misc]
        assert not held(folder).lacks(before)
        with opened(folder) as library:
            library.prepare()
            assert library.check() == ()


def test_without_any_room_a_library_is_read(
    sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite wants a file beside its own even to read; there is no room for that."""
    folder = tmp_path / "library"
    shutil.copytree(sound / "library", folder)
    plain = Database._check

    def refused(self: Database) -> None:
        if not self._immutable:
            raise NoRoom("The disk is full.", "Make room and go on.")
        plain(self)

    monkeypatch.setattr(Database, "_check", refused)
    with Library.open(folder) as library:
        assert library.search(Query("harvest")).total == 4
        with pytest.raises(LibraryReadOnly, match="is full"):
            library.add([sound / "more.jsonl"])


def test_settings_are_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    for refused in range(1, 12):
        with failing(refused) as disk:
            code = run(["config", "--write"])
        if not disk.failed:
            assert code == 0
            break
        assert code == 2
        assert "Make room" in capsys.readouterr().err
        for path in (path for path in tmp_path.rglob("*") if path.is_file()):
            assert path.read_text("utf-8") == as_toml(), "whole, though the folder could not be synced"
            path.unlink()


def test_places_and_queries_are_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "state" / "memory.json"
    memory.save(path, Memory({}, ()))
    before = path.read_bytes()
    for refused in range(1, 12):
        with failing(refused) as disk:
            try:
                memory.save(path, Memory({}, ("fraud",)))
            except OSError:
                assert disk.failed
        if not disk.failed:
            break
        assert path.read_bytes() == before or memory.load(path).queries == ("fraud",)
        assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_a_library_that_is_copied_while_it_is_open_is_whole(sound: Path, tmp_path: Path) -> None:
    """The log of SQLite goes along; a copy that lacks it lacks what was written last, and nothing else."""
    folder = tmp_path / "one"
    shutil.copytree(sound, folder)
    with opened(folder) as library:
        library.add([folder / "more.jsonl"])
        shutil.copytree(folder / "library", tmp_path / "with")
        shutil.copytree(
            folder / "library", tmp_path / "without", ignore=shutil.ignore_patterns("*-wal", "*-shm")
        )
    for name, expected in (("with", {8}), ("without", {4, 8})):
        with Library.open(tmp_path / name) as copy:
            copy.prepare()
            assert copy.status().articles in expected
            assert copy.check() == ()


def test_a_clock_that_is_set_back_loses_and_hides_nothing(
    sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "one"
    shutil.copytree(sound, folder)
    monkeypatch.setattr("search.store.store.now", lambda: "1999-12-31T23:59:59Z", raising=False)
    for module in ("search.library.importing", "search.library.library", "search.library.bundles"):
        monkeypatch.setattr(f"{module}.now", lambda: "1999-12-31T23:59:59Z", raising=False)
    with opened(folder) as library:
        library.look()
        library.add([folder / "more.jsonl"])
        assert library.search(Query("is:new")).total == 4
        book = library.marks.notebook.book
        library.marks.write("d", [dossiers.rename(book, dossiers.named(book, "Case"), "Newer")])
        assert [one.name for one in dossiers.dossiers(library.marks.notebook.book)] == ["Newer"]
        assert library.check() == ()


def test_a_database_of_another_kind_is_told(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "articles.sqlite")) as connection:
        connection.execute("CREATE TABLE t (x)")
        connection.execute("PRAGMA application_id = 7")
        connection.commit()
    with pytest.raises(DossierError, match="not a library"):
        Library.open(tmp_path)

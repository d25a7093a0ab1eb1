"""What an import promises beyond reading: rehearsals, retries, files that go, and keeping in order."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from search import Library, Query
from search.errors import Unreadable
from search.intake.model import Result
from search.library.importing import Import
from search.work.lock import WriterLock


def text(i: int) -> str:
    return f"Bridge {i}\n\nThe committee of number{i} met, and Gen. Ada Person{i} spoke to it.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Ten files, each an article."""
    made = tmp_path / "in"
    made.mkdir()
    for i in range(10):
        (made / f"{i}.txt").write_text(text(i))
    return made


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", create=True) as opened:
        yield opened


PAGE = (
    "<html><link rel=canonical href='https://e.org/stories/7-crane'><title>Gazette</title><div id=copy>"
    f"<h2>Crane Falls</h2><p>{'The crane fell into the harbour on Sunday. ' * 9}</p>"
    "<p class=ad>A boat</p></div></html>"
)
PROFILE = """
hosts = ["e.org"]
body = "#copy"
drop = [".ad", "h2"]
key = "/stories/([0-9]+)"
fields.title = "h2"
"""


def content(library: Library) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the store."""
    connection = sqlite3.connect(library.path / "articles.sqlite")
    tables = [n for (n,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    found = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in tables}
    connection.close()
    return found


def found(library: Library, words: str) -> int:
    return library.search(Query(words, literal=True)).total


# Rehearsing


def test_a_rehearsal_tells_what_an_import_does_and_leaves_nothing(library: Library, folder: Path) -> None:
    library.add([folder])
    (folder / "3.txt").write_text(text(3) + "\nA second paragraph.\n")
    (folder / "new.txt").write_text(text(11))
    (folder / "copy.txt").write_text(text(11))
    (folder / "bad.txt").write_text("")
    (folder / "9.txt").unlink()
    before = content(library)
    with WriterLock(library.path), Library.open(library.path, read_only=True) as reader:
        told = reader.rehearse([folder])  # whoever writes is not kept waiting, and nothing is written
    assert content(library) == before
    assert found(library, "number11") == 0
    assert (told.new, told.updated, told.unchanged, told.renditions) == (1, 1, 8, 1)
    assert (told.failed, told.missing) == (1, 1)
    assert library.add([folder]) == told


def test_a_rehearsal_that_breaks_leaves_nothing_either(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(library)
    monkeypatch.setattr(Import, "_note_missing", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        library.rehearse([folder])
    monkeypatch.undo()
    assert content(library) == before
    assert library.add([folder]).new == 10


# What is read again


def test_content_decides_where_size_and_time_are_not_trusted(library: Library, folder: Path) -> None:
    library.add([folder])
    path = folder / "4.txt"
    stamp = path.stat().st_mtime_ns
    path.write_text(text(4).replace("met", "sat"))
    os.utime(path, ns=(stamp, stamp))
    assert library.add([folder]).unchanged == 10
    report = library.add([folder], checksum=True)
    assert (report.updated, report.unchanged) == (1, 9)
    assert library.add([folder], checksum=True).unchanged == 10


def test_the_same_page_by_other_rules_is_the_same_article(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    page = tmp_path / "page.html"
    page.write_text(PAGE)
    assert library.add([page]).new == 1
    (before,) = library.rows(0, 5).hits
    sites = tmp_path / "config" / "dossier" / "sites"
    sites.mkdir(parents=True)
    (sites / "mine.toml").write_text(PROFILE)
    assert library.add([page]).unchanged == 1
    assert library.add([page], again=True).updated == 1
    (after,) = library.rows(0, 5).hits
    article = library.article(before.id)
    assert after.id == article.id
    assert (article.title, article.source_key) == ("Crane Falls", "e.org/7")
    assert "boat" not in article.body
    assert library.add([page], again=True).unchanged == 1


def test_what_failed_is_read_again_only_when_asked(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, mixed = folder / "bad.txt", folder / "mixed.jsonl"
    bad.write_text("")
    mixed.write_text('{"title": "Good", "body": "A good record."}\n{"title": broken}\n')
    assert library.add([folder]).failed == 2
    again = library.add([folder])
    assert (again.skipped, again.failed) == (1, 0)
    reading: list[str] = []
    take = Import._end

    def noting(self: Import, result: Result) -> None:
        reading.append(result.source.path.name)
        take(self, result)

    monkeypatch.setattr(Import, "_end", noting)
    retried = library.add([], retry_failed=True)
    assert sorted(reading) == ["bad.txt", "mixed.jsonl"]
    assert (retried.failed, retried.unchanged, retried.skipped) == (2, 1, 0)
    assert len(library.failures()) == 2


@pytest.mark.parametrize("name", [b"latin-\xe9.txt", b"literal-\\udce9.txt"])
def test_retrying_finds_files_of_any_name(library: Library, folder: Path, name: bytes) -> None:
    path = folder / os.fsdecode(name)
    path.write_bytes(b"")
    assert library.add([folder]).failed == 1
    path.write_text(text(10))
    assert library.add([], retry_failed=True).new == 1
    assert not library.failures()


def test_retrying_passes_over_files_that_are_gone(library: Library, folder: Path) -> None:
    (folder / "bad.txt").write_text("")
    library.add([folder])
    (folder / "bad.txt").unlink()
    assert library.add([], retry_failed=True).failed == 0


@pytest.mark.parametrize("name", [b"latin-\xe9.txt", b"nul-\x01-\x1b[2J.txt", "a\u00a0page.txt".encode()])
def test_files_of_any_name_are_read_once(library: Library, folder: Path, name: bytes) -> None:
    path = Path(os.fsdecode(name))
    (folder / path).write_text(text(10))
    assert library.add([folder]).new == 11
    (hit,) = library.search(Query("number10", literal=True)).hits
    (rendition,) = library.article(hit.id).renditions
    assert rendition.path.startswith(str(folder))
    assert rendition.path.count(str(folder)) == 1
    assert library.original(hit.id, rendition.path) == text(10).encode()
    assert library.add([folder]).unchanged == 11
    (folder / path).unlink()
    assert library.add([folder]).missing == 1
    assert library.forget(folder / "1.txt") == 1
    (folder / path).write_bytes(b"")
    report = library.add([folder])
    assert (report.failed, report.unchanged) == (1, 10)


# Files that go


def test_a_file_that_is_gone_is_missing_and_its_article_stays(library: Library, folder: Path) -> None:
    library.add([folder])
    (folder / "7.txt").unlink()
    report = library.add([folder])
    assert (report.missing, report.unchanged, report.away) == (1, 9, ())
    assert found(library, "number7") == 1
    assert library.to_purge().articles == 1
    assert library.add([folder]).missing == 0
    (folder / "7.txt").write_text(text(7))
    assert library.add([folder]).unchanged == 10
    assert library.to_purge().files == 0


@pytest.mark.parametrize("gone", [3, 10])
def test_when_much_is_gone_a_disk_is_away(library: Library, folder: Path, gone: int) -> None:
    library.add([folder])
    for i in range(gone):
        (folder / f"{i}.txt").unlink()
    report = library.add([folder])
    assert report.missing == 0
    assert report.away == (f"{gone} of 10 files of {folder}",)
    assert library.to_purge().files == 0


def test_a_root_that_is_gone_is_no_deletion(library: Library, folder: Path) -> None:
    library.add([folder])
    shutil.rmtree(folder)
    with pytest.raises(Unreadable):
        library.add([folder])
    assert library.to_purge().files == 0
    assert library.status().articles == 10


def test_a_neighbour_with_a_longer_name_is_another_folder(library: Library, folder: Path) -> None:
    other = folder.with_name("in2")
    shutil.copytree(folder, other)
    for i in range(10):
        (other / f"{i}.txt").write_text(text(100 + i))
    library.add([folder, other])
    assert library.forget(folder) == 10
    assert library.to_purge().articles == 10


# Forgetting and purging


def test_forgetting_deletes_nothing_and_purging_does(library: Library, folder: Path) -> None:
    library.add([folder])
    assert library.forget(folder / "2.txt") == 1
    assert (library.status().articles, found(library, "number2")) == (10, 1)
    assert library.purge() == library.to_purge().__class__(1, 1)
    assert (library.status().articles, found(library, "number2"), found(library, "bridge")) == (9, 0, 9)
    assert "Ada Person2" not in {card.name for card in library.entities()}
    assert library.check() == ()
    assert library.purge().files == 0


def test_a_purged_library_equals_one_without_the_files(library: Library, folder: Path, tmp_path: Path) -> None:
    library.add([folder])
    library.forget(folder / "2.txt")
    library.forget(folder / "5.txt")
    library.purge()
    for name in ("2.txt", "5.txt"):
        (folder / name).unlink()
    with Library.open(tmp_path / "other", create=True) as other:
        other.add([folder])
        for query in ("bridge", "person:ada", "number4"):
            ours, theirs = (one.search(Query(query)) for one in (library, other))
            assert [hit.id for hit in ours.hits] == [hit.id for hit in theirs.hits]
        assert {(c.name, c.articles) for c in library.entities()} == {
            (c.name, c.articles) for c in other.entities()
        }


def test_an_article_of_two_files_outlives_one(library: Library, folder: Path) -> None:
    (folder / "copy.txt").write_text(text(1))
    library.add([folder])
    library.forget(folder / "1.txt")
    assert (library.to_purge().files, library.to_purge().articles) == (1, 0)
    library.purge()
    assert found(library, "number1") == 1


def test_everything_can_be_purged_and_added_again(library: Library, folder: Path) -> None:
    library.add([folder])
    library.forget(folder)
    assert library.purge().articles == 10
    status = library.status()
    assert (status.articles, status.entities, status.mentions, status.index) == (0, 0, 0, "ready")
    assert library.check() == ()
    assert library.add([folder]).new == 10
    assert found(library, "bridge") == 10


def test_what_was_never_imported_cannot_be_forgotten(library: Library, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="Nothing was imported"):
        library.forget(tmp_path)


# Checking


def harm(library: Library, statement: str) -> None:
    with closing(sqlite3.connect(library.path / "articles.sqlite")) as connection, connection:
        connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE articles SET title = 'Another title' WHERE pk = 3", "is damaged on the disk"),
        ("UPDATE blocks SET packed = x'00ff' WHERE pk = 3", "is damaged on the disk"),
        ("DELETE FROM blocks WHERE pk = 3", "has no text"),
        ("UPDATE counters SET value = 9 WHERE name = 'renditions'", "10 renditions, and 9 are noted"),
        ("DELETE FROM sources WHERE source = 3", "refers to a row"),
    ],
)
def test_a_check_finds_what_is_wrong_with_the_store(
    library: Library, folder: Path, statement: str, told: str
) -> None:
    library.add([folder])
    assert library.check() == ()
    harm(library, statement)
    assert any(told in problem for problem in library.check())


def test_a_check_finds_a_byte_of_the_index(library: Library, folder: Path) -> None:
    library.add([folder])
    (segment,) = (library.path / "index").glob("*.segment")
    data = bytearray(segment.read_bytes())
    data[len(data) // 2] ^= 1
    segment.write_bytes(data)
    (problem,) = library.check()
    assert segment.name in problem
    library.reindex()
    assert library.check() == ()


def test_a_check_finds_lost_counts(library: Library, folder: Path) -> None:
    library.add([folder])
    shutil.rmtree(library.path / "entities")
    assert any("entities" in problem for problem in library.check())


# Commands


def dossier(capsys: pytest.CaptureFixture[str], library: Path, *words: str) -> tuple[int, str]:
    from tui.cli.main import run

    code = run([*words, "--library", str(library)])
    return code, capsys.readouterr().out


def test_the_commands_of_a_librarian(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "place"
    code, out = dossier(capsys, place, "add", "--dry-run", str(folder))
    assert (code, out) == (0, "Nothing was written. It would be: 10 new\n")
    assert not place.exists()
    assert dossier(capsys, place, "add", str(folder)) == (0, "10 new\n")
    assert dossier(capsys, place, "add", "--dry-run", "--checksum", str(folder))[1].endswith("10 unchanged\n")
    assert dossier(capsys, place, "add", "--retry-failed") == (0, "Nothing to import.\n")
    assert dossier(capsys, place, "check")[0] == 0
    assert dossier(capsys, place, "purge")[0] == 0
    assert dossier(capsys, place, "forget", str(folder / "0.txt"))[0] == 0
    code, out = dossier(capsys, place, "purge")
    assert (code, "would delete 1 article of 1 missing file." in out) == (1, True)
    assert dossier(capsys, place, "purge", "--yes") == (0, "Deleted 1 article of 1 missing file.\n")
    assert "9 articles" in dossier(capsys, place, "check")[1]
    (place / "index" / "manifest.json").write_text("{}")
    assert dossier(capsys, place, "check")[0] == 1
    assert dossier(capsys, place, "add")[0] == 2


def test_an_explanation_names_rules_and_refusals(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "place"
    code, out = dossier(capsys, place, "add", "--explain", str(folder / "1.txt"))
    assert code == 0
    assert "Bridge 1  (by first line)" in out
    (folder / "empty.txt").write_text("")
    code, out = dossier(capsys, place, "add", "--explain", "--json", str(folder))
    told = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert [Path(one["path"]).name for one in told if one["refused"]] == ["empty.txt"]
    assert sum(bool(one["fields"]) for one in told) == 10
    assert not place.exists()

"""Flipped bytes in an index: named as damage, never another error; the next opening makes all anew."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from search import Library, Query
from search.errors import IndexUnusable

QUERIES = ("harbour", '"the harbour"', "har* wall", "harbuor~", "date:2020 wall", "harbour -wall", "zzzz")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    texts = tmp_path / "texts"
    texts.mkdir()
    for n in range(8):
        (texts / f"{n}.txt").write_text(f"Title {n}\n\nThe harbour and its wall, part {n} of the story.\n")
    with Library.open(tmp_path / "library", create=True) as library:
        library.add([texts])
    return tmp_path / "library"


@pytest.mark.parametrize("seed", range(12))
def test_flipped_bytes_are_named_or_harmless(folder: Path, seed: int) -> None:
    chance = random.Random(seed)
    for path in (folder / "index").glob("*.segment"):
        data = bytearray(path.read_bytes())
        for _ in range(20):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(data)
    with Library.open(folder) as library:
        library.prepare()
        for text in QUERIES:
            try:
                library.search(Query(text))
                library.facets(Query(text), "year")
            except IndexUnusable:
                assert library.index_state() != "ready"
                break
    with Library.open(folder) as library:
        library.prepare()
        if library.index_state() == "ready" and not library.check():
            assert library.search(Query("harbour")).total == 8


def test_faults_of_the_program_are_not_blamed_on_the_index(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("search.library.answers.evaluate", fault)
    with Library.open(folder) as library:
        library.prepare()
        with pytest.raises(ZeroDivisionError):
            library.search(Query("harbour"))
        assert library.index_state() == "ready"

"""What the reader remembers between sessions."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fake_library import FakeLibrary, made
from tui.app import DossierApp
from tui.memory import PLACES, Memory, MemoryUnreadable, load, path_for, save


@given(
    st.dictionaries(st.text(max_size=5), st.integers(0, 1 << 40), max_size=5),
    st.lists(st.text(max_size=9), max_size=5),
)
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, places: dict[str, int], queries: list[str]
) -> None:
    path = tmp_path_factory.mktemp("state") / "reader.json"
    memory = Memory(places, tuple(query.encode("utf-8", "replace").decode("utf-8") for query in queries))
    save(path, memory)
    assert load(path) == memory


def test_nothing_is_remembered_at_first(tmp_path: Path) -> None:
    assert load(tmp_path / "none.json") == Memory({})


@pytest.mark.parametrize("content", ["", "[]", "{", '{"places": 3, "queries": []}', '{"places": {"a": "x"}}'])
def test_a_broken_file_is_told(tmp_path: Path, content: str) -> None:
    path = tmp_path / "reader.json"
    path.write_text(content, "utf-8")
    with pytest.raises(MemoryUnreadable, match="cannot be read"):
        load(path)


def test_only_the_last_places_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "reader.json"
    save(path, Memory({str(n): n for n in range(PLACES + 10)}))
    kept = load(path).places
    assert len(kept) == PLACES
    assert str(PLACES + 9) in kept


def test_libraries_have_files_of_their_own(tmp_path: Path) -> None:
    assert path_for(tmp_path / "a") != path_for(tmp_path / "b")
    assert path_for(tmp_path / "a") == path_for(tmp_path / "." / "a")


async def test_the_reader_goes_on_where_it_was_left() -> None:
    body = "\n\n".join(f"Paragraph {n} of the report." for n in range(60))
    article = made(1, body=body)
    place = article.text.index("Paragraph 30")
    memory = Memory({article.id: place}, ("harbour", "quay"))
    app = DossierApp(FakeLibrary([article]), memory=memory)
    async with app.run_test() as pilot:
        for _ in range(200):
            if app.reader.article.article is not None:
                break
            await pilot.pause(0.01)
        assert app.reader.article.place == place
        await pilot.press("/", "up")
        assert app.reader.query_line.line.text == "quay"
        await pilot.press("up")
        assert app.reader.query_line.line.text == "harbour"
        assert app.reader.memory().places[article.id] == place

"""Whatever happens to the files of the entity counts: it is noticed, told, and made good from the mentions."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search import EntityKind, Library
from search.entities.counts import EntityCounts
from search.entities.model import EntityCard, Mention
from search.errors import IndexUnusable

PERSON, ORG, PLACE, _ = EntityKind
NAMES = ("Ada Byron", "Alan Turing", "Grace Hopper", "Åse Sørensen")
SLOW = settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[EntityCard, ...]]:
    """Counts in two segments, and what they tell."""
    folder = tmp_path_factory.mktemp("counts")
    for first, last in ((1, 40), (40, 45)):
        writer = (EntityCounts.create(folder) if first == 1 else EntityCounts.open(folder)).writer()
        for pk in range(first, last):
            name = NAMES[pk % len(NAMES)]
            rank = (("rank", "Dr."),) if pk % 3 else ()
            writer.add(pk, [Mention(0, len(name), PERSON, name, name, attributes=rank)], "2016-03-07")
        writer.commit(mark=3)
    return folder, EntityCounts.open(folder).cards(None)


def test_there_are_several_files_to_damage(sound: tuple[Path, tuple[EntityCard, ...]]) -> None:
    assert sorted(path.suffix for path in sound[0].iterdir()) == [".json", ".seg", ".seg"]


@st.composite
def damages(draw: st.DrawFn) -> Callable[[bytes], bytes]:
    at, other = draw(st.floats(0, 1)), draw(st.binary(min_size=1, max_size=80))
    bit = draw(st.integers(0, 7))

    def flipped(data: bytes) -> bytes:
        k = min(len(data) - 1, int(at * len(data)))
        return data[:k] + bytes([data[k] ^ (1 << bit)]) + data[k + 1 :]

    def overwritten(data: bytes) -> bytes:
        k = int(at * len(data))
        return data[:k] + other + data[k + len(other) :]

    chosen: Callable[[bytes], bytes] = draw(
        st.sampled_from(
            [
                flipped,
                flipped,
                overwritten,
                lambda data: data[: int(at * len(data))],
                lambda data: data + other,
                lambda data: other,
                lambda data: b"\0" * len(data),
                lambda data: data[::-1],
            ]
        )
    )
    return chosen


@SLOW
@given(number=st.integers(0, 2), damage=damages())
def test_damaged_files_are_never_believed(sound, tmp_path_factory, number, damage):
    folder, cards = sound
    copy = tmp_path_factory.mktemp("copy")
    for k, path in enumerate(sorted(folder.iterdir())):
        data = path.read_bytes()
        (copy / path.name).write_bytes(damage(data) if k == number else data)
    with suppress(IndexUnusable):  # else bytes that were the same before
        assert EntityCounts.open(copy).cards(None) == cards


BODIES = (
    "Maj. Gen. Clinton E. Crosier spoke in Omaha. Crosier thanked the U.S. Strategic Command (USSTRATCOM).",
    "Gen. Joseph Votel met Maj. Gen. Clinton E. Crosier of U.S. Strategic Command in Japan.",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library's folder, closed."""
    source = tmp_path / "releases.jsonl"
    records = [{"id": f"r-{i}", "title": f"Report {i}", "body": body} for i, body in enumerate(BODIES)]
    source.write_text("".join(json.dumps(one) + "\n" for one in records), "utf-8")
    with Library.open(tmp_path / "library", create=True) as library:
        library.add([source])
    return tmp_path / "library"


def _flip(entities: Path) -> None:
    path = next(entities.glob("*.seg"))
    data = bytearray(path.read_bytes())
    data[-40] ^= 4
    path.write_bytes(bytes(data))


def _strangers(entities: Path) -> None:
    (entities / "notes.txt").write_text("mine", "utf-8")
    (entities / "000009.seg").write_bytes(os.urandom(300))
    (entities / "holiday.seg").write_text("mine too", "utf-8")
    (entities / "000001.seg").mkdir()


def _folder_for_segment(entities: Path) -> None:
    path = next(entities.glob("*.seg"))
    path.unlink()
    path.mkdir()


def _pipe_for_manifest(entities: Path) -> None:
    (entities / "manifest.json").unlink()
    os.mkfifo(entities / "manifest.json")


def _gone(entities: Path) -> None:
    for path in entities.iterdir():
        path.unlink()
    entities.rmdir()


HARMS = [_flip, _strangers, _folder_for_segment, _gone]
HARMS += [_pipe_for_manifest] if hasattr(os, "mkfifo") else []


def _cards(library: Library) -> Iterator[tuple[str, int]]:
    return ((card.name, card.articles) for card in library.entities())


@pytest.mark.parametrize("harm", HARMS)
def test_a_library_mends_its_counts(folder: Path, harm: Callable[[Path], None]) -> None:
    with Library.open(folder) as library:
        before = list(_cards(library))
    harm(folder / "entities")
    with Library.open(folder) as library:
        library.prepare()
        assert bool(library.mended) == (harm in (_flip, _folder_for_segment, _pipe_for_manifest))
        assert list(_cards(library)) == before
        assert library.check() == ()
        assert len(library.mentions(library.rows(0, 1).hits[0].id)) > 1


def test_what_lies_in_the_folder_is_left_alone(folder: Path) -> None:
    _flip(folder / "entities")
    _strangers(folder / "entities")
    with Library.open(folder) as library:
        library.reindex()
    assert (folder / "entities" / "notes.txt").read_text("utf-8") == "mine"
    assert (folder / "entities" / "holiday.seg").read_text("utf-8") == "mine too"


def test_a_file_in_the_place_of_the_folder_is_told(folder: Path) -> None:
    _gone(folder / "entities")
    (folder / "entities").write_text("mine", "utf-8")
    with Library.open(folder) as library, pytest.raises(IndexUnusable, match="not a folder"):
        library.prepare()
    assert (folder / "entities").read_text("utf-8") == "mine"


def test_a_new_extractor_leaves_nothing_of_the_old(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Library.open(folder) as library:
        before = list(_cards(library))
        assert {"Clinton E. Crosier", "Joseph Votel"} <= {name for name, _ in before}

    def terse(articles: Iterable[object]) -> Iterator[tuple[Mention, ...]]:
        return ((Mention(0, 6, PLACE, "Report", "Report"),) for _ in articles)

    monkeypatch.setattr("search.library.backlog.EXTRACTOR_VERSION", 10_000)
    monkeypatch.setattr("search.library.tagger_pool.extract_many", terse)
    with Library.open(folder) as library:
        library.tag()
        assert list(_cards(library)) == [("Report", 2)]
        assert library.status().entities == 1
        counts = EntityCounts.open(folder / "entities")
        assert [counts.find(None, word, False) for word in ("crosier", "ussstratcom", "omaha")] == [[], [], []]

"""Curation through the library: what was decided holds in every count, after every rebuild, until undone."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from search import DOSSIER_FORMATS, EntityKind, Library, Query
from search.entities.counts import EntityCounts
from search.entities.model import Mention
from search.errors import EntityError, LibraryReadOnly, Unreadable

PERSON, ORG, PLACE, _ = EntityKind
BODIES = (
    "Maj. Gen. Clinton E. Crosier spoke in Omaha. Crosier thanked the U.S. Strategic Command (USSTRATCOM).",
    "Gen. Joseph Votel met Maj. Gen. Clinton E. Crosier of U.S. Strategic Command in Japan.",
    "Brig. Gen. C. E. Crosier was named deputy director. Gen. Joseph Votel was there.",
    "Gen. Joseph Votel visited Japan and the National Aeronautics and Space Administration (NASA).",
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    records = [
        {"id": f"r-{i}", "title": f"Report number {i}", "date": f"201{i}-03-07", "body": body}
        for i, body in enumerate(BODIES, 4)
    ]
    path = tmp_path / "releases.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in records), "utf-8")
    return path


@pytest.fixture
def library(source: Path, tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", create=True) as opened:
        assert opened.add([source]).new == len(BODIES)
        yield opened


def people(library: Library) -> dict[str, int]:
    return {card.name: card.articles for card in library.entities(kind=PERSON)}


def found(library: Library, text: str) -> int:
    return library.search(Query(text)).total


def everything(library: Library) -> tuple[object, ...]:
    ids = [row.id for row in library.rows(0, 100).hits]
    clauses = ("person:crosier", "person:votel", "place:japan", 'person:"Joe Votel"', "org:nasa")
    return library.entities(), [library.mentions(id) for id in ids], [found(library, c) for c in clauses]


BEFORE = {"Clinton E. Crosier": 2, "C. E. Crosier": 1, "Joseph Votel": 3}


def test_a_merge_holds_in_counts_clauses_and_mentions_and_survives_a_rebuild(library: Library) -> None:
    assert people(library) == BEFORE
    assert found(library, 'person:"Clinton E. Crosier"') == 2
    changed = library.curation.merge_entities(PERSON, "C. E. Crosier", "Clinton E. Crosier")
    assert changed.articles == 1
    for _ in range(2):
        assert people(library) == {"Clinton E. Crosier": 3, "Joseph Votel": 3}
        assert found(library, 'person:"Clinton E. Crosier"') == 3
        assert {m.name for m in library.mentions("r-6") if m.kind is PERSON} == {
            "Clinton E. Crosier",
            "Joseph Votel",
        }
        library.reindex()


def test_what_is_hidden_stays_hidden_after_another_import(library: Library, source: Path) -> None:
    library.curation.hide_entity(PERSON, "Joseph Votel")
    source.write_text(source.read_text("utf-8").replace("visited Japan", "visited Japan twice"), "utf-8")
    assert library.add([source]).updated == 1
    assert "Joseph Votel" not in people(library)
    assert found(library, "person:votel") == 0
    assert "Joseph Votel" not in {m.name for m in library.mentions("r-7")}
    with Library.open(library.path) as again:
        assert "Joseph Votel" not in people(again)


def test_undoing_restores_every_count_and_redoing_takes_them_again(library: Library) -> None:
    states = [everything(library)]
    curation = library.curation
    for decide in (
        lambda: curation.merge_entities(None, "C. E. Crosier", "Clinton E. Crosier"),
        lambda: curation.rename_entity(PERSON, "Joseph Votel", "Joe  Votel\x1b"),
        lambda: curation.retype_entity(None, "Japan", ORG),
        lambda: curation.hide_entity(None, "NASA"),
        lambda: curation.split_entity(PERSON, "Clinton E. Crosier", "C. E. Crosier"),
    ):
        decide()
        states.append(everything(library))
    assert len(curation.decisions()) == 5
    for state in reversed(states[:-1]):
        assert curation.undo_decision() is not None
        assert everything(library) == state
    assert curation.undo_decision() is None
    for state in states[1:]:
        assert curation.redo_decision() is not None
        assert everything(library) == state
    assert curation.redo_decision() is None


def test_another_process_sees_a_decision_at_once(library: Library) -> None:
    with Library.open(library.path) as other:
        assert people(other) == BEFORE
        library.curation.hide_entity(None, "Joseph Votel")
        assert "Joseph Votel" not in people(other)


def test_decisions_for_one_article(library: Library) -> None:
    id = library.article("r-7").id
    library.curation.split_entity(PERSON, "Joseph Votel", "Joseph Votel the younger", here=id)
    assert people(library) == {**BEFORE, "Joseph Votel": 2, "Joseph Votel the younger": 1}
    with pytest.raises(EntityError):
        library.curation.hide_entity(PERSON, "Joseph Votel", here="nosuch")


def test_a_split_forbids_a_merge_until_it_is_taken_back(library: Library) -> None:
    curation = library.curation
    curation.split_entity(PERSON, "C. E. Crosier", "Clinton E. Crosier")
    with pytest.raises(EntityError, match="stays apart"):
        curation.merge_entities(PERSON, "C. E. Crosier", "Clinton E. Crosier")
    assert people(library) == BEFORE
    curation.undo_decision()
    curation.merge_entities(PERSON, "C. E. Crosier", "Clinton E. Crosier")
    with pytest.raises(EntityError, match="already"):
        curation.merge_entities(PERSON, "C. E. Crosier", "Clinton E. Crosier")


def test_names_that_mean_none_or_several_are_told(library: Library) -> None:
    with pytest.raises(EntityError, match="No entity"):
        library.curation.hide_entity(None, "Nobody Atall")
    with pytest.raises(EntityError, match="may be Clinton"):
        library.curation.hide_entity(None, "e. crosier")
    with pytest.raises(EntityError, match="characters"):
        library.curation.rename_entity(PERSON, "Joseph Votel", " \t")
    assert library.curation.decisions() == ()


def test_a_library_that_is_read_only_says_so(library: Library) -> None:
    with Library.open(library.path, read_only=True) as shut, pytest.raises(LibraryReadOnly, match="reading"):
        shut.curation.hide_entity(PERSON, "Joseph Votel")
    assert people(library) == BEFORE


def test_decisions_travel_and_conflicts_are_told(library: Library, source: Path, tmp_path: Path) -> None:
    library.curation.rename_entity(PERSON, "Joseph Votel", "Joe Votel")
    export = tmp_path / "decisions.jsonl"
    export.write_text(library.curation.export_decisions(), "utf-8")
    with Library.open(tmp_path / "other", create=True) as other:
        other.add([source])
        other.curation.rename_entity(PERSON, "Joseph Votel", "General Votel")
        (conflict,) = other.curation.import_decisions(export)
        assert "Votel" in conflict.sentence
        assert other.curation.import_decisions(export)
        assert len(other.curation.decisions()) == 2
        assert "General Votel" in people(other)
    export.write_text("no decision\n", "utf-8")
    with pytest.raises(Unreadable, match="Line 1"):
        library.curation.import_decisions(export)


def test_the_page_of_an_entity_follows_the_decisions(library: Library) -> None:
    curation = library.curation
    curation.merge_entities(PERSON, "C. E. Crosier", "Clinton E. Crosier")
    page = curation.dossier(None, "crosier")
    assert (page.name, page.articles) == ("Clinton E. Crosier", 3)
    assert {row.value for row in page.said if row.what == "rank"} == {"Maj. Gen.", "Brig. Gen."}
    assert (page.first, page.last) == (
        (library.article("r-4").id, "Report number 4", "2014-03-07"),
        (library.article("r-6").id, "Report number 6", "2016-03-07"),
    )
    assert all("Clinton E. Crosier" in render(page) for render in DOSSIER_FORMATS.values())
    curation.hide_entity(PERSON, "Clinton E. Crosier")
    with pytest.raises(EntityError):
        curation.dossier(PERSON, "Clinton E. Crosier")


@pytest.mark.parametrize("together", [False, True])
def test_two_whom_one_article_names_are_not_suggested_as_one(library: Library, *, together: bool) -> None:
    writer = EntityCounts.create(library._derived.tagging.folder).writer()
    two = [Mention(0, 1, PERSON, name, name) for name in ("John Kestrel", "John Quincy Kestrel")]
    for pk, named in enumerate([two] if together else [two[:1], two[1:]], 1):
        writer.add(pk, named, "1820-01-01")
    writer.commit()
    assert len(library.curation.suggestions()) == (0 if together else 1)


def test_what_may_be_one_is_suggested_until_it_is_decided(library: Library) -> None:
    def pairs() -> list[tuple[str, str]]:
        return [(s.one.name, s.other.name) for s in library.curation.suggestions(10)]

    assert ("C. E. Crosier", "Clinton E. Crosier") in pairs()
    library.curation.split_entity(PERSON, "C. E. Crosier", "Clinton E. Crosier")
    assert ("C. E. Crosier", "Clinton E. Crosier") not in pairs()


def test_the_status_counts_what_is_shown(library: Library) -> None:
    before = library.status().entities
    assert before == len(library.entities())
    library.curation.hide_entity(PERSON, "Joseph Votel")
    library.curation.merge_entities(PERSON, "C. E. Crosier", "Clinton E. Crosier")
    assert library.status().entities == before - 2 == len(library.entities())
    library.curation.undo_decision()
    assert library.status().entities == before - 1


def test_companions_of_results(library: Library) -> None:
    names = {one.name for one in library.curation.companions(Query("crosier"), 10)}
    assert "Clinton E. Crosier" in names


def test_companions_of_entities_inside_results(library: Library) -> None:
    curation = library.curation
    pair = [(PERSON, "Clinton E. Crosier"), (ORG, "U.S. Strategic Command")]
    both = library.entities(Query('person:"Clinton E. Crosier" org:"U.S. Strategic Command"'))
    found = curation.companions(Query(), 100, of=pair)
    counted = {(card.kind, card.name): card.articles for card in both}
    assert {(PERSON, "Clinton E. Crosier"), (ORG, "U.S. Strategic Command")} <= counted.keys()
    assert not {name for _, name in pair} & {one.name for one in found}
    assert all(counted[one.kind, one.name] == one.together <= one.articles for one in found)
    assert len(curation.companions(Query(), 100, of=pair, any_of=True)) >= len(found)
    assert curation.companions(Query("nosuchword"), of=pair) == ()
    with pytest.raises(EntityError):
        curation.companions(Query(), of=[(PERSON, "Nobody At All")])


def test_a_single_name_that_was_linked_is_parted_in_its_article(tmp_path: Path) -> None:
    rows = [
        {
            "id": f"full{n}",
            "title": f"Report {n}",
            "body": f"Senator Ida Marsden spoke about plan {n} on Monday.",
        }
        for n in range(2)
    ]
    rows.append({"id": "bare", "title": "Note", "body": "The vote was called by Senator Marsden on Tuesday."})
    source = tmp_path / "rows.jsonl"
    source.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    with Library.open(tmp_path / "library", create=True) as library:
        library.add([source])
        assert people(library) == {"Ida Marsden": 3}
        assert "senator" in str(library.curation.dossier(PERSON, "Ida Marsden").linked)
        library.curation.split_entity(PERSON, "Ida Marsden", "Otto Marsden", here=library.article("bare").id)
        assert people(library) == {"Ida Marsden": 2, "Otto Marsden": 1}
        assert library.curation.undo_decision() is not None
        assert people(library) == {"Ida Marsden": 3}

"""What the words of a name say of its kind, against what the tagger read; one norm for the names of a war."""

import pytest

from search.entities.clusters import place_name
from search.entities.dictionary import entity_key
from search.entities.model import EntityKind
from search.entities.retyping import retyped
from search.entities.scan import Scan, Span, scan
from search.entities.speech import speakers
from search.entities.tokens import tokenise

PERSON, ORG, PLACE, EVENT = EntityKind


def read(text: str, *names: tuple[int, int, EntityKind]) -> list[tuple[str, EntityKind]]:
    """What becomes of names that the tagger read: first token, behind, kind."""
    view: Scan = scan(tokenise(text))
    spans = [Span(first, behind, kind, "model", "read as a name") for first, behind, kind in names]
    return [(view.tokens.surface(s.first, s.behind), s.kind) for s in retyped(view, spans)]


@pytest.mark.parametrize(
    ("text", "kind", "wanted"),
    [
        ("King Gyanendra", ORG, [("King Gyanendra", PERSON)]),
        ("King County", ORG, [("King County", ORG)]),
        ("Prophet Muhammad", ORG, [("Prophet Muhammad", PERSON)]),
        ("Kadamjay County", PERSON, [("Kadamjay County", PLACE)]),
        ("Mayfield Corporation", PERSON, [("Mayfield Corporation", ORG)]),
        ("African Union", PLACE, [("African Union", ORG)]),
        ("Hezbollah", PLACE, [("Hezbollah", ORG)]),
        ("Sri Lankan", ORG, []),
        ("U.N. Secretary-General", ORG, [("U.N.", ORG)]),
        ("Acme Widgets", ORG, [("Acme Widgets", ORG)]),
    ],
)
def test_words_of_a_name_tell_its_kind(
    text: str, kind: EntityKind, wanted: list[tuple[str, EntityKind]]
) -> None:
    assert read(text, (0, len(tokenise(text).words), kind)) == wanted


def test_what_something_is_near_is_a_place() -> None:
    text = "Near Sultan Abdallah, one strike hit a unit. He lives near Microsoft, he said."
    assert read(text, (1, 3, PERSON)) == [("Sultan Abdallah", PLACE)]
    view = scan(tokenise(text))
    ruled = Span(1, 3, PERSON, "rule", "name after a title")
    assert [span.kind for span in retyped(view, [ruled])] == [PLACE]
    at = view.words.index("Microsoft")
    assert read(text, (at, at + 1, ORG)) == [("Microsoft", ORG)]


def test_half_of_a_title_names_nobody() -> None:
    assert read("U.S. Defense Secretary John Rood spoke.", (0, 2, ORG)) == []


def test_two_that_stand_alone_elsewhere_are_two() -> None:
    text = "The House met. The Senate met. The House and Senate met. The House of Lords and Commons met."
    words = tokenise(text).words
    both = words.index("and") - 1
    names = [(1, 2, ORG), (5, 6, ORG), (both, both + 3, ORG)]
    assert [name for name, _ in read(text, *names)] == ["House", "Senate", "House", "Senate"]
    assert [name for name, _ in read(text, (1, 2, ORG), (both, both + 3, ORG))] == ["House", "House and Senate"]


def test_a_part_of_the_compass_is_no_other_place() -> None:
    assert place_name("southern Afghanistan") == "Afghanistan"
    assert place_name("South Africa") == "South Africa"
    assert place_name("Northern Ireland") == "Northern Ireland"


@pytest.mark.parametrize(
    ("names", "number"),
    [
        (("World War II", "Second World War", "World War Two", "the Second World War", "WWII"), 1),
        (("World War I", "First World War", "World War II"), 2),
        (("Civil War", "Second Civil War"), 2),
        (("First Opium War", "Opium War I"), 1),
    ],
)
def test_a_war_has_one_norm(names: tuple[str, ...], number: int) -> None:
    assert len({entity_key(EVENT, name) for name in names}) == number


def test_spellings_of_one_organisation_have_one_norm() -> None:
    for one, other in (
        ("theTax Division", "Tax Division"),
        ("Revenue ServiceCriminal Unit", "Revenue Service Criminal Unit"),
    ):
        assert entity_key(ORG, one) == entity_key(ORG, other)
    for one, other in (("al-Qaida", "al Qaeda"), ("Taleban", "Taliban"), ("Hizbollah", "Hezbollah")):
        assert entity_key(ORG, one) == entity_key(ORG, other)


def test_an_office_in_a_mark_is_nobody() -> None:
    lines = "SENIOR ADMINISTRATION OFFICIAL: Good morning.\nJOHN ROOD: Yes.\nANNA LIND: No.\nJOHN ROOD: It is."
    view = scan(tokenise(lines))
    named = [view.tokens.surface(span.first, span.behind) for span in speakers(view)]
    assert named == ["JOHN ROOD", "ANNA LIND", "JOHN ROOD"]


def test_the_treasury_is_the_department() -> None:
    names = ("Treasury", "U.S. Treasury", "Treasury Department", "Department of the Treasury")
    assert len({entity_key(ORG, name) for name in names}) == 1

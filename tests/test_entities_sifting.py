"""What is no name is not shown: offices in general, laws, halves of places, ranks, kinds of files."""

from __future__ import annotations

import pytest

from search.article.model import Article, Block, BlockKind
from search.entities import extract
from search.entities.clusters import place_name
from search.entities.dictionary import entity_key
from search.entities.model import EntityKind, Mention
from search.entities.scan import Scan, Span, scan
from search.entities.sifting import sifted
from search.entities.tokens import tokenise

PERSON, ORG, PLACE, EVENT = EntityKind


def found(text: str, byline: str = "") -> tuple[Mention, ...]:
    return extract(Article("", "A report", (Block(BlockKind.PARAGRAPH, text),), byline=byline))


def kept(text: str, kind: EntityKind, source: str = "model") -> list[tuple[str, EntityKind]]:
    """What remains of a whole text that was read as one name."""
    view: Scan = scan(tokenise(text))
    whole = Span(0, len(view.words), kind, source, "read as a name")
    return [(view.tokens.surface(s.first, s.behind), s.kind) for s in sifted(view, [whole])]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Office", ORG),
        ("Division", ORG),
        ("LLC", ORG),
        ("Field Office", ORG),
        ("Foreign Corrupt Practices Act", ORG),
        ("Clean Water Act of 1972", ORG),
        ("Southern", PLACE),
        ("Republic", PLACE),
        ("7th Floor Press Conference", EVENT),
        ("of the", ORG),
    ],
)
def test_what_names_no_one_thing_is_dropped(text: str, kind: EntityKind) -> None:
    assert kept(text, kind) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Central Command", ORG),
        ("Joint Staff", ORG),
        ("West Bank", PLACE),
        ("Antitrust Division", ORG),
        ("Miami Field Office", ORG),
        ("Judge King", PERSON),
        ("Actelion", ORG),
        ("Congress", ORG),
    ],
)
def test_what_names_something_stays(text: str, kind: EntityKind) -> None:
    assert kept(text, kind) == [(text, kind)]


def test_a_law_and_its_short_form_are_no_organisation() -> None:
    said = found(
        "The company broke the Foreign Corrupt Practices Act (FCPA), said the Federal Trade Commission (FTC). "
        "The FCPA forbids bribes, and the FTC was not amused by the way in which they were paid."
    )
    assert [m.surface for m in said] == ["Federal Trade Commission", "FTC", "FTC"]


def test_what_hangs_over_is_cut_off() -> None:
    assert kept("the Tax Division and", ORG) == [("Tax Division", ORG)]
    assert kept("Office of", ORG) == []


def test_a_country_is_no_organisation() -> None:
    assert kept("U.S.", ORG) == [("U.S.", PLACE)]
    assert kept("Japan", ORG) == [("Japan", ORG)]  # a team, an embassy: too little is said to tell


def test_what_lists_and_definitions_say_is_believed() -> None:
    assert kept("Office", ORG, "acronym") == [("Office", ORG)]


@pytest.mark.parametrize(
    "byline", ["by Maj. Gen. John Smith.", "By Maj. Gen. John Smith, 55th Wing Public Affairs"]
)
def test_a_rank_in_a_byline_is_no_part_of_the_name(byline: str) -> None:
    people = [m for m in found("The airmen trained at the range in Texas.", byline) if m.kind is PERSON]
    assert [(m.name, m.attributes) for m in people] == [("John Smith", (("rank", "Maj. Gen."),))]


def test_offices_behind_titles_are_nobody() -> None:
    said = found("The case was brought by the U.S. Attorney Generals and by an Inspector Generals Office.")
    assert not [m.surface for m in said if m.kind is PERSON]


def test_formats_of_files_are_nobody() -> None:
    assert not found("Articles are read from Markdown, JSON and PDF. Markdown is text.")


@pytest.mark.parametrize(
    ("surface", "name"),
    [
        ("Detroit-area", "Detroit"),
        ("Miami-Area", "Miami"),
        ("Chicagos", "Chicago"),
        ("Texass", "Texas"),
        ("Americas", "Americas"),
        ("Netherlands", "Netherlands"),
        ("Las Vegas", "Las Vegas"),
        ("P.R.", "P.R."),
        ("OMAHA", "Omaha"),
    ],
)
def test_places_under_their_usual_names(surface: str, name: str) -> None:
    assert place_name(surface) == name


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("U.S. Department of Justices", "Department of Justice"),
        ("U.S. Immigration and Customs Enforcements", "U.S. Immigration and Customs Enforcement"),
        ("Drug Enforcement Agencys", "Drug Enforcement Agency"),
        ("Office of Inspector Generals", "Office of Inspector General"),
    ],
)
def test_a_lost_apostrophe_makes_no_new_organisation(written: str, meant: str) -> None:
    assert entity_key(ORG, written) == entity_key(ORG, meant)


def test_real_plurals_stay() -> None:
    for name in ("Citizenship and Immigration Services", "United Nations", "Texas Rangers", "Emirates"):
        assert entity_key(ORG, name) == entity_key(ORG, f"the {name}").strip()
        assert entity_key(ORG, name) == entity_key(ORG, f"{name}’s")

"""Identity with doubt: single names, fathers and sons, speech, kinds by evidence, links and their reasons."""

from pathlib import Path

import pytest

from search.article.model import Article, Block, BlockKind
from search.entities import extract
from search.entities.counts import EntityCounts
from search.entities.decisions import Action, Decision
from search.entities.dictionary import entity_key, key_of
from search.entities.dossier import _wholes
from search.entities.model import EntityKind, Mention
from search.entities.overlay import Overlay
from search.entities.replay import overlay

PERSON, ORG, PLACE, EVENT = EntityKind


def found(*paragraphs: str, id: str = "a") -> tuple[Mention, ...]:
    return extract(Article(id, "", tuple(Block(BlockKind.PARAGRAPH, text) for text in paragraphs)))


def named(kind: EntityKind, *paragraphs: str) -> list[str]:
    return [mention.name for mention in found(*paragraphs) if mention.kind is kind]


# Single names


def test_a_bare_surname_is_somebody_else_in_each_article() -> None:
    text = "The tenants told the court that Johnson had raised the rent. Johnson said that he was sorry."
    one, two = (next(m for m in found(text, id=id) if m.kind is PERSON) for id in ("a", "b"))
    assert one.name == two.name == "Johnson (surname only)"
    assert key_of(one) != key_of(two)
    assert key_of(one) == (PERSON, "johnson @a")


def test_a_title_that_one_person_bears_goes_with_the_name_everywhere() -> None:
    text = "The report says that President Marsden was told of it. Marsden said that he was glad."
    assert named(PERSON, text) == ["President Marsden", "President Marsden"]


def test_father_and_son_stay_two() -> None:
    text = (
        "Gen. Robert Hale opened the meeting. His son, Robert Hale Jr., was in the audience. Hale thanked them."
    )
    mentions = [m for m in found(text) if m.kind is PERSON]
    assert [m.name for m in mentions] == ["Robert Hale", "Robert Hale Jr.", "Hale (surname only)"]
    assert dict(mentions[0].attributes)["rank"] == "Gen."
    assert "rank" not in dict(mentions[1].attributes)


def test_a_name_may_lose_its_suffix_later_on() -> None:
    text = "Robert Hale Jr. was sentenced on Monday. The court heard that Robert Hale had a brother."
    assert set(named(PERSON, text)) == {"Robert Hale Jr."}


# Kinds by evidence


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("I echo Prime Minister Velik's call that all of the parties respect the results.", "Prime"),
        ("He said that we appreciate Saudi Arabia’s leadership in convening this group.", "Arabia"),
        ("Welcome aboard. Aboard Air Force One, the officials said that the trip was long.", "Aboard"),
        ("It is said that the Schengen Convention was signed by all of the members.", "Schengen Convention"),
    ],
)
def test_halves_of_titles_and_agreements_are_nobody(text: str, never: str) -> None:
    assert not [m for m in found(text) if never in m.surface and m.kind in (PERSON, ORG)]


def test_a_congress_of_a_country_is_no_event() -> None:
    text = "The bill was sent to the United States Congress on Friday, and the members were told of it."
    assert "United States Congress" not in named(EVENT, text)


def test_what_a_firm_of_the_article_is_called_for_short_is_the_firm() -> None:
    text = "Zorvex Motor Company said that sales fell in the spring. The board of Zorvex met on Monday in Ohio."
    assert named(ORG, text) == ["Zorvex Motor Company"] * 2


# Speech


BRIEFING = (
    "Press Briefing by Press Secretary Josh Earnest",
    "MR. EARNEST: Good afternoon, everybody. Nice to see you all today in the briefing room.",
    "Q Josh, thank you. Does the President have a view of the bill that was sent to him on Monday?",
    "MR. EARNEST: He does. Kathleen, you had a question about it, and I said that I would come back to you.",
    "SECRETARY KERRY: Thank you very much. I think that the talks in Geneva have been good for all of us.",
    "Q Republicans say that the talks were too short, and that there is no plan for the next year.",
)


def test_who_speaks_is_told_by_the_mark() -> None:
    people = named(PERSON, *BRIEFING)
    assert people.count("Josh Earnest") == 4
    assert "Secretary Kerry" in people
    assert not {"Kathleen", "Q Josh", "Josh", "Q Republicans"} & set(people)


# Roles


@pytest.mark.parametrize(
    ("said", "role"),
    [
        ("director of plans and policy", "director of plans and policy"),
        ("a deputy director", "deputy director"),
        ("chief economist at the World Bank", "chief economist at the World Bank"),
        ("executive order makes its way through the courts", None),
        ("head to the airport in the morning", None),
        ("secretary and I don't know the name of the office", None),
    ],
)
def test_a_role_is_an_office_or_nothing(said: str, role: str | None) -> None:
    text = f"The report was written by Adrian Velik, {said}, on the third day of the week in the spring."
    attributes = dict(next(m for m in found(text) if m.kind is PERSON).attributes)
    assert attributes.get("role") == role


def test_one_office_is_one_row() -> None:
    wholes = _wholes({"U.S. District Judge", "U.S District Judge", "Judge", "Mayor"})
    assert {wholes.get(short, short) for short in ("us district judge", "judge")} == {"us district judge"}
    assert "mayor" not in wholes


# Organisations


@pytest.mark.parametrize(
    "forms",
    [
        ("IRS-CI", "IRS Criminal Investigation", "Internal Revenue Service - Criminal Investigation Division"),
        ("Department of Justice", "Justice Department", "DOJ", "the U.S. Department of Justice"),
        ("UBS AG", "UBS"),
        ("AT&T Inc.", "AT&T"),
        ("Procter & Gamble Co.", "Procter and Gamble"),
        ("Japanese Ministry of Defense", "Ministry of Defence of Japan", "Japan's Defense Ministry"),
        ("U.S. Attorney's Office for the District of Ohio", "US Attorneys Office of the District of Ohio"),
        ("Department of Justice Antitrust Division", "Antitrust Division"),
        ("HHS-OIG", "U.S. Department of Health and Human Services Office of Inspector General"),
    ],
)
def test_one_organisation_has_one_norm(forms: tuple[str, ...]) -> None:
    norms = {entity_key(ORG, form) for form in forms}
    assert len(norms) == 1
    assert {entity_key(ORG, norm) for norm in norms} == norms


@pytest.mark.parametrize(
    "names",
    [
        ("American Airways", "US Airways"),
        ("Department of Energy Office of Inspector General", "Department of Labor Office of Inspector General"),
        ("University of Texas", "Texas University"),
        ("Ministry of Defense", "Japanese Ministry of Defense", "Iraqi Ministry of Defense"),
        ("Bank of England", "Bank of Japan"),
    ],
)
def test_two_organisations_have_two(names: tuple[str, ...]) -> None:
    assert len({entity_key(ORG, name) for name in names}) == len(names)


# Links


def person(name: str, rank: str = "", norm: str = "") -> Mention:
    said = (("rank", rank),) if rank else ()
    return Mention(0, 1, PERSON, name, name, attributes=(*said, *((("norm", norm),) if norm else ())))


def library(folder: Path, *articles: list[Mention]) -> EntityCounts:
    writer = EntityCounts.create(folder).writer()
    for pk, mentions in enumerate(articles, 1):
        writer.add(pk, mentions, "2016-03-07")
    writer.commit()
    return EntityCounts.open(folder)


def shown(counts: EntityCounts) -> dict[str, int]:
    return {card.name: card.articles for card in counts.cards(None)}


def org(name: str) -> Mention:
    return Mention(0, 1, ORG, name, name)


def test_a_titled_name_is_the_only_full_one_with_that_title_and_says_why(tmp_path: Path) -> None:
    counts = library(
        tmp_path,
        [person("Anna Marsden", "President")],
        [person("Anna Marsden"), person("Paul Marsden", "Mayor")],
        [person("President Marsden")],
        [person("President Marsden"), person("Anna Marsden")],
    )
    assert shown(counts) == {"Anna Marsden": 4, "Paul Marsden": 1}
    (entity,) = counts.find(PERSON, "Anna Marsden", True)
    ((name, kind, reason),) = counts.linked(entity)
    assert (name, kind) == ("President Marsden", PERSON)
    assert "President" in reason or "president" in reason
    apart = overlay(
        [Decision(Action.DIFFERENT, (PERSON, "president marsden"), (PERSON, "anna marsden"), id="1")],
        lambda _: None,
    )
    assert shown(counts.seen_through(apart)) == {"Anna Marsden": 3, "President Marsden": 2, "Paul Marsden": 1}


def test_a_title_that_is_said_of_nobody_is_nobodys(tmp_path: Path) -> None:
    counts = library(
        tmp_path,
        *([person("Jeb Marsden", "Governor")] for _ in range(6)),
        [person("Ida Marsden", "Vice President")],
        [person("President Marsden")],
    )
    assert shown(counts) == {"Jeb Marsden": 6, "Ida Marsden": 1, "President Marsden": 1}


def test_a_linked_person_goes_by_the_full_name_however_often_the_title_is_used(tmp_path: Path) -> None:
    counts = library(
        tmp_path,
        [person("Anna Marsden", "President")],
        *([person("President Marsden", "President")] for _ in range(9)),
    )
    assert shown(counts) == {"Anna Marsden": 10}


def test_a_bare_name_is_the_full_one_in_whose_company_it_stands(tmp_path: Path) -> None:
    around = [org("Harbour Board"), org("Pilots Guild"), org("Everywhere")]
    counts = library(
        tmp_path,
        *([person("Ida Johnson"), *around] for _ in range(6)),
        [person("Johnson (surname only)", norm="johnson @g"), org("Harbour Board"), org("Pilots Guild")],
        [person("Johnson (surname only)", norm="johnson @h"), org("Quite Another")],
        *([org("Everywhere")] for _ in range(400)),
    )
    assert shown(counts)["Ida Johnson"] == 7
    assert shown(counts)["Johnson (surname only)"] == 1


def test_a_name_read_as_two_kinds_is_what_it_is_nearly_always(tmp_path: Path) -> None:
    many = [[org("Takaro Works")] for _ in range(5)]
    counts = library(tmp_path, *many, [person("Takaro Works")])
    assert shown(counts) == {"Takaro Works": 6}
    assert [card.kind for card in counts.cards(None)] == [ORG]


def test_an_authority_without_a_country_is_that_of_the_country_at_hand(tmp_path: Path) -> None:
    ours = [[org("U.S. Coast Guard")] for _ in range(6)]
    assert shown(library(tmp_path / "one", *ours, [org("Coast Guard")])) == {"U.S. Coast Guard": 7}
    others = [[org("Japan Coast Guard")] for _ in range(3)]
    assert "Coast Guard" in shown(library(tmp_path / "two", *ours, *others, [org("Coast Guard")]))


def test_links_are_none_where_nothing_speaks_for_them(tmp_path: Path) -> None:
    counts = library(
        tmp_path,
        [person("Johnson (surname only)", norm="johnson @a")],
        [person("Johnson (surname only)", norm="johnson @b")],
        [person("Ida Johnson")],
        [person("Carl Johnson")],
    )
    assert sorted(card.articles for card in counts.cards(None)) == [1, 1, 1, 1]
    assert counts.seen_through(Overlay()).cards(None) == counts.cards(None)


# Decisions in their own order


def test_decisions_go_by_their_place_and_not_by_the_clock(tmp_path: Path) -> None:
    from datetime import UTC, datetime

    from search.entities.log import DecisionLog

    log = DecisionLog(tmp_path)
    log.record(Decision(Action.RENAME, (ORG, "acme"), name="First"), datetime(2030, 1, 1, tzinfo=UTC))
    log.record(Decision(Action.RENAME, (ORG, "acme"), name="Second"), datetime(2001, 1, 1, tzinfo=UTC))
    again = DecisionLog(tmp_path)
    assert again.overlay(lambda _: None).names == {(ORG, "acme"): "Second"}


def test_undo_leaves_what_was_taken_in_and_hide_against_rename_is_told(tmp_path: Path) -> None:
    from search.entities.log import DecisionLog

    mine, theirs = DecisionLog(tmp_path / "mine"), DecisionLog(tmp_path / "theirs")
    mine.record(Decision(Action.RENAME, (ORG, "acme"), name="ACME Inc.", was="Acme"))
    theirs.record(Decision(Action.HIDE, (ORG, "acme"), name="Acme"))
    (conflict,) = mine.take_in(list(theirs))
    assert "hidden" in conflict.sentence
    undone = mine.undo()
    assert undone is not None
    assert undone.name == "ACME Inc."
    assert mine.undo() is None
    assert len(DecisionLog(tmp_path / "mine").overlay(lambda _: None).hidden) == 1


def test_a_damaged_line_of_the_journal_is_passed_over(tmp_path: Path) -> None:
    from search.entities.log import DecisionLog

    log = DecisionLog(tmp_path)
    for name in ("One", "Two", "Three"):
        log.record(Decision(Action.RENAME, (ORG, "acme"), name=name))
    data = log.path.read_bytes().replace(b"Three", b"Threx")
    log.path.write_bytes(data)
    again = DecisionLog(tmp_path)
    assert again.unreadable == 1
    assert again.overlay(lambda _: None).names == {(ORG, "acme"): "Two"}

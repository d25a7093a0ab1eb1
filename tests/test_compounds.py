"""One word, with a hyphen, or two: found as each other where the archive shows that they are one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from search import Library, Query
from search.index.compounds import pairs_of

Make = Callable[[Sequence[str]], Library]


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Make]:
    opened: list[Library] = []

    def library(texts: Sequence[str]) -> Library:
        folder: Path = tmp_path_factory.mktemp("compounds")
        records = [{"id": str(i), "title": f"n{i}", "body": text} for i, text in enumerate(texts)]
        (folder / "texts.jsonl").write_text("\n".join(map(json.dumps, records)), "utf-8")
        made = Library.open(folder / "library", create=True)
        opened.append(made)
        made.add([folder / "texts.jsonl"])
        return made

    yield library
    for one in opened:
        one.close()


TEXTS = [
    "The county pays for health care in the valley.",
    "Nobody knows the price of healthcare there.",
    "A health-care plan was drawn up by the mayor.",
    "Care of the horses is bad for the health of the groom.",
    "She wrote an e-mail to the harbour master.",
    "His emails were never answered.",
    "The post was slow and the mail was lost.",
    "A co-conspirator was seen at the gate.",
    "Two coconspirators ran away.",
    "The rapist was caught by the night watch.",
    "A therapist lives across the road.",
    "They pass by law and custom alike; it is so by law.",
    "A by-law of the town forbids it.",
    "The bylaws were printed.",
    "Medi-Cal paid for the bed.",
    "A medical journal was read aloud.",
    "Medical journals were burnt, and medical books.",
    "Medical men came from the town.",
    "The medical school is closed.",
    "The medical tent was struck.",
    "A medical matter, they said.",
]


@pytest.fixture(scope="module")
def library(make: Make) -> Library:
    return make(TEXTS)


def found(library: Library, query: str, *, literal: bool = False) -> set[int]:
    page = library.search(Query(query, strict=True, literal=literal))
    assert page.total == len(page.hits)
    assert not page.notice
    return {int(hit.title[1:]) for hit in page.hits}


HEALTH, MAIL, PLOT = {0, 1, 2}, {4, 5}, {7, 8}


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("healthcare", HEALTH),
        ("health-care", HEALTH),
        ("Health Care", HEALTH | {3}),
        ('"health care"', HEALTH),
        ('"healthcare"', HEALTH),
        ("email", MAIL),
        ("e-mail", MAIL),
        ("E-Mails", MAIL),
        ("e mail", MAIL),
        ('"an e-mail"', {4}),
        ('"an email"', {4}),
        ("mail", {4, 6}),
        ("coconspirator", PLOT),
        ("co-conspirators", PLOT),
        ("co conspirator", PLOT),
        ("healthcare plan", {2}),
        ('"healthcare plan"', {2}),
        ('"health care plan"', {2}),
        ("-healthcare county", set()),
        ("therapist", {10}),
        ("bylaw", {12, 13}),
        ("by-law", {11, 12, 13}),
        ('"by law"', {11, 12}),
        ("medical", {15, 16, 17, 18, 19, 20}),
        ("Medi-Cal", {14}),
        ("title:healthcare", set()),
        ("body:healthcare", HEALTH),
    ],
)
def test_counts_are_exact(query: str, numbers: set[int], library: Library) -> None:
    assert found(library, query) == numbers


def test_to_the_letter_it_is_what_was_typed(library: Library) -> None:
    assert found(library, "healthcare", literal=True) == {1}


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("healthcare", ["health care", "healthcare", "health-care"]),
        ("health care", ["health", "care", "healthcare", "health", "care"]),
        ('"health care"', ["health care", "healthcare", "health-care"]),
    ],
)
def test_each_spelling_is_marked_as_it_stands(query: str, marked: list[str], library: Library) -> None:
    asked = Query(query)
    seen = []
    for number in sorted(HEALTH):
        (own,) = [hit for hit in library.search(asked).hits if hit.title == f"n{number}"]
        article = library.article(own.id)
        assert article is not None
        seen += [article.text[start:end] for start, end in library.highlights(asked, article)]
    assert seen == marked


def test_what_is_searched_is_told(library: Library) -> None:
    assert library.search(Query("healthcare")).echo == "articles with “healthcare” (or “health care”)"


def test_without_evidence_words_are_what_they_are(make: Make) -> None:
    library = make(
        ["The data base is old.", "A database is new.", "It was to get her a hat.", "Let us go together."]
    )
    assert found(library, "database") == {1}
    assert found(library, "together") == {3}


def test_a_query_with_a_hyphen_is_evidence_enough(make: Make) -> None:
    library = make(["A database is new.", "Nothing here."])
    assert found(library, "data-base") == {0}


def test_evidence_of_several_segments_counts_together(make: Make, tmp_path: Path) -> None:
    library = make(["A web-site of the town."])
    (tmp_path / "more.jsonl").write_text(json.dumps({"id": "9", "title": "n9", "body": "The website is down."}))
    library.add([tmp_path / "more.jsonl"])
    assert found(library, "website") == found(library, "web site") == {0, 9}


@pytest.mark.parametrize(
    ("raw", "pairs"),
    [
        ("e-mail", [("e", "mail", True)]),
        ("Co\u2011operation’s", [("co", "operation", True)]),
        ("state-of-the-art", [("the", "art", True)]),
        ("Medi-Cal", [("medi", "cal", False)]),
        ("F-16", []),
        ("plain", []),
    ],
)
def test_pairs_of_a_token(raw: str, pairs: list[tuple[str, str, bool]]) -> None:
    assert list(pairs_of(raw)) == pairs


def test_counts_are_those_of_a_look_through_all_texts(library: Library) -> None:
    health = re.compile(r"\bhealth[- ]?care\b", re.IGNORECASE)
    assert found(library, "healthcare") == {i for i, text in enumerate(TEXTS) if health.search(text)}

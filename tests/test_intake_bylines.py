"""Who wrote a text: lines that say so, and what pages of no known site tell and show."""

from __future__ import annotations

import pytest

from search.intake.bylines import beside_date, is_name, name_of, said_name
from search.intake.model import Content, Draft
from search.intake.pipeline import read

PROSE = "<p>The ferry stayed in the harbour, because the wind was too strong for it to cross the bay. </p>" * 6


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("By Ada Boje", "Ada Boje"),
        ("Written by Ada Boje and Ben Nor", "Ada Boje and Ben Nor"),
        ("Von Ada Boje | 7. März 2016", "Ada Boje"),
        ("7.3.2016 - Autor: Ada Boje", "Ada Boje"),
        ("Veröffentlicht von Ada Boje am 7. März 2016", "Ada Boje"),
        ("Par Ada Boje, le 7 mars 2016", "Ada Boje"),
        ("Por Ada de la Boje", "Ada de la Boje"),
        ("di Ada Boje", "Ada Boje"),
        ("Text: Ada Boje", "Ada Boje"),
        ("Автор: Ада Бойе", "Ада Бойе"),
        ("By the end of the day nobody had come", ""),
        ("Von hier bis zum Hafen sind es drei Stunden.", ""),
        ("Interview", ""),
        ("By admin", ""),
    ],
)
def test_a_line_says_who_wrote(line: str, name: str) -> None:
    assert said_name(line) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("View all posts by Ada Boje", "Ada Boje"),
        ("Ada Boje Mar 7, 2016", "Ada Boje"),
        ("Ada Boje (photo)", "Ada Boje"),
        ("Ada Boje Follow @ada", "Ada Boje"),
        ("BOJE/The Bay", "BOJE/The Bay"),
        ("von Redaktion", "Redaktion"),
        ("No Author", ""),
        ("Log in", ""),
        ("", ""),
        ("7 March 2016", ""),
    ],
)
def test_a_name_without_what_stands_around_it(text: str, name: str) -> None:
    assert name_of(text) == name


def test_a_name_beside_a_date_and_nothing_else() -> None:
    assert beside_date("25.10.2022 - Ada Boje") == "Ada Boje"
    assert not beside_date("Ada Boje")
    assert not beside_date("25.10.2022 - The ferry stayed in the harbour")
    assert not is_name("Ada Boje and")


def byline(head: str, above: str = "", below: str = "") -> str:
    html = (
        f"<html><head><title>Ferry | The Bay</title>{head}</head><body><main><h1>The Ferry Stays</h1>{above}"
        f"<div class='text'>{PROSE}</div>{below}</main></body></html>"
    )
    (found,) = read(Content.of_bytes(html.encode(), "page.html", "page.html"))
    assert isinstance(found, Draft)
    return found.article.byline


def data(value: str) -> str:
    return f'<script type="application/ld+json">{value}</script>'


PERSON = '{"@type":"Person","@id":"#ada","name":"Ada Boje"}'
GRAPH = f'{{"@graph":[{{"@type":"NewsArticle","author":{{"@id":"#ada"}}}},{PERSON}]}}'
WRITTEN = "<meta name='twitter:label1' content='Written by'><meta name='twitter:data1' content='Ada Boje'>"
COMMENTS = "<div class='comments'><span class='author'>Ben Nor</span><p>Yes.</p></div>" * 3
SHOWN = {
    "a meta tag": ("<meta name='author' content='Ada Boje'>", "", ""),
    "a person in the graph": (data(GRAPH), "", ""),
    "two authors of one article": (
        data('{"@type":"Article","author":[{"name":"Ada Boje"},{"name":"Ada Boje"}]}'), "", "",
    ),
    "labelled for cards": (
        WRITTEN, "", "",
    ),
    "the site is no author": (
        "<meta name='author' content='The Bay'><meta property='og:site_name' content='The Bay'>",
        "<p>Von Ada Boje</p>", "",
    ),
    "a link to authors": ("", "<a href='/author/ada'>Ada Boje</a>", ""),
    "an element that is called so": ("", "<div class='article-author'>By Ada Boje</div>", ""),
    "beside the date": ("", "<div>7.3.2016 - Ada Boje</div>", ""),
    "below the text": ("", "", "<p>Autor: Ada Boje</p>"),
    "comments have authors of their own": (
        "", "<p>By Ada Boje</p>", COMMENTS,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SHOWN)
def test_the_author_is_that_for_whom_most_speaks(name: str) -> None:
    assert byline(*SHOWN[name]) == "Ada Boje"


@pytest.mark.parametrize(
    "head", ["", "<meta name='author' content='The Bay GmbH'>", "<meta name='author' content='admin'>"]
)
def test_nobody_is_no_author(head: str) -> None:
    assert not byline(head, "<p>Search results</p>", "<a href='/users/login'>Log in</a>")

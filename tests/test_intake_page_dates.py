"""When a page was published: the evidence of pages of no known site, weighed against each other."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from search.article.model import Article
from search.intake.model import Content, Draft
from search.intake.page_dates import Claim, of_address, weigh
from search.intake.pipeline import read

PROSE = "<p>The ferry stayed in the harbour, because the wind was too strong for it to cross the bay. </p>" * 6


@pytest.fixture(autouse=True)
def _without_htmldate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "htmldate", None)


def draft(head: str, body: str, lang: str = "en") -> Draft:
    html = f"<html lang='{lang}'><head><title>The Ferry Stays</title>{head}</head><body>{body}</body></html>"
    (found,) = read(Content.of_bytes(html.encode(), "page.html", "page.html"))
    assert isinstance(found, Draft)
    return found


def article(head: str, body: str, lang: str = "en") -> Article:
    return draft(head, body, lang).article


def page(above: str = "", below: str = "", first: str = "") -> str:
    return f"<main><h1>The Ferry Stays</h1>{above}<div class='text'>{first}{PROSE}</div>{below}</main>"


def meta(name: str, day: str) -> str:
    return f"<meta property='{name}' content='{day}'>"


def data(kind: str, day: str) -> str:
    return f'<script type="application/ld+json">{{"@type":"{kind}","datePublished":"{day}"}}</script>'


COMMENT = "<div class='comment'><span class='date'>4 April 2018</span><p>Yes.</p></div>"
SHOWN = "<p class='meta-date'>7 March 2016</p>"
MODIFIED = meta("article:modified_time", "2016-03-20T09:00:00+01:00")
HEADS = {
    "what machines are told": (meta("article:published_time", "2016-03-07T08:00:00+01:00") + MODIFIED, page()),
    "a meta tag for any day gives way to what is shown": (meta("date", "2016-03-12"), page(SHOWN)),
    "the day of Greenwich gives way to that of the place": (
        "<link rel='canonical' href='https://bay.example/2016/03/07/ferry'>"
        + meta("article:published_time", "2016-03-08T03:30:00Z"),
        page(),
    ),
    "two of three agree": (
        data("NewsArticle", "2016-03-01"),
        page("<time datetime='2016-03-07'>7 March</time>")
        + "<link rel='canonical' href='https://bay.example/2016/03/07/ferry'>",
    ),
    "of a page that is no article": (
        data("Recipe", "2016-03-07"),
        page(),
    ),
    "a video on the page has its own": (
        data("VideoObject", "2011-01-02"),
        page(SHOWN),
    ),
    "lines with breaks": (
        "",
        page(below="<p>Last change: 9.3.2016<br>Published: 7.3.2016<br>Seen: 61<br>(c) The Bay</p>"),
    ),
    "teasers have dates of their own": (
        "",
        page(SHOWN, "<div class='related'><time datetime='2018-01-01'>1 January 2018</time></div>" * 3),
    ),
    "comments have dates of their own": (
        "",
        page(SHOWN, "<div id='comments'><p><time datetime='2016-05-05'>5 May 2016</time> Ada wrote</p></div>"),
    ),
    "a copyright line is no date": ("", page(SHOWN, "<p>Copyright 1 January 2020 The Bay</p>")),
    "the only day that a page knows": (meta("article:modified_time", "2016-03-07T09:00:00+01:00"), page()),
    "small and without a name": ("", page("<p><em>07.03.2016 11:35</em></p>")),
}  # fmt: skip


@pytest.mark.parametrize("name", HEADS)
def test_the_day_is_that_for_which_most_speaks(name: str) -> None:
    head, body = HEADS[name]
    assert article(head, body, "de" if "." in body else "en").date == "2016-03-07"


def test_a_text_may_begin_with_its_date() -> None:
    assert (
        article("", page(first="<p>7.3.2016 - Die Fähre blieb am Montag im Hafen.</p>"), "de").date
        == "2016-03-07"
    )


def test_short_years_count_where_the_day_comes_first() -> None:
    body = page("<span class='date'>07.03.16</span>")
    assert article("", body, "de").date == "2016-03-07"
    assert not article("", body, "en-US").date


@pytest.mark.parametrize(
    "below",
    [
        "<div class='sidebar'><h2>Latest</h2><ul><li>1 May 2019 Fish</li><li>2 May 2019 Boats</li></ul></div>",
        "<footer>The Bay, since 1 April 1950</footer>",
        f"<div class='comments'>{COMMENT}</div>",
    ],
)
def test_days_of_something_else_are_no_date(below: str) -> None:
    assert not article("", page(below=below)).date


def test_what_is_told_is_not_inferred_and_what_is_concluded_is() -> None:
    told = article(meta("article:published_time", "2016-03-07"), page())
    assert (told.date_source, told.date_inferred) == ("meta article:published_time", False)
    shown = article("", page("<p class='info'>Harbour office, 7 March 2016</p>"))
    assert (shown.date_source, shown.date_inferred) == ("inferred: Harbour office, 7 March 2016", True)
    assert article("", page("<p>Only the ferry</p>")).date_inferred is False


def test_other_days_stand_in_the_evidence() -> None:
    found = draft(meta("article:published_time", "2016-03-07") + meta("date", "2016-03-12"), page())
    assert [(item.rule, item.value) for item in found.evidence if item.field == "other date"] == [
        ("meta date", "2016-03-12")
    ]


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("https://bay.example/2016/03/07/ferry", "2016-03-07"),
        ("https://bay.example/news/20160307-ferry.html", "2016-03-07"),
        ("https://bay.example/news/07-03-2016", "2016-03-07"),
        ("https://bay.example/2016/03/ferry", ""),
        ("https://bay.example/2016/13/40/ferry", ""),
        ("https://bay.example/item/20991399/", ""),
    ],
)
def test_an_address_may_hold_a_day(address: str, day: str) -> None:
    assert [claim.day for claim in of_address(address)] == ([day] if day else [])


@pytest.mark.parametrize(
    ("guess", "day"), [("2018-04-04", ""), ("2017-02-02", "2017-02-02"), ("2017-01-01", "")]
)
def test_htmldate_is_asked_last_and_not_believed_about_comments(
    monkeypatch: pytest.MonkeyPatch, guess: str, day: str
) -> None:
    asked = SimpleNamespace(find_date=lambda *_args, **_kwargs: guess)
    monkeypatch.setitem(sys.modules, "htmldate", asked)
    assert article("", page(below=f"<div class='comments'>{COMMENT}</div>")).date == day
    assert article("", page(SHOWN)).date == "2016-03-07"


def test_weak_claims_that_contradict_each_other_are_no_date() -> None:
    weak = [Claim("2016-03-07", "a", 0.3, "shown"), Claim("2016-03-08", "b", 0.5, "told")]
    assert weigh(weak) is None
    assert weigh(weak[1:]) == (weak[1], [])

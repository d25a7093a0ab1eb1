"""What fingers know from still other programs: found as meant, or refused with the way to say it."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from search.errors import QueryError
from search.index.snapshot import Snapshot
from search.query.compile import compile_query
from search.query.dates import month_first, parse_range
from search.query.evaluate import matching
from search.query.grammar import parse
from search.query.operators import unheard
from search.query.tree import in_words
from tests.brute_force import (
    DAY,
    TAX,
    TEXTS,
    TODAY,
    Rule,
    any_of,
    both,
    but,
    dated,
    has,
    indexed,
    near,
    phrase,
    tagged,
)

WEEK = (TODAY - timedelta(6)).isoformat()
YEARS = dated("2015", "2016-99")
TABLE: list[tuple[str, Rule]] = [
    ("tax /3 fraud", near("tax", "fraud", 3)),
    ("tax NEAR3 fraud", near("tax", "fraud", 3)),
    ("tax NEAR:3 fraud", near("tax", "fraud", 3)),
    ("tax NEAR(3) fraud", near("tax", "fraud", 3)),
    ("TAX /3 FRAUD", near("tax", "fraud", 3)),
    ("TAX NEAR/3 FRAUD", near("tax", "fraud", 3)),
    ('"tax fraud" ~2', phrase(r"tax( \w+){0,2} fraud")),
    ("fraud ANDNOT court", but(has("fraud"), "court")),
    ("fraud&&quay", both(has("fraud"), has("quay"))),
    ("tax,fraud", both(TAX, has("fraud"))),
    ("tax;fraud", both(TAX, has("fraud"))),
    ("tax , fraud", both(TAX, has("fraud"))),
    ("«tax fraud»", phrase("tax fraud")),
    ("tax « fraud", both(TAX, has("fraud"))),
    ("tax» fraud", both(TAX, has("fraud"))),
    ("'tax fraud'", both(TAX, has("fraud"))),
    ("tax ^2", both(TAX, has("2"))),
    ('tax^2"fraud"', both(TAX, has("fraud"))),
    ("tax^2, fraud", both(TAX, has("fraud"))),
    ("+(tax fraud) -court", both(TAX, but(has("fraud"), "court"))),
    ("--court fraud", both(has("court"), has("fraud"))),
    ("fraud -(court OR trial)", but(has("fraud"), "court", "trial")),
    ("tax - fraud", both(TAX, has("fraud"))),
    ("title:(+tax -fraud)", lambda text: text.title in ("Harbour tax", "Taxes")),
    ("subject:tax", lambda text: "tax" in text.title.lower()),
    ("intitle:tax", lambda text: "tax" in text.title.lower()),
    ("headline:tax", lambda text: "tax" in text.title.lower()),
    ("label:ports", tagged("ports")),
    ("tag:civ*", tagged("civil")),
    ("tag:*ights", tagged("rights")),
    ("tag:r?ghts", tagged("rights")),
    ("tag:civil*rights", lambda text: False),  # a star is for letters of one word
    ("tag:*", lambda text: bool(text.tag)),
    ("-tag:*", lambda text: not text.tag),
    ("*", lambda text: True),
    ("*:*", lambda text: True),
    ("2015..2016", YEARS),
    ("fraud 2015..2016", both(has("fraud"), YEARS)),
    ("date:2015-2016", YEARS),
    ("date:2015/2016", YEARS),
    ("date:2015 to 2016", YEARS),
    ("date:2015 TO 2016", YEARS),
    ("date:2015 - 2016", YEARS),
    ("date:2015–2016", YEARS),
    ("date:2015—2016", YEARS),
    ("date:2015…2016", YEARS),
    ("date:2015...2016", YEARS),
    ("date:2015 until 2016 fraud", both(has("fraud"), YEARS)),
    ("date:[20150101 TO 20161231]", YEARS),
    ("date:20160307", dated("2016-03-07", "2016-03-07")),
    ("date:7.3.2016", dated("2016-03-07", "2016-03-07")),
    ("date:07.03.2016..31.12.2016", dated("2016-03-07", "2016-12-31")),
    ("date:'2016-03-07'", dated("2016-03-07", "2016-03-07")),
    ("date:2016-03-07T10:00", dated("2016-03-07", "2016-03-07")),
    ("date:2016-03-07T10:00:00Z", dated("2016-03-07", "2016-03-07")),
    ("date:7th March 2016", dated("2016-03-07", "2016-03-07")),
    ("date:March 2016 to December 2016", dated("2016-03", "2016-12-99")),
    ("date:March 7, 2016..December 31, 2016", dated("2016-03-07", "2016-12-31")),
    ("date:*", dated()),
    ("-date:*", lambda text: not text.day),
    ("date:now", dated(DAY, DAY)),
    ("date:NOW-7DAYS", dated(WEEK, DAY)),
    ("date:[NOW-7DAYS TO NOW]", dated(WEEK, DAY)),
    ("date:-7d", dated(WEEK, DAY)),
    ("date:7 days", dated(WEEK, DAY)),
    ("date:1week", dated(WEEK, DAY)),
    ("date:last week..today", dated(WEEK, DAY)),
    ("date:yesterday..today", dated((TODAY - timedelta(1)).isoformat(), DAY)),
    ("date:..yesterday", dated(last=(TODAY - timedelta(1)).isoformat())),
    ("date:2014 to last week", dated("2014", DAY)),
    ("date:last 9999 years", dated()),
    ("newer_than:7d", dated(WEEK)),
    ("older_than:1y", dated(last=(TODAY - timedelta(365)).isoformat())),
    ("before:0001", lambda text: False),
    ("date:>9999", lambda text: False),
    ("date:>2015 date:<2017", dated("2016", "2016-99")),
    ("RE: court", has("court", "re")),
    ("a) court", has("court")),
    ("• court", has("court")),
    ("court – mayor", has("court", "mayor")),
    ("tax | -fraud", lambda text: TAX(text) or not has("fraud")(text)),
    ("court...", has("court")),
    ("(((court", lambda text: False),
]  # fmt: skip

REFUSED = [
    ("tax /s fraud", 4, "NEAR/15"),
    ("tax w/p fraud", 4, "NEAR/30"),
    ("tax pre/3 fraud", 4, '"tax fraud"~3'),
    ("tax ADJ3 fraud", 4, '"tax fraud"~3'),
    ("tax ONEAR/3 fraud", 4, '"tax fraud"~3'),
    ("tax XOR fraud", 4, "(tax -fraud) OR (fraud -tax)"),
    ("tax ANDMAYBE fraud", 4, "Leave the operator out"),
    ("tax REQUIRE fraud", 4, "Leave the operator out"),
    ("NEAR(tax fraud, 5)", 0, "tax NEAR/5 fraud"),
    ("court NEAR/5(tax, fraud)", 6, "tax NEAR/5 fraud"),
    ("allintitle: tax fraud", 0, "title:(tax fraud)"),
    ("court title=tax", 6, "title:word"),
    ("/ta[xy]/", 0, "tag:/civil.*/"),
    ("title:/ta[xy]/", 6, "tag:/civil.*/"),
    ("/fr.*d/ court", 0, "tag:/civil.*/"),
    ('court "tax * fraud"', 10, '"tax fraud"~1'),
    ('"tax~ fraud"', 4, "tax~ outside"),
    ("tax~0.8", 4, "tax~"),
    ("tax^-1", 3, "^0.1"),
    ("tax^0", 3, "^0.1"),
    ("(((court", 2, "closing"),
    ("filetype:pdf", 0, "path:*.pdf"),
    ("year:2016", 0, "date:2016"),
    ("date:[2015,2016]", 5, "date:2015..2016"),
    ("date:Q1 2016", 5, "date:2015..2016"),
    ("date:two weeks ago", 5, "date:2015..2016"),
    ("date:3/7/16", 5, "date:2015..2016"),
    ("date:2016..2015", 5, "date:2015..2016"),
    ("tax > 100", 4, "date:2016"),
    ("has:attachment", 4, "has:note"),
    ("tag:[a TO b]", 4, "date:2015..2016"),
]  # fmt: skip
FOUND = [row for row in TABLE if row[0] not in {query for query, _, _ in REFUSED}]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return indexed(tmp_path_factory.mktemp("index"))


@pytest.mark.parametrize(("query", "rule"), FOUND, ids=[query for query, _ in FOUND])
def test_finds_what_was_meant(query: str, rule: Rule, snapshot: Snapshot) -> None:
    node = parse(query)
    clause = compile_query(node, lambda *_: np.zeros(0, np.int64), snapshot)
    expected = [pk for pk, text in enumerate(TEXTS) if rule(text)]
    assert matching(snapshot, clause).tolist() == expected, in_words(node)
    assert parse(node.unparse()) == node


@pytest.mark.parametrize(("query", "column", "way"), REFUSED)
def test_is_refused_with_the_way_to_say_it(query: str, column: int, way: str) -> None:
    with pytest.raises(QueryError) as refused:
        parse(query)
    assert (refused.value.column, way in refused.value.remedy) == (column, True), refused.value.remedy


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("en_US.UTF-8", True),
        ("C.UTF-8", True),
        ("", True),
        ("en_GB.UTF-8", False),
        ("de_DE", False),
        ("es_PR", True),
    ],
)
def test_an_ambiguous_date_is_read_by_the_locale_and_said(
    name: str, first: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("LC_ALL", "LC_TIME"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("LANG", name)
    assert month_first() is first
    read = "7 March 2016" if first else "3 July 2016"
    how = "month first" if first else "day first"
    assert in_words(parse("date:03/07/2016")) == f"articles dated {read} (03/07/2016 read with the {how})"
    assert in_words(parse("date:31/12/2016")) == "articles dated 31 December 2016"
    assert parse_range("7.3.2016", 0)[0] == parse_range("2016-03-07", 0)[0]


def test_an_operator_that_is_a_word_in_capitals_is_told() -> None:
    assert unheard("TAX OR FRAUD") == "OR"
    assert not unheard("tax OR fraud")
    assert not unheard("TAX FRAUD")
    assert any_of("and")(TEXTS[8])

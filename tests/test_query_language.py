"""Queries as people type them, of Lucene, Whoosh, Gmail, notmuch, Google, Westlaw: each against a brute force.

Every row says what is found by a rule over the words of the texts, or that the query is refused and where.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from search.errors import QueryError
from search.index.snapshot import Snapshot
from search.query.compile import compile_query
from search.query.evaluate import evaluate, matching
from search.query.grammar import parse
from search.query.snippets import highlights
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
    words_in,
)

TABLE: list[tuple[str, Rule]] = [
    ("tax fraud", both(TAX, has("fraud"))),
    ("tax AND fraud", both(TAX, has("fraud"))),
    ("tax && fraud", both(TAX, has("fraud"))),
    ("fraud OR quay", any_of("fraud", "quay")),
    ("fraud | quay", any_of("fraud", "quay")),
    ("fraud || quay", any_of("fraud", "quay")),
    ("fraud|quay", any_of("fraud", "quay")),
    ("fraud | quay | mill", any_of("fraud", "quay", "mill")),
    ("fraud NOT court", but(has("fraud"), "court")),
    ("fraud -court", but(has("fraud"), "court")),
    ("fraud !court", but(has("fraud"), "court")),
    ("fraud AND NOT court", but(has("fraud"), "court")),
    ("fraud && !court", but(has("fraud"), "court")),
    ("!fraud court", but(has("court"), "fraud")),
    ("NOT fraud", lambda text: not has("fraud")(text)),
    ("+court -fraud", but(has("court"), "fraud")),
    ("(fraud OR quay) court", both(any_of("fraud", "quay"), has("court"))),
    ("(fraud | quay) && court", both(any_of("fraud", "quay"), has("court"))),
    ("court (fraud OR (quay mayor))", both(has("court"), any_of("fraud"))),
    ("tax NEAR fraud", both(near("tax", "fraud", 10))),
    ("tax NEAR/0 fraud", near("tax", "fraud", 0)),
    ("tax NEAR/3 fraud", near("tax", "fraud", 3)),
    ("fraud NEAR/3 tax", near("tax", "fraud", 3)),
    ("tax NEAR/10 fraud", near("tax", "fraud", 10)),
    ("tax w/3 fraud", near("tax", "fraud", 3)),
    ("tax W/3 fraud", near("tax", "fraud", 3)),
    ("tax AROUND(3) fraud", near("tax", "fraud", 3)),
    ("harbour AROUND(3) trial", near("harbour", "trial", 3)),
    ('"fraud trial" NEAR/4 tax', both(phrase("fraud trial"), near("tax", "fraud", 5))),
    ("tax NEAR/3 fr*", lambda text: any(near("tax", word, 3)(text) for word in ("fraud", "framed"))),
    ("ships NEAR/1 court NEAR/1 one", lambda text: False),
    ("one NEAR/1 court NEAR/5 ships", both(near("one", "court", 1), near("court", "ships", 5))),
    ("title:tax NEAR/2 title:fraud", lambda text: "tax fraud" in text.title.lower()),
    ('"tax fraud"', phrase("tax fraud")),
    ("“tax fraud”", phrase("tax fraud")),
    ('"fraud tax"', phrase("fraud tax")),
    ('"tax fraud"~2', phrase(r"tax( \w+){0,2} fraud")),
    ('"fraud trial harbour"~2', phrase("fraud trial in the harbour")),
    ('"tax fr*"', phrase(r"tax fr\w*")),
    ('"tax fr* framework"', phrase(r"tax fr\w* framework")),
    ('"one c*rt"', phrase(r"one c\w*rt")),
    ('"ta* fraud"', phrase(r"ta\w* fraud")),
    ('title:"tax fr*"', lambda text: "tax fraud" in text.title.lower()),
    ("fr*", lambda text: any(word.startswith("fr") for word in text.words)),
    ("fr*ud", any_of("fraud", "friud")),
    ("fr?ud", any_of("fraud", "friud")),
    ("*arbour", has("harbour")),
    ("fraud~", any_of("fraud", "friud")),
    ("fraud~1", any_of("fraud", "friud")),
    ("tax^2 fraud", both(TAX, has("fraud"))),
    ('"tax fraud"^3', phrase("tax fraud")),
    ("(fraud quay)^2 OR mill", any_of("mill")),
    ("fraud^0.5", has("fraud")),
    ("title:tax", lambda text: "tax" in text.title.lower()),
    ("title:(tax (fraud OR harbour))", lambda text: text.title in ("Tax fraud", "Harbour tax")),
    ("title:(tax (fraud OR ships))", lambda text: text.title == "Tax fraud"),
    ("title:tax OR mill", lambda text: "tax" in text.title.lower() or has("mill")(text)),
    ("body:tax -title:tax", lambda text: "tax" in words_in(text.body) and "tax" not in text.title.lower()),
    ("tag:tax", tagged("tax")),
    ("tag:rights", tagged("civil rights")),
    ('tag:"civil rights"', tagged("civil rights")),
    ("tag:/civil.*/", tagged("civil rights")),
    ("tag:/(tax|ports)/", lambda text: text.tag in ("Tax", "Ports")),
    ("tag:/p[aeiou]rts/", tagged("ports")),
    ("-tag:/civil.*/ court", both(has("court"), lambda text: "Civil" not in text.tag)),
    ("date:2016", dated("2016", "2016-99")),
    ("date:2016-03", dated("2016-03", "2016-03-99")),
    ("date:2016-03-07", dated("2016-03-07", "2016-03-07")),
    ("date:2016/03/07", dated("2016-03-07", "2016-03-07")),
    ("date:2015..2016", dated("2015", "2016-99")),
    ("date:..2015", dated(last="2015-99")),
    ("date:2016..", dated("2016")),
    ("[2015 TO 2016]", dated("2015", "2016-99")),
    ("date:[2015 TO 2016]", dated("2015", "2016-99")),
    ("date:[2015 TO *]", dated("2015")),
    ("date:[* TO 2015]", dated(last="2015-99")),
    ("date:{2015 TO 2017}", dated("2016", "2016-99")),
    ("[2016-03-07 TO 2016-12-31]", dated("2016-03-07", "2016-12-31")),
    (">2016", dated("2017")),
    (">=2016", dated("2016")),
    ("<2015", dated(last="2014-99")),
    ("<=2015", dated(last="2015-99")),
    ("date:>2016", dated("2017")),
    ("date:>=2016-12-31", dated("2016-12-31")),
    ("fraud >2016-06", both(has("fraud"), dated("2016-07"))),
    ("after:2016", dated("2016")),
    ("after:2016/03/07", dated("2016-03-07")),
    ("since:2016", dated("2016")),
    ("before:2016", dated(last="2015-99")),
    ("before:2016-03-07", dated(last="2016-03-06")),
    ("until:2016", dated(last="2016-99")),
    ("after:2015 before:2016", dated("2015", "2015-99")),
    ("date:today", dated(DAY, DAY)),
    ("date:yesterday", dated((TODAY - timedelta(1)).isoformat(), (TODAY - timedelta(1)).isoformat())),
    ("date:last week", dated((TODAY - timedelta(6)).isoformat(), DAY)),
    ("date:last 30 days", dated((TODAY - timedelta(29)).isoformat(), DAY)),
    ('date:"last 30 days"', dated((TODAY - timedelta(29)).isoformat(), DAY)),
    ("since:2 weeks ago", dated((TODAY - timedelta(14)).isoformat())),
    ("date:30d", dated((TODAY - timedelta(29)).isoformat(), DAY)),
    ("date:March 7, 2016", dated("2016-03-07", "2016-03-07")),
    ("date:7 March 2016", dated("2016-03-07", "2016-03-07")),
    ("date:Mar 2016", dated("2016-03", "2016-03-99")),
    ('date:"March 7, 2016" fraud', both(has("fraud"), dated("2016-03-07", "2016-03-07"))),
    ("date:31/12/2016", dated("2016-12-31", "2016-12-31")),
    ("date:12/31/2016", dated("2016-12-31", "2016-12-31")),
    ("TAX FRAUD", both(TAX, has("fraud"))),
    ("TAX OR FRAUD", both(TAX, has("fraud"))),  # the query shouts: OR is a word, and one that selects nothing
    ("OR fraud", has("fraud")),
    ("fraud AND", has("fraud")),
    ("fraud NOT", has("fraud")),
    ("AND", has("and")),
    ("1) tax", both(TAX, has("1"))),
    ("tax (fraud", lambda text: False),
    ('5 "court', has("5", "court")),
    ("court)", has("court")),
    ("| court |", has("court")),
    ("court & mayor", has("court", "mayor")),
    ("near court", has("near", "court")),
    ("w 5", has("w", "5")),
    ("> court", has("court")),
    ("#court @mayor", has("court", "mayor")),
    ("court; mayor, spoke.", has("court", "mayor", "spoke")),
    ("Note: court", lambda text: False),
    ("*court*", has("court")),
]  # fmt: skip

REFUSED = [
    ("tax (fraud", 4),
    ("colour:red", 0),
    ("date:banana", 5),
    ("[a TO b]", 0),
    ("date:2016-13", 10),
    ("title:[a TO b]", 6),
    ("number:>5", 7),
    ("tax NEAR/99 fraud", 4),
    ("(a b) NEAR/3 court", 6),
    ("title:tax NEAR/3 fraud", 10),
    ("tax^1000", 3),
    ("tag:/(a+)+/", 4),
    ("tag:/a[/", 4),
    ("a*", 0),
    ('"tax f*"', 0),
    ("title: court", 0),
    ("fraud~9", 6),
]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return indexed(tmp_path_factory.mktemp("index"))


FOUND = [row for row in TABLE if row[0] not in dict(REFUSED)]


@pytest.mark.parametrize(("query", "rule"), FOUND, ids=[query for query, _ in FOUND])
def test_finds_what_a_brute_force_finds(query: str, rule: Rule, snapshot: Snapshot) -> None:
    node = parse(query)
    clause = compile_query(node, lambda *_: np.zeros(0, np.int64), snapshot)
    found = matching(snapshot, clause).tolist()
    assert found == [pk for pk, text in enumerate(TEXTS) if rule(text)], in_words(node)
    assert evaluate(snapshot, clause).total == len(found)
    assert parse(node.unparse()) == node


@pytest.mark.parametrize(("query", "column"), REFUSED)
def test_is_refused_where_it_is_wrong(query: str, column: int) -> None:
    with pytest.raises(QueryError) as refused:
        parse(query)
    assert (refused.value.column, bool(refused.value.remedy)) == (column, True)


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("tax NEAR/3 fraud", ["Tax", "fraud", "tax", "fraud"]),
        ('"tax fr*"', ["Tax fraud", "tax fraud"]),
        ("mill NEAR/3 fraud", []),
        ("fraud^2", ["fraud", "fraud"]),
    ],
)
def test_marks_what_it_means(query: str, marked: list[str]) -> None:
    text = "Tax fraud of tax fraud"
    assert [text[start:end] for start, end in highlights(parse(query), text)] == marked


def test_a_heavier_word_ranks_its_articles_first(snapshot: Snapshot) -> None:
    def first(query: str) -> int:
        answer = evaluate(snapshot, compile_query(parse(query), lambda *_: np.zeros(0, np.int64)))
        return int(answer.pks[0])

    assert has("mill")(TEXTS[first("fraud OR mill^50")])
    assert has("fraud")(TEXTS[first("fraud^50 OR mill")])

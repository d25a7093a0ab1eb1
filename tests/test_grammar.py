"""The query language: what parses to what, what is refused where, and that nothing else ever happens."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.errors import QueryError
from search.query import grammar
from search.query.fields import FIELDS, KEYWORD_FIELDS, MARKS
from search.query.grammar import parse
from search.query.interface import Filter, Query
from search.query.kinds.word import MAX_SLOP
from search.query.tree import (
    And,
    Dates,
    Entity,
    Everything,
    Fuzzy,
    Keyword,
    Like,
    Marked,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Wildcard,
    Word,
    leaves,
)

A, B, C = Word("a"), Word("b"), Word("c")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", Everything()),
        ("  ", Everything()),
        ("crosier", Word("crosier")),
        ("a b", And((A, B))),
        ("a AND b", And((A, B))),
        ("a b OR c", Or((And((A, B)), C))),
        ("a (b OR c)", And((A, Or((B, C))))),
        ("((a) (b))", And((A, B))),
        ("a and b or c", And((A, Word("and"), B, Word("or"), C))),
        ("a -b", And((A, Not(B)))),
        ("a NOT b", And((A, Not(B)))),
        ("NOT NOT a", A),
        ("-(a OR b)", Not(Or((A, B)))),
        ("-(-a)", A),
        ('"space security"', Phrase("space security")),
        ("“space security”", Phrase("space security")),
        ('"stronger,” said', And((Phrase("stronger,"), Word("said")))),
        ('"space  security"~3', Phrase("space security", slop=3)),
        (r'"an \"x\" and \\"', Phrase('an "x" and \\')),
        ("invest*", Prefix("invest")),
        ("wom?n", Wildcard("wom?n")),
        ("**bold**", Wildcard("*bold*")),
        ("croser~", Fuzzy("croser", 1)),
        ("croser~2", Fuzzy("croser", 2)),
        ("co-own*", And((Word("co"), Prefix("own")))),
        ("-co-own*", Not(And((Word("co"), Prefix("own"))))),
        ("title:space", Word("space", "title")),
        ("TITLE:space", Word("space", "title")),
        ("title:(a OR body:b)", Or((Word("a", "title"), Word("b", "body")))),
        ('byline:"public affairs"', Phrase("public affairs", "byline")),
        ("tag:tax", Keyword("tag", "tax")),
        ('-tag:"Civil Rights"', Not(Keyword("tag", "Civil Rights", True))),
        ('organisation:"Tax Division"', Keyword("organisation", "Tax Division", True)),
        ("organisation:tax", Word("tax", "organisation")),
        ("number:12-618", Keyword("number", "12-618")),
        ("person:crosier", Entity("person", "crosier")),
        ('person:"Clinton E. Crosier"', Entity("person", "Clinton E. Crosier", True)),
        ("date:2016", Dates(date(2016, 1, 1), date(2016, 12, 31))),
        ("date:2016-02", Dates(date(2016, 2, 1), date(2016, 2, 29))),
        ("date:2016-3-7", Dates(date(2016, 3, 7), date(2016, 3, 7))),
        ("date:2015..2016-03", Dates(date(2015, 1, 1), date(2016, 3, 31))),
        ("date:..2014", Dates(None, date(2014, 12, 31))),
        ("date:2016-02-11..", Dates(date(2016, 2, 11), None)),
        ("+AND +title:x", And((Word("AND"), Word("title:x")))),
        ("co\u00adowner", Word("coowner")),
    ],
)
def test_parses(text: str, tree: Node) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("pasted", "words"),
    [
        (
            "What's new at http://x.y/z (2016)?",
            ["What's", "new", "at", "http://x.y/z", "2016"],
        ),
        ("Note: the meeting, at 10:30!", ["Note", "the", "meeting", "at", "10:30"]),
        ("Title: Space", ["Title", "Space"]),
        ("see C:\\temp or mailto:a@b.mil", ["see", "C:\\temp", "or", "mailto:a@b.mil"]),
        ("http://x.y/z?q=1&b=*", ["http://x.y/z?q=1&b=*"]),
        ("std::vector - a U.S. thing -- $5,000", ["std::vector", "a", "U.S.", "thing", "5,000"]),
        ("parent(s) * of; <b>", ["parent", "s", "of", "b"]),
    ],
)
def test_pasted_text_is_words(pasted: str, words: list[str]) -> None:
    assert [leaf.text for leaf in leaves(parse(pasted)) if isinstance(leaf, Word)] == words


@pytest.mark.parametrize(
    ("text", "column", "part"),
    [
        ("a (b", 2, "not closed"),
        ("a AND OR b", 6, "none before it"),
        ("a athor:b", 2, "Did you mean byline:"),
        ("xyzzy:b", 0, "Fields are title"),
        ("x title: y", 2, "needs a value"),
        ("title:()", 0, "needs a value"),
        ('title:""', 0, "needs a value"),
        ("title:!!", 0, "needs a value"),
        ("date:2020-13-45", 10, "no month 13"),
        ("a date:2016-02-30", 15, "no day 30 in 2016-02"),
        ("date:2015..2016-13", 16, "no month 13"),
        ("date:2016..2015", 5, "date:2015..2016"),
        ("date:0000", 5, "no year 0"),
        ("date:banana", 5, "not a date"),
        ("date:..", 0, "needs a value"),
        ("a*", 0, "2 letters"),
        ("b *a*", 2, "2 letters"),
        ("???x", 0, "2 letters"),
        ("word~9", 5, "letters off"),
        ("a~", 0, "too short"),
        ("wom?n~", 0, "pattern or fuzzy"),
        ('"a b"~', 5, "How far apart"),
        ('"a b"~99', 0, "so far apart"),
        ("**", 0, "no word"),
        ("::", 0, "no word"),
        ("\x00", 0, "no word"),
        ("co\u00ad\u00adx title:", 6, "needs a value"),
    ],
)
def test_refuses_with_column_and_remedy(text: str, column: int, part: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert (caught.value.column, part in str(caught.value)) == (column, True), caught.value
    assert caught.value.remedy


@pytest.mark.parametrize(
    "text",
    [
        "x" * (grammar.MAX_LENGTH + 1),
        "a " * (grammar.MAX_TERMS + 1),
        "(" * 2000 + "a" + ")" * 2000,
        "(" * 2000,
        "word~" + "9" * 5000,
        '"a b"~' + "9" * 5000,
        '\\"' * 5000,
    ],
    ids=["long", "terms", "deep", "open", "edits", "slop", "escapes"],
)
def test_floods_are_refused(text: str) -> None:
    with pytest.raises(QueryError):
        parse(text)


def test_limits_are_reachable() -> None:
    deep = "(" * grammar.MAX_DEPTH + "a" + ")" * grammar.MAX_DEPTH
    assert parse(deep) == A
    assert len(list(leaves(parse("a " * grammar.MAX_TERMS)))) == grammar.MAX_TERMS


def test_columns_point_into_the_typed_text() -> None:
    text = 'cafe\u0301 title:"space age" -\u200bnasa'
    for leaf in leaves(parse(text)):
        shown = {"café": "cafe\u0301", "space age": '"space age"', "nasa": "nasa"}
        assert text[leaf.start : leaf.end] == shown[leaf.text]  # type: ignore[attr-defined]


def test_filters_come_back_whole() -> None:
    value = 'The "big" \\ one'
    filters = (Filter("tag", value), Filter("date", "2015..2016"), Filter("person", "O’Neil", exclude=True))
    tree = parse(Query("a OR b", filters=filters).as_text())
    assert tree == And(
        (
            Or((A, B)),
            Keyword("tag", value, True),
            Dates(date(2015, 1, 1), date(2016, 12, 31)),
            Not(Entity("person", "O’Neil", True)),
        )
    )


pieces = st.one_of(
    st.sampled_from(
        [
            "AND",
            "OR",
            "NOT",
            "NEAR/2",
            "w/3",
            "|",
            "&&",
            "!",
            "^2",
            ">",
            "[",
            " TO ",
            "]",
            "×",
            "-",
            "(",
            ")",
            '"',
            "“",
            "”",
            "~",
            "~2",
            "*",
            "?",
            ":",
            "\\",
            "+",
            " ",
            "..",
        ]
        + [f"{name}:" for name in FIELDS]
        + ["a", "wo", "word", "2016", "2016-03", "http://x.y", "U.S.", "\u00ad", "e\u0301", "\ud800", "_"]
    ),
    st.text(max_size=4),
)
queries = st.one_of(
    st.text(),
    st.lists(pieces, max_size=14).map("".join),
    st.lists(pieces, max_size=8).map(" ".join),
)


@given(queries)
@example('-"a')
@example("AN\u00adD")
@example("+_a_ ")
@example("00*×_")  # a pattern, and a part without a letter
@example("本*_本")
@example("ab~_c~")
@example('a"\u0308fra*ud')  # a part that begins with a combining mark
@example("tax ^2")
@example('tax^2"')
@example("tax^2,")
@example("tax^9999999999")
@example("()^2")
@example("~2NEAR/2 [NEAR/2 ~1 b")  # words that read as operators once they stand alone
@example("FRAUD NEAR/2 TAX")
@example("FRAUD|COURT")
def test_nothing_else_is_raised_and_text_comes_back(text: str) -> None:
    try:
        tree = parse(text)
    except QueryError as error:
        refused = error
    else:
        assert parse(tree.unparse()) == tree
        return
    assert 0 <= refused.column <= len(text)
    assert refused.sentence


def test_capitals_ask_the_same_beside_a_filter() -> None:
    """Filters are written in small letters, so that the text in capitals is seen beside them no more."""
    for text in ("FRAUD OR COURT", "FRAUD NEAR/3 COURT", "NOT FRAUD"):
        alone, beside = parse(text), parse(Query(text, filters=(Filter("tag", "x"),)).as_text())
        assert isinstance(beside, And)
        words = lambda node: [leaf.unparse().lower().lstrip("+") for leaf in leaves(node)]  # noqa: E731
        assert words(beside) == [*words(alone), 'tag:"x"']


words = st.text(st.characters(categories=["Ll", "Nd"], max_codepoint=0x17F), min_size=3, max_size=8)
names = st.sampled_from(["", "title", "body"])
phrases = st.text(st.sampled_from('ab "\\')).map(lambda text: " ".join(f"x{text}".split()))
leaf_nodes = st.one_of(
    st.builds(Word, words, names),
    st.builds(Phrase, phrases, names, st.integers(0, MAX_SLOP)),
    st.builds(Prefix, words, names),
    st.builds(Fuzzy, words.map(lambda w: w + "ab"), st.integers(1, 2), names),
    st.builds(Keyword, st.sampled_from(KEYWORD_FIELDS), words, st.booleans()),
    st.builds(Entity, st.sampled_from(["person", "org"]), words, st.booleans()),
    st.builds(lambda d: Dates(d, None), st.dates()),
    st.sampled_from(
        [
            Marked(name, value)
            for name in MARKS
            for value in MARKS[name] or (("7d",) if name == "added" else ("mine",))
        ]
    ),
    st.builds(Like, words),
)


def flat(kind: type[And] | type[Or], nodes: list[Node]) -> Node:
    return kind(tuple(n for node in nodes for n in (node.children if isinstance(node, kind) else (node,))))


def grown(below: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(below, min_size=2, max_size=4)
    return st.one_of(
        several.map(lambda nodes: flat(And, nodes)),
        several.map(lambda nodes: flat(Or, nodes)),
        below.map(lambda node: node.child if isinstance(node, Not) else Not(node)),
    )


@given(st.recursive(leaf_nodes, grown, max_leaves=12))
def test_every_tree_can_be_written(tree: Node) -> None:
    assert parse(tree.unparse()) == tree

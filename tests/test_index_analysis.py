"""One analysis for articles and queries: what is written is found as it is typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.index.analysis import MAX_TERM, RAW_TOKEN, STOP_WORDS, analyze, fold, keyword
from search.index.chunks import ChunkTerms
from search.index.schema import analyzer


def texts(text: str, mode: str = "index") -> list[str]:
    return [token.text for token in analyze(text, mode)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "terms"),
    [
        ("The Treaties", ["the", "treati"]),
        ("U.S. and F.B.I.", ["us", "and", "fbi"]),
        ("JAXA's JSpOC’s", ["jaxa", "jspoc"]),
        ("O'Neil don't", ["oneil", "dont"]),
        ("AT&T, R&D", ["att", "rd"]),
        ("$1,234,567.50", ["1234567.50"]),
        ("Miami-based", ["miami", "base"]),
        ("F-16", ["f16", "f", "16"]),
        ("14-1234", ["14-1234", "14", "1234"]),
        ("COVID\u201119", ["covid19", "covid", "19"]),
        ("Über Łódź façade", ["uber", "lodz", "facad"]),
        ("one.Two", ["one", "two"]),
        ("snake_case", ["snake", "case"]),
        ("日本語", ["日", "本", "語"]),
        ("— … !", []),
    ],
)
def test_terms_of_what_is_written(written: str, terms: list[str]) -> None:
    assert texts(written) == terms


def test_a_query_asks_for_wholes_and_a_phrase_for_parts() -> None:
    assert texts("F-16 jets", "query") == ["f16", "jet"]
    assert texts("F-16 jets", "phrase") == ["f", "16", "jet"]
    assert [t.position for t in analyze("F-16 jets", "phrase")] == [0, 1, 2]
    assert [t.position for t in analyze("F-16 jets")] == [0, 0, 1, 2]


@pytest.mark.parametrize(("one", "other"), [("US", "U.S."), ("F16", "F-16"), ("Müller", "MULLER")])
def test_spellings_of_one_thing_meet(one: str, other: str) -> None:
    assert texts(one)[0] == texts(other)[0]


def test_there_are_33_stop_words_and_they_are_marked() -> None:
    assert len(STOP_WORDS) == 33
    assert [t.text for t in analyze("the treaty of the year") if t.stop] == ["the", "of", "the"]


@given(st.text())
def test_offsets_are_in_the_text_and_terms_are_short(text: str) -> None:
    tokens = analyze(text)
    for token in tokens:
        assert 0 <= token.start < token.end <= len(text)
        assert 0 < len(token.text) <= 2 * MAX_TERM
    assert [t.position for t in tokens] == sorted(t.position for t in tokens)


@given(st.text())
def test_whoosh_sees_the_same_tokens(text: str) -> None:
    ours = [(t.text, t.position, t.start, t.end) for t in analyze(text)]
    theirs = analyzer()(text, positions=True, chars=True)
    assert [(t.text, t.pos, t.startchar, t.endchar) for t in theirs] == ours


@given(st.lists(st.text(st.characters(codec="utf-8")), max_size=5).map(" ".join))
def test_chunks_have_the_terms_of_their_text(text: str) -> None:
    """The inverter cuts at white space first; that must make no difference."""
    chunks = text.split()
    table = ChunkTerms(dict.fromkeys(chunks))
    numbers = {chunk: i for i, chunk in enumerate(dict.fromkeys(chunks))}
    found: list[tuple[str, int]] = []
    position = 0
    for chunk in chunks:
        i = numbers[chunk]
        own = slice(table.starts[i], table.starts[i] + table.sizes[i])
        terms = [table.lexicon[term].decode() for term in table.terms[own].tolist()]
        found.extend(zip(terms, (position + table.deltas[own]).tolist(), strict=True))
        position += int(table.advances[i])
    assert found == [(t.text, t.position) for t in analyze(text)]
    assert set(table.raws) == set(RAW_TOKEN.findall(text))


@given(st.text())
def test_folding_is_settled_at_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert keyword(keyword(text)) == keyword(text)

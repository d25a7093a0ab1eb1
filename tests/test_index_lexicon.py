"""Looking words up: exact, by beginning and end, by pattern, by edit distance."""

from __future__ import annotations

import re
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.index.distance import distance
from search.index.expansion import fuzzy_terms, literals, pattern_terms
from search.index.lexicon import Lexicon, lexicon_arrays

LETTERS = "abcé"
words = st.text(LETTERS, min_size=1, max_size=7)
ALL = sorted({"".join(w) for n in range(1, 6) for w in product("abé", repeat=n)}, key=str.encode)


def lexicon(some: list[str]) -> Lexicon:
    arrays = lexicon_arrays(sorted({word.encode() for word in some}))
    return Lexicon(arrays["ends"], arrays["blob"], arrays["backwards"])


def found(some: Lexicon, numbers: np.ndarray) -> list[str]:
    return [some[number].decode() for number in numbers.tolist()]


BIG = lexicon(ALL)


def slow_distance(a: str, b: str) -> int:
    """Optimal string alignment, straight from its definition."""
    if not a or not b:
        return len(a) + len(b)
    ways = [
        slow_distance(a[1:], b) + 1,
        slow_distance(a, b[1:]) + 1,
        slow_distance(a[1:], b[1:]) + (a[0] != b[0]),
    ]
    if a[:2] == b[1::-1] and len(a) > 1 and len(b) > 1:
        ways.append(slow_distance(a[2:], b[2:]) + 1)
    return min(ways)


@given(st.lists(words, max_size=200), words)
def test_find_and_bounds(some: list[str], word: str) -> None:
    lex = lexicon(some)
    terms = sorted({w.encode() for w in some})
    assert lex.terms() == [lex[i] for i in range(len(lex))] == terms
    assert lex.find(word.encode()) == (terms.index(word.encode()) if word in some else -1)
    low, high = lex.prefix(word.encode())
    assert terms[low:high] == [term for term in terms if term.startswith(word.encode())]
    assert sorted(found(lex, lex.suffix(word.encode()))) == sorted({w for w in some if w.endswith(word)})


@settings(max_examples=200, deadline=None)
@given(st.text("abé*?", min_size=1, max_size=6))
def test_patterns_fit_as_regular_expressions_do(pattern: str) -> None:
    fits = re.compile(pattern.replace("*", ".*").replace("?", ".")).fullmatch
    assert found(BIG, pattern_terms(BIG, pattern)) == [word for word in ALL if fits(word)]
    assert literals(pattern) == len(re.sub(r"[*?]", "", pattern))


@settings(max_examples=200, deadline=None)
@given(st.text("abcé", min_size=1, max_size=6), st.integers(0, 2), st.integers(0, 2))
def test_fuzzy_words_are_within_the_distance(word: str, edits: int, prefix: int) -> None:
    near = [other for other in ALL if distance(word, other, edits) <= edits and other.startswith(word[:prefix])]
    assert found(BIG, fuzzy_terms(BIG, word, edits, prefix if edits else 0)) == (
        near if edits else [word] if word in ALL else []
    )


@settings(deadline=None)
@given(st.text("ab", max_size=5), st.text("ab", max_size=5), st.integers(0, 3))
def test_distance_is_optimal_string_alignment(a: str, b: str, limit: int) -> None:
    assert min(distance(a, b, limit), limit + 1) == min(slow_distance(a, b), limit + 1)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("croiser", "crosier"), ("crosie", "crosier"), ("crrosier", "crosier"), ("xrosier", "crosier")],
)
def test_one_slip_of_each_kind_is_found(typed: str, meant: str) -> None:
    lex = lexicon([meant, "crossing", "closer", "rosiers"])
    assert meant in found(lex, fuzzy_terms(lex, typed, 1))

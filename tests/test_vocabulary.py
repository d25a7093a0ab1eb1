"""The words of a segment before stemming."""

from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.index.analysis import fold
from search.index.distance import distance
from search.index.segment import Segment, write_segment
from search.index.vocabulary import Vocabulary, merged_words, word_arrays, words_of


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("Crosier", ["crosier"]),
        ("JAXA's", ["jaxa"]),
        ("Miami-Based", ["miami", "based"]),
        ("Über", ["uber"]),
        ("U.S", ["us"]),
        ("F-16", []),
        ("x", []),
        ("x" * 100, []),
    ],
)
def test_words_of_a_token(raw: str, words: list[str]) -> None:
    assert list(words_of(raw)) == words


def vocabulary(path: Path, words: list[str]) -> Vocabulary:
    distinct = sorted(set(words))
    arrays = word_arrays(distinct, [words.count(word) for word in distinct])
    return Vocabulary(Segment(path, write_segment(path, 0, arrays, {})))


words_strategy = st.lists(st.text(st.sampled_from("abcé"), min_size=2, max_size=6), max_size=30)


@given(words=words_strategy, word=st.text(st.sampled_from("abcé"), max_size=6), edits=st.integers(0, 2))
def test_near_words_equal_the_slow_way(
    tmp_path_factory: pytest.TempPathFactory, words: list[str], word: str, edits: int
) -> None:
    found = vocabulary(tmp_path_factory.mktemp("words") / "a.segment", words)
    folded = [fold(some) for some in words]
    limits = {w: edits if w[:1] == word[:1] else min(edits, 1) for w in folded}
    slow = {(w, folded.count(w), away) for w in folded if (away := distance(word, w, edits)) <= limits[w]}
    assert set(found.near(word, edits)) == slow


@given(words=words_strategy, pattern=st.text(st.sampled_from("abé*?"), max_size=5))
def test_words_of_a_pattern_equal_the_slow_way(
    tmp_path_factory: pytest.TempPathFactory, words: list[str], pattern: str
) -> None:
    found = vocabulary(tmp_path_factory.mktemp("words") / "a.segment", words)
    slow = {word for word, _ in found.beginning("") if fnmatchcase(word, pattern)}
    assert set(found.like(pattern)) == slow


@given(words=words_strategy, more=words_strategy, prefix=st.text(st.sampled_from("abc"), max_size=3))
def test_merged_vocabularies_are_those_of_all_words(
    tmp_path_factory: pytest.TempPathFactory, words: list[str], more: list[str], prefix: str
) -> None:
    folder = tmp_path_factory.mktemp("words")
    parts = [vocabulary(folder / "a.segment", words), vocabulary(folder / "b.segment", more)]
    path = folder / "c.segment"
    merged = Vocabulary(Segment(path, write_segment(path, 0, merged_words(parts), {})))
    whole = vocabulary(folder / "d.segment", words + more)
    assert merged.beginning("") == whole.beginning("")
    assert sorted(merged.beginning(prefix)) == [
        pair for pair in whole.beginning("") if pair[0].startswith(prefix)
    ]
    for word, count in merged.beginning(prefix, limit=2):
        assert merged.count(word) == count
    assert merged.count("nowhere") == 0

"""The fast path finds what Whoosh's own searcher finds over the same reader, with the same scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.index.analysis import analyze
from search.index.catalog import Index
from search.index.document import UNDATED, IndexDocument, day_number, day_text
from search.index.snapshot import Snapshot
from search.query.evaluate import evaluate, matching
from search.query.facets import counts
from search.query.interface import Sort
from search.query.kinds.articles import PkSet
from search.query.kinds.base import Clause
from search.query.kinds.boolean import AllOf, AnyOf, Every, NoneOf
from search.query.kinds.dates import DateRange
from search.query.kinds.fuzzy import FuzzyTerm
from search.query.kinds.keyword import ValueWith
from search.query.kinds.pattern import TermPattern, TermPrefix
from search.query.kinds.term import Term, TermSequence
from tests.stock import stock_segments

WORDS = [
    "ash",
    "birch",
    "cedar",
    "cedars",
    "elm",
    "fir",
    "larch",
    "oak",
    "pine",
    "pines-7",
    "yew",
    "the",
    "of",
    "larches",
]
TAGS = ("Trees", "trees", "Old Growth", "Parks & Forests", "")
DAYS = (UNDATED, day_number("2015"), day_number("2016-02"), day_number("2016-02-29"), day_number("2019-07-04"))

sentences = st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join)
documents = st.builds(
    IndexDocument,
    pk=st.integers(1, 25),
    date=st.sampled_from(DAYS),
    texts=st.fixed_dictionaries({"title": sentences, "byline": sentences, "body": sentences}),
    keywords=st.fixed_dictionaries(
        {
            "tag": st.lists(st.sampled_from(TAGS), max_size=3).map(tuple),
            "kind": st.sampled_from([("article",), ("speech",)]),
            "number": st.sampled_from([(), ("16-77",)]),
        }
    ),
)


@dataclass(frozen=True)
class Corpus:
    """Commits, each some articles and then some deletions."""

    commits: list[tuple[list[IndexDocument], list[int]]]

    def final(self) -> dict[int, IndexDocument]:
        """What is there in the end."""
        there: dict[int, IndexDocument] = {}
        for added, deleted in self.commits:
            there |= {document.pk: document for document in added}
            for pk in deleted:
                there.pop(pk, None)
        return there


@pytest.fixture(autouse=True, scope="module")
def _nothing_need_survive_a_power_cut() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.fsync", lambda handle: None)
        yield


@contextmanager
def built(corpus: Corpus) -> Iterator[Index]:
    """The corpus as an index in a folder of its own."""
    with TemporaryDirectory() as folder:
        index = Index.create(Path(folder))
        for added, deleted in corpus.commits:
            with index.writer() as writer:
                for document in added:
                    writer.add(document)
                for pk in deleted:
                    writer.delete(pk)
        yield index


@contextmanager
def searched(corpus: Corpus) -> Iterator[Snapshot]:
    """A snapshot of the corpus's index."""
    with built(corpus) as index:
        yield index.snapshot()


corpora = st.builds(
    Corpus,
    st.lists(
        st.tuples(st.lists(documents, max_size=12), st.lists(st.integers(1, 25), max_size=4)),
        min_size=1,
        max_size=4,
    ),
)
fields = st.sampled_from(["text", "text", "text", "title", "body"])
terms = st.sampled_from([token.text for token in analyze(" ".join(WORDS), "index")] + ["absent"])
boosts = st.sampled_from([1.0, 2.5])
leaves = st.one_of(
    st.builds(Term, fields, terms, boost=boosts),
    st.builds(Term, st.just("tag"), st.sampled_from(["trees", "old growth"])),
    st.builds(
        TermSequence,
        fields,
        st.lists(terms, min_size=2, max_size=3).map(tuple),
        slop=st.integers(1, 3),
        boost=boosts,
    ),
    st.builds(TermPrefix, fields, st.sampled_from(["ce", "la", "pi", "zz"]), boost=boosts),
    st.builds(TermPattern, fields, st.sampled_from(["c*r", "l?rch", "*rch", "b*h", "*i*7"])),
    st.builds(FuzzyTerm, fields, st.sampled_from(["bich", "cedra", "oka", "larhc"]), edits=st.integers(1, 2)),
    st.builds(ValueWith, st.just("tag"), st.sampled_from(["growth", "trees"])),
    st.builds(DateRange, st.sampled_from([None, *DAYS[1:]]), st.sampled_from([None, *DAYS[1:]])),
    st.builds(PkSet, st.sets(st.integers(1, 30), max_size=12).map(lambda s: np.array(sorted(s), np.int64))),
    st.builds(Every, boost=boosts),
)


def above(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    some = st.lists(children, min_size=1, max_size=4).map(tuple)
    return st.one_of(
        st.builds(AllOf, some, boost=boosts),
        st.builds(AnyOf, some, boost=boosts),
        st.builds(NoneOf, children),
    )


queries = st.recursive(leaves, above, max_leaves=8)


def found(snapshot: Snapshot, query: Clause) -> dict[int, float]:
    answer = evaluate(snapshot, query, limit=10_000)
    assert answer.total == len(answer.pks) == len(set(answer.pks.tolist()))
    return dict(zip(answer.pks.tolist(), answer.scores.tolist(), strict=True))


def oracle(snapshot: Snapshot, query: Clause) -> dict[int, float]:
    hits: dict[int, float] = {}
    found = stock_segments(snapshot, query, lambda: None)
    for view, (docs, scores) in zip(snapshot.views, found, strict=True):
        hits |= dict(zip(view.pks[docs].tolist(), scores.tolist(), strict=True))
    return hits


def merged(index: Index) -> Snapshot:
    while index.merge(everything=True):
        pass
    return index.snapshot()


slow_builds = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@slow_builds
@given(corpora, st.lists(queries, min_size=5, max_size=12))
def test_hits_and_scores_equal_those_of_the_stock_searcher(corpus: Corpus, some: list[Clause]) -> None:
    with searched(corpus) as snapshot:
        assert snapshot.live == len(corpus.final())
        for query in some:
            assert found(snapshot, query) == pytest.approx(oracle(snapshot, query), rel=1e-5, abs=1e-5)
            assert matching(snapshot, query).tolist() == sorted(found(snapshot, query))


@slow_builds
@given(corpora, st.lists(queries, min_size=3, max_size=8))
def test_growing_and_merging_change_nothing(corpus: Corpus, some: list[Clause]) -> None:
    at_once = Corpus([(list(corpus.final().values()), [])])
    with built(corpus) as index, searched(at_once) as rebuilt:
        grown = index.snapshot()
        tidy = merged(index)
        assert len(tidy.views) <= 1
        # What counts as a typical length is settled by the first articles, and scores with it.
        comparable = grown.manifest.pivots == rebuilt.manifest.pivots
        for query in some:
            hits = found(grown, query)
            anew = found(rebuilt, query)
            assert found(tidy, query).keys() == anew.keys() == hits.keys()
            if grown.manifest.pivots == tidy.manifest.pivots:
                assert found(tidy, query) == pytest.approx(hits, rel=1e-4, abs=1e-5)
            if comparable:
                assert anew == pytest.approx(hits, rel=1e-4, abs=1e-5)


@slow_builds
@given(corpora, queries)
def test_facets_equal_a_count_by_hand(corpus: Corpus, query: Clause) -> None:
    with searched(corpus) as snapshot:
        hits = [corpus.final()[pk] for pk in matching(snapshot, query).tolist()]
        tags = Counter(tag for hit in hits for tag in {tag.lower() for tag in hit.keywords["tag"]} if tag)
        got = counts(snapshot, query, "tag", limit=100)
        assert {tag.lower(): count for tag, count in got} == tags
        assert [count for _, count in got] == sorted(tags.values(), reverse=True)
        days = Counter(day_text(hit.date) for hit in hits if hit.date != UNDATED)
        assert counts(snapshot, query, "day") == sorted(days.items())
        years = Counter(day_text(hit.date)[:4] for hit in hits if hit.date != UNDATED)
        assert counts(snapshot, query, "year") == sorted(years.items())


@slow_builds
@given(corpora, queries, st.sampled_from(Sort), st.integers(0, 6), st.integers(1, 6))
def test_every_window_is_a_part_of_the_whole_order(
    corpus: Corpus, query: Clause, sort: Sort, offset: int, limit: int
) -> None:
    there = corpus.final()
    with searched(corpus) as snapshot:
        scores = found(snapshot, query)
        answer = evaluate(snapshot, query, sort=sort, offset=offset, limit=limit)

    def place(pk: int) -> tuple[Any, ...]:
        day = there[pk].date
        # By title, the first 24 letters decide.
        first: Any = {
            Sort.SCORE: -scores[pk],
            Sort.DATE: 0,
            Sort.OLDEST: day if day != UNDATED else 10**9,
            Sort.TITLE: there[pk].texts["title"][:24],
        }[sort]
        return (first, -day, pk)

    assert answer.pks.tolist() == sorted(scores, key=place)[offset : offset + limit]
    assert answer.total == len(scores)


SHARES = (0.9, 0.6, 0.4, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.3, 0.0002)
"""In which share of the articles of the large corpus each word is: every threshold of the engine is crossed."""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Some 4,500 articles in three segments, a few of them deleted."""
    index = Index.create(tmp_path_factory.mktemp("large"))
    rng = np.random.default_rng(5)
    for start in (1, 1501, 3001):
        with index.writer() as writer:
            for pk in range(start, start + 1500):
                words = [word for word, share in zip(WORDS, SHARES, strict=True) if rng.random() < share]
                title = " ".join(word for word in words if rng.random() < 0.1)
                tags = tuple(tag for tag in TAGS[:3] if rng.random() < 0.1)
                body = " ".join(rng.permutation(words * int(rng.integers(1, 3))))
                texts = {"title": title, "byline": "", "body": body}
                keywords = {"tag": tags, "kind": ("article",), "number": ()}
                writer.add(IndexDocument(pk, DAYS[int(rng.integers(len(DAYS)))], texts, keywords))
            for pk in range(start, start + 1500, 97):
                writer.delete(pk)
    return index.snapshot()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(queries)
def test_a_large_corpus_is_searched_as_the_stock_searcher_does(large: Snapshot, query: Clause) -> None:
    assert found(large, query) == pytest.approx(oracle(large, query), rel=1e-5, abs=1e-5)


def test_a_replaced_article_is_found_by_its_new_words_only(tmp_path: Path) -> None:
    index = Index.create(tmp_path)
    old = IndexDocument(1, texts={"title": "Larch", "body": "An old oak."})
    with index.writer() as writer:
        writer.add(old)
    with index.writer() as writer:
        writer.add(replace(old, texts={"title": "Yew"}))
    snapshot = index.snapshot()
    assert found(snapshot, Term("text", "larch")) == {}
    assert list(found(snapshot, Term("text", "yew"))) == [1]

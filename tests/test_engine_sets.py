"""Combining and ranking sets of a whole segment's size, where the fast ways through are taken."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.index.matches import Matches, every, preferring, some, without
from search.index.scorer import common
from search.query.topk import FEW_HITS, best, best_matches, newest

SIZE = 9000
"""Documents: more than any of the limits at which another way is taken."""


def listed(rng: np.random.Generator, share: float, scored: bool, zeros: bool) -> Matches:
    """A random list of documents."""
    docs = np.flatnonzero(rng.random(SIZE) < share).astype(np.uint16)
    # Few distinct values, so that there are ties.
    scores = rng.integers(0 if zeros else 1, 40, len(docs)).astype(np.float32) / 8 if scored else None
    return Matches(docs, scores, 0.0 if scored else float(rng.integers(0, 2)), None, not zeros)


def dense(part: Matches, rng: np.random.Generator) -> Matches:
    """The same set with an entry for each document, and nonsense where the mask is off."""
    mask = np.zeros(SIZE, bool)
    mask[part.numbers(SIZE)] = True
    if part.scores is None:
        return part._replace(docs=None, mask=mask)
    scores = rng.random(SIZE).astype(np.float32)
    scores[part.numbers(SIZE)] = part.scores
    return part._replace(docs=None, scores=scores, mask=mask)


def span(rng: np.random.Generator) -> Matches:
    low, high = sorted(rng.integers(0, SIZE, 2).tolist())
    return Matches(np.arange(low, high), None, 0.5)


def a_set(seed: int) -> Matches:
    rng = np.random.default_rng(seed)
    if seed % 7 == 0:
        return span(rng)
    if seed % 11 == 0:
        return Matches(None, None, 1.0)
    share = [0.0, 0.0005, 0.01, 0.2, 0.9][seed % 5]
    part = listed(rng, share, scored=bool(rng.integers(0, 2)), zeros=seed % 13 == 0)
    return dense(part, rng) if rng.integers(0, 2) else part


def as_dict(found: Matches) -> dict[int, float]:
    plain = found.small(SIZE)
    docs = plain.numbers(SIZE).tolist()
    assert docs == sorted(set(docs))
    assert found.count(SIZE) == len(docs)
    return dict(zip(docs, plain.scored().tolist(), strict=True))


seeds = st.integers(0, 10**6)
thorough = settings(max_examples=50, deadline=None)


@thorough
@given(st.lists(seeds, min_size=1, max_size=4))
def test_and_is_what_is_in_all(numbers: list[int]) -> None:
    parts = [as_dict(a_set(seed)) for seed in numbers]
    both = set(parts[0]).intersection(*parts[1:])
    found = as_dict(every([a_set(seed) for seed in numbers], SIZE))
    assert found == pytest.approx({doc: sum(part[doc] for part in parts) for doc in both}, rel=1e-5)


@thorough
@given(st.lists(seeds, min_size=1, max_size=4))
def test_or_is_what_is_in_any(numbers: list[int]) -> None:
    parts = [as_dict(a_set(seed)) for seed in numbers]
    total: dict[int, float] = {}
    for part in parts:
        for doc, score in part.items():
            total[doc] = total.get(doc, 0.0) + score
    assert as_dict(some([a_set(seed) for seed in numbers], SIZE)) == pytest.approx(total, rel=1e-5)


@thorough
@given(seeds, seeds)
def test_not_takes_away(one: int, other: int) -> None:
    wanted, unwanted = as_dict(a_set(one)), as_dict(a_set(other))
    left = {doc: score for doc, score in wanted.items() if doc not in unwanted}
    assert as_dict(without(a_set(one), a_set(other), SIZE)) == pytest.approx(left)


@thorough
@given(seeds, seeds)
def test_combinations_combine(one: int, other: int) -> None:
    either = some([a_set(one), a_set(other)], SIZE)
    again = every([either, a_set(one)], SIZE)
    assert set(as_dict(again)) == set(as_dict(a_set(one)))
    assert as_dict(without(either, either, SIZE)) == {}


@thorough
@given(seeds, seeds)
def test_common_gives_the_places_in_both(one: int, other: int) -> None:
    a, b = (a_set(seed).numbers(SIZE).astype(np.uint16) for seed in (one, other))
    in_a, in_b = common(a, b, SIZE)
    assert a[in_a].tolist() == b[in_b].tolist() == sorted(set(a.tolist()) & set(b.tolist()))


@thorough
@given(seeds, st.sampled_from([1, 5, 20, 64, 65, 200, 5000]))
def test_the_best_are_the_highest_and_among_equals_the_newest(seed: int, k: int) -> None:
    whole = as_dict(a_set(seed))
    first = sorted(whole, key=lambda doc: (-whole[doc], -doc))[:k]
    found = as_dict(best_matches(a_set(seed), k, SIZE))
    wanted = {doc: whole[doc] for doc in first}
    assert found == pytest.approx(whole if len(whole) <= FEW_HITS else wanted)
    last = sorted(whole)[-k:]
    assert sorted(as_dict(newest(a_set(seed), k, SIZE))) == last


@thorough
@given(seeds, st.integers(1, 300), st.integers(0, SIZE))
def test_best_keeps_ties_and_drops_the_rest(seed: int, k: int, count: int) -> None:
    scores: Any = np.random.default_rng(seed).integers(0, 500, count).astype(np.float32)
    bound = np.sort(scores)[::-1][k - 1] if count > k else -1
    assert best(scores, k).tolist() == np.flatnonzero(scores >= bound).tolist()


@thorough
@given(seeds, seeds, st.integers(0, SIZE), st.integers(0, SIZE))
def test_a_stretch_of_documents_keeps_what_was_masked_out_of_it(one: int, other: int, a: int, b: int) -> None:
    low, high = min(a, b), max(a, b)
    found = as_dict(every([a_set(one), a_set(other)], SIZE, low, high))
    both = as_dict(every([a_set(one), a_set(other)], SIZE))
    assert found == pytest.approx({doc: score for doc, score in both.items() if low <= doc < high})


@thorough
@given(seeds, seeds, st.sampled_from([1, 20, 300]))
def test_the_best_of_a_combination_leave_out_no_hit_that_scores_nothing(one: int, other: int, k: int) -> None:
    for found in (some([a_set(one), a_set(other)], SIZE), every([a_set(one), a_set(other)], SIZE)):
        whole = as_dict(found)
        best_of = as_dict(best_matches(found, k, SIZE))
        assert len(best_of) >= min(k, len(whole))
        assert set(best_of) <= set(whole)


@thorough
@given(seeds, seeds)
def test_what_is_welcome_adds_to_scores_and_to_nothing_else(one: int, other: int) -> None:
    wanted, welcome = as_dict(a_set(one)), as_dict(a_set(other))
    found = as_dict(preferring(a_set(one).settled(), a_set(other).settled(), SIZE))
    assert found == pytest.approx({doc: score + welcome.get(doc, 0) for doc, score in wanted.items()}, abs=1e-4)

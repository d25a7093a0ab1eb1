"""Entity counts against brute force, across commits, merges of segments, updates and decisions."""

import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.entities.counts import EntityCounts
from search.entities.dictionary import entity_key
from search.entities.model import EntityKind, Mention
from search.entities.overlay import Here, Overlay
from search.errors import IndexUnusable

PERSON, ORG, PLACE, EVENT = EntityKind
NAMES = ("Ada Byron", "Alan Turing", "Grace Hopper", "Navy", "Kiev", "Alan", "Hopper", "Exercise One")
SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
keys = st.tuples(st.sampled_from([PERSON, ORG]), st.sampled_from(NAMES))
rows = st.lists(keys, max_size=6)
articles = st.lists(st.tuples(st.integers(1, 12), rows), max_size=14)
commits = st.lists(articles, min_size=1, max_size=4)


def mention(kind: EntityKind, name: str, **more: object) -> Mention:
    return Mention(0, len(name), kind, name, name, **more)  # type: ignore[arg-type]


def build(folder: Path, history: list[list[tuple[int, list[tuple[EntityKind, str]]]]]) -> EntityCounts:
    counts = EntityCounts.create(folder)
    for batch in history:
        writer = counts.writer()
        for pk, named in batch:
            writer.add(pk, [mention(*key) for key in named], "2016-03-07")
        writer.commit(mark=7)
        counts = EntityCounts.open(folder)
    return counts


def brute(
    history: list[list[tuple[int, list[tuple[EntityKind, str]]]]],
    pks: set[int] | None,
    overlay: Overlay,
    counts: EntityCounts | None = None,
) -> dict[tuple[EntityKind, str], tuple[int, int]]:
    """``counts``: whose own links between names count as well."""
    parents: dict[tuple[EntityKind, str], tuple[EntityKind, str]] = {}

    def root_of(key: tuple[EntityKind, str]) -> tuple[EntityKind, str]:
        return root_of(parents[key]) if key in parents else key

    for one, two in (*overlay.same.items(), *(linked(counts) if counts else ())):
        if root_of(one) != root_of(two):
            parents[root_of(one)] = root_of(two)
    hidden = {root_of(key) for key in overlay.hidden}
    state = {pk: named for batch in history for pk, named in batch}
    articles: Counter[tuple[EntityKind, str]] = Counter()
    mentions: Counter[tuple[EntityKind, str]] = Counter()
    moves = {(here.pk, here.key): here.to for here in overlay.here}
    for pk, named in state.items():
        if pks is not None and pk not in pks:
            continue
        seen: Counter[tuple[EntityKind, str]] = Counter()
        for kind, name in named:
            raw = (kind, entity_key(kind, name))
            key = moves.get((pk, raw), raw)
            if key is not None and (root := root_of(key)) not in hidden:
                seen[root] += 1
        articles.update(seen.keys())
        mentions.update(seen)
    return {key: (articles[key], mentions[key]) for key in articles}


def linked(counts: EntityCounts) -> list[tuple[tuple[EntityKind, str], tuple[EntityKind, str]]]:
    """The pairs of keys that the counts themselves take for one."""
    every = [(kind, entity_key(kind, name)) for kind in (PERSON, ORG) for name in NAMES]
    by_raw = dict(zip(counts._counting.ids(every).tolist(), every, strict=True))
    return [(by_raw[raw], by_raw[link.root]) for raw, link in counts._counting.links.items()]


def found(counts: EntityCounts, pks: set[int] | None) -> list[tuple[int, int]]:
    chosen = None if pks is None else np.array(sorted(pks), dtype=np.int64)
    return sorted((card.articles, card.mentions) for card in counts.cards(chosen))


@SLOW
@given(batch=articles, limit=st.integers(1, 3), data=st.data())
def test_what_a_limit_cuts_off_does_not_depend_on_the_order_of_articles(tmp_path_factory, batch, limit, data):
    batch = list(dict(batch).items())
    other = data.draw(st.permutations(batch))
    one, two = (build(tmp_path_factory.mktemp("counts"), [order]) for order in (batch, other))
    assert one.cards(None, limit=limit) == two.cards(None, limit=limit)
    pks = np.arange(0, 12, 2)
    by_relevance = [counts.cards(pks, limit=limit, by_relevance=True) for counts in (one, two)]
    assert by_relevance[0] == by_relevance[1]


@SLOW
@given(history=commits, pks=st.none() | st.sets(st.integers(0, 14)))
def test_counts_equal_brute_force(tmp_path_factory, history, pks):
    counts = build(tmp_path_factory.mktemp("counts"), history)
    assert found(counts, pks) == sorted(brute(history, pks, Overlay(), counts).values())
    assert counts.total() == len(brute(history, None, Overlay(), counts))
    assert counts.mark == 7


def decided(draw: st.DrawFn) -> Overlay:
    def key() -> tuple[EntityKind, str]:
        kind, name = draw(keys)
        return kind, entity_key(kind, name)

    root = key()
    same = {other: root for other in (key(), key()) if other != root}
    hidden = frozenset(k for k in (key(),) if k not in same and draw(st.booleans()))
    moves = {}
    for _ in range(draw(st.integers(0, 3))):
        moves[draw(st.integers(1, 12)), key()] = draw(st.sampled_from([None, (PERSON, "somebody new"), root]))
    return Overlay(same=same, hidden=hidden, here=tuple(Here(pk, k, to) for (pk, k), to in moves.items()))


@SLOW
@given(history=commits, pks=st.none() | st.sets(st.integers(0, 14)), overlay=st.composite(decided)())
def test_counts_through_decisions_equal_brute_force(tmp_path_factory, history, pks, overlay):
    counts = build(tmp_path_factory.mktemp("counts"), history)
    seen = counts.seen_through(overlay)
    assert found(seen, pks) == sorted(brute(history, pks, overlay, counts).values())
    assert found(counts, pks) == sorted(brute(history, pks, Overlay(), counts).values())


@SLOW
@given(history=commits)
def test_matching_gives_the_articles_that_the_card_counts(tmp_path_factory, history):
    counts = build(tmp_path_factory.mktemp("counts"), history)
    for card in counts.cards(None):
        pks = counts.matching(card.kind, card.name, True)
        assert len(pks) == card.articles
        assert pks.dtype == np.int64
        assert (np.diff(pks) > 0).all()
        assert [c.articles for c in counts.cards(pks, kind=card.kind) if c.name == card.name] == [len(pks)]


def test_a_word_of_a_name_or_alias_finds_it(tmp_path):
    counts = EntityCounts.create(tmp_path)
    writer = counts.writer()
    full = Mention(
        0, 18, PERSON, "Clinton E. Crosier", "Clinton E. Crosier", attributes=(("rank", "Maj. Gen."),)
    )
    short = Mention(30, 37, PERSON, "Crosier", "Clinton E. Crosier")
    writer.add(1, [full, short], "2016-03-07")
    writer.add(2, [mention(PERSON, "Ann Crosierson")], "2017-01-01")
    writer.commit()
    counts = EntityCounts.open(tmp_path)
    assert counts.matching(PERSON, "crosier", False).tolist() == [1]
    assert counts.matching(PERSON, "clinton e. CROSIER", True).tolist() == [1]
    assert counts.matching(PERSON, "Crosier", True).tolist() == [1]
    assert counts.matching(PERSON, "Clinton", True).tolist() == []
    assert counts.matching(ORG, "crosier", False).tolist() == []
    card = next(c for c in counts.cards(None, reading_pk=1) if c.articles == 1 and c.here)
    assert (card.name, card.aliases, card.mentions, card.here) == ("Clinton E. Crosier", ("Crosier",), 2, 2)
    assert card.detail == "Maj. Gen."


def test_what_is_read_comes_along_whatever_its_rank(tmp_path):
    writer = EntityCounts.create(tmp_path).writer()
    for pk in range(5):
        writer.add(pk, [mention(ORG, "Navy")])
    writer.add(9, [mention(ORG, "Acme"), mention(ORG, "Acme")])
    writer.commit()
    counts = EntityCounts.open(tmp_path)
    cards = counts.cards(np.arange(5), limit=1, reading_pk=9)
    assert [(c.name, c.articles, c.here) for c in cards] == [("Navy", 5, 0), ("Acme", 0, 2)]


def test_a_limit_keeps_the_most_frequent(tmp_path):
    writer = EntityCounts.create(tmp_path).writer()
    for pk in range(1, 40):
        writer.add(pk, [mention(ORG, f"Org {n}") for n in range(1, 40) if pk % n == 0])
    writer.commit()
    counts = EntityCounts.open(tmp_path)
    everything = counts.cards(None)
    assert counts.cards(None, limit=3)[0] == everything[0]
    assert [c.articles for c in counts.cards(None, limit=3)] == [c.articles for c in everything[:3]]


def test_damage_is_noticed(tmp_path):
    build(tmp_path, [[(1, [(ORG, "Navy")])]])
    segment = next(tmp_path.glob("*.seg"))
    segment.write_bytes(segment.read_bytes()[:-1])
    with pytest.raises(IndexUnusable):
        EntityCounts.open(tmp_path)
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(IndexUnusable):
        EntityCounts.open(tmp_path)
    (tmp_path / "manifest.json").unlink()
    with pytest.raises(IndexUnusable):
        EntityCounts.open(tmp_path)
    assert EntityCounts.create(tmp_path).total() == 0


def test_what_was_not_committed_is_not_there(tmp_path):
    counts = build(tmp_path, [[(1, [(ORG, "Navy")])]])
    writer = counts.writer()
    writer.add(2, [mention(ORG, "Navy")])
    writer.abort()
    writer.add(3, [mention(ORG, "Navy")])
    writer.commit()
    assert EntityCounts.open(tmp_path).matching(ORG, "navy", True).tolist() == [1, 3]


def test_segments_stay_few(tmp_path):
    history = [[(pk, [(ORG, "Navy")])] for pk in range(40)]
    counts = build(tmp_path, history)
    assert len(list(tmp_path.glob("*.seg"))) <= 7
    assert counts.cards(None)[0].articles == 40


def test_what_an_article_no_longer_says_is_forgotten(tmp_path):
    counts = EntityCounts.create(tmp_path)
    old = Mention(0, 6, PERSON, "Crosby", "Clinton E. Crosier", attributes=(("rank", "Maj. Gen."),))
    new = Mention(0, 7, PERSON, "Crosier", "Clinton E. Crosier", attributes=(("rank", "Brig. Gen."),))
    filler = [(pk, [mention(ORG, "Navy")]) for pk in range(10, 40)]
    for pks in ((1, 2), (1,), (2,)):  # each commit seen before and after its merge with the others
        writer = counts.writer()
        for pk in pks:
            writer.add(pk, [old if len(pks) == 2 else new], "2016-03-07")
        for pk, found_there in filler if len(pks) == 2 else ():
            writer.add(pk, found_there)
        writer.commit()
        counts = EntityCounts.open(tmp_path)
    card = next(c for c in counts.cards(None) if c.kind is PERSON)
    assert (card.articles, card.mentions, card.aliases, card.detail) == (2, 2, ("Crosier",), "Brig. Gen.")
    assert counts.matching(PERSON, "crosby", False).tolist() == []
    for pk in range(100, 200):  # enough for everything to be merged
        writer = counts.writer()
        writer.add(pk, [mention(ORG, "Navy")])
        writer.commit()
    assert next(c for c in EntityCounts.open(tmp_path).cards(None) if c.kind is PERSON) == card


@SLOW
@given(history=commits)
def test_forms_are_those_of_the_last_texts(tmp_path_factory, history):
    counts = build(tmp_path_factory.mktemp("counts"), history)
    state = {pk: named for batch in history for pk, named in batch}
    written = Counter((kind, name) for named in state.values() for kind, name in named)
    for card in counts.cards(None):
        for entity in counts.find(card.kind, card.name, True):
            for text, names, surfaces in counts.forms(entity):
                keys = [(kind, entity_key(kind, text)) for kind in (PERSON, ORG)]
                raws = [raw for raw in counts._counting.ids(keys).tolist() if raw >= 0]
                own = {raw for raw in raws if counts._counting.canonical(raw) == entity}
                pairs = zip((PERSON, ORG), counts._counting.ids(keys).tolist(), strict=True)
                assert names == surfaces == sum(written[kind, text] for kind, raw in pairs if raw in own)


@SLOW
@given(history=commits, pks=st.sets(st.integers(1, 12), min_size=1))
def test_relevance_changes_the_order_and_no_count(tmp_path_factory, history, pks):
    counts = build(tmp_path_factory.mktemp("counts"), history)
    chosen = np.array(sorted(pks))
    plain, weighed = counts.cards(chosen), counts.cards(chosen, by_relevance=True)
    assert set(plain) == set(weighed)
    assert [card.kind for card in plain] == [card.kind for card in weighed]
    assert counts.cards(None, by_relevance=True) == counts.cards(None)


def test_what_only_the_results_name_comes_first(tmp_path):
    writer = EntityCounts.create(tmp_path).writer()
    for pk in range(100):
        own = [mention(ORG, "Acme")] if pk < 8 else []
        writer.add(pk, [mention(ORG, "Navy"), *own])
    writer.commit()
    counts = EntityCounts.open(tmp_path)
    cards = counts.cards(np.arange(10), by_relevance=True)
    assert [(card.name, card.articles) for card in cards] == [("Acme", 8), ("Navy", 10)]
    assert [card.name for card in counts.cards(np.arange(10))] == ["Navy", "Acme"]
    cards = counts.cards(np.arange(10), by_relevance=True, limit=1)
    assert [card.name for card in cards] == ["Acme"]


@given(
    here=st.integers(0, 50), others=st.integers(0, 300), results=st.integers(50, 90), rest=st.integers(300, 999)
)
def test_surprise_is_the_likelihood_ratio(here, others, results, rest):
    from search.entities.relevance import surprise

    def log_likelihood(k: int, n: int, p: float) -> float:
        return (k * math.log(p) if k else 0.0) + ((n - k) * math.log(1 - p) if n > k else 0.0)

    p1, p2, p = here / results, others / rest, (here + others) / (results + rest)
    ratio = sum(
        sign * log_likelihood(k, n, q)
        for sign, k, n, q in (
            (1, here, results, p1),
            (1, others, rest, p2),
            (-1, here, results, p),
            (-1, others, rest, p),
        )
    )
    found = surprise(np.array([here]), results, np.array([here + others]), results + rest)
    assert abs(found[0]) == pytest.approx(2 * ratio, abs=1e-6)
    assert found[0] >= -1e-9 or p1 < p2

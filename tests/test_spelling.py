"""Misspelt words are set right by frequency, nearness and context; beginnings are completed."""

import math
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.errors import Cancelled
from search.index.catalog import Index
from search.index.document import IndexDocument
from search.index.snapshot import Snapshot
from search.query.completion import complete
from search.query.spelling import CANDIDATES, CONTEXT, Speller, correct

BODIES = [
    "General Crosier toured Japan and spoke on space security.",
    "Crosier said that the alliance is strong. Crosier thanked his hosts.",
    "A closer look at the harbour: the ship came closer, and closer still.",
    "The cardiac ward was opened. Cardiac care is cared for.",
    "The Chidiac family opened a bakery near the harbour.",
    "An investigation was opened; investigators are investigating professionals.",
]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    index = Index.create(tmp_path_factory.mktemp("index"))
    for half in (BODIES[:3], BODIES[3:]):  # two segments
        with index.writer() as writer:
            for body in half:
                pk = BODIES.index(body)
                keywords = {
                    "tag": ("Civil Rights", "Tax") if pk % 2 else ("Tax",),
                    "org_name": ("Tax Division",),
                }
                writer.add(IndexDocument(pk, texts={"title": "A report", "body": body}, keywords=keywords))
    return index.snapshot()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Croser", "Crosier"),
        ("japan croser -nasa", "japan crosier -nasa"),
        ("cajdiac", "cardiac"),
        ("title:reprot", "title:report"),
        ('"space securty"', '"space security"'),
        ("profesasionals", "professionals"),
        ("harbuor-ship", "harbour-ship"),
        ("(croser OR nasa) tag:tx date:2016", "(crosier OR nasa) tag:tx date:2016"),
    ],
)
def test_corrects(snapshot: Snapshot, typed: str, meant: str) -> None:
    found = correct(typed, snapshot)
    assert (found.text if found else typed) == meant


@pytest.mark.parametrize(
    "typed",
    ["crosier", "tour", "xqzv", "croser*", "croser~", "tag:croser", "", "a AND", "zzzzzzzz", "12-618", "the"],
)
def test_leaves_alone(snapshot: Snapshot, typed: str) -> None:
    assert correct(typed, snapshot) is None


def test_the_other_words_decide_between_candidates(tmp_path: Path) -> None:
    index = Index.create(tmp_path)
    with index.writer() as writer:
        for pk in range(10):
            writer.add(
                IndexDocument(pk, texts={"body": "a marine corps exercise" if pk % 2 else "boats in a marina"})
            )
    snapshot = index.snapshot()
    for typed, meant in (("marinx corps", "marine corps"), ("boats marinx", "boats marina")):
        found = correct(typed, snapshot)
        assert found is not None
        assert found.text == meant


def test_says_what_was_changed(snapshot: Snapshot) -> None:
    found = correct("Croser in Japn", snapshot)
    assert found is not None
    assert found.changed == (("Croser", "Crosier"), ("Japn", "Japan"))


def test_counts_words_of_all_segments(snapshot: Snapshot) -> None:
    assert Speller(snapshot).count("crosier") == 3
    assert Speller(snapshot).count("opened") == 3


@given(text=st.text(st.sampled_from('abcros ier:"()-*~'), max_size=30))
def test_corrected_queries_can_be_parsed(snapshot: Snapshot, text: str) -> None:
    from search.query.grammar import parse

    found = correct(text, snapshot)
    if found is not None:
        parse(found.text)
        assert found.text != text


def named(kind: str, beginning: str, limit: int) -> Sequence[tuple[str, int]]:
    people = [("Clinton E. Crosier", 41), ("Crosby Stills", 3)]
    return (
        [pair for pair in people if beginning.lower() in pair[0].lower()][:limit]
        if kind in ("person", "")
        else []
    )


@pytest.mark.parametrize(
    ("typed", "texts"),
    [
        ("invest", ["investigating", "investigation", "investigators"]),
        ("space Cro", ['space "Clinton E. Crosier"', 'space "Crosby Stills"', "space Crosier"]),
        ("person:cros", ['person:"Clinton E. Crosier"', 'person:"Crosby Stills"']),
        ('a -person:"clinton e', ['a -person:"Clinton E. Crosier"']),
        ("tag:ri", ['tag:"Civil Rights"']),
        ("tag:", []),
        ('tag:"', ['tag:"Tax"', 'tag:"Civil Rights"']),
        ("organisation:div", ['organisation:"Tax Division"']),
        ("subt", ["subtitle:"]),
        ("title:rep", ["title:report"]),
        ("a (da", ["a (date:", "a (dateline:"]),
        ("date:20", []),
        ('"space sec', []),
        ("space ", []),
        ("", []),
        ("nosuch:x", []),
        ("12", []),
    ],
)
def test_completes(snapshot: Snapshot, typed: str, texts: list[str]) -> None:
    found = complete(typed, snapshot, names=named)
    assert sorted(done.text for done in found) == sorted(texts)


@given(text=st.text(st.one_of(st.sampled_from('ab :"-+(tag'), st.characters()), max_size=12))
def test_completing_never_fails(snapshot: Snapshot, text: str) -> None:
    for done in complete(text, snapshot, names=named, limit=3):
        assert done.shown in done.text


def test_looking_for_misspellings_ends_when_nobody_waits(snapshot: Snapshot) -> None:
    with pytest.raises(Cancelled):
        correct("Croser in Japn", snapshot, stop=lambda: True)


@pytest.mark.parametrize("context", [(), ("space",), ("japan", "minist")])
@pytest.mark.parametrize("word", ["croser", "spaec", "japn", "securty", "ministr", "profesional", "zzzzzz"])
def test_the_best_candidate_is_the_best_of_all(snapshot: Snapshot, word: str, context: tuple[str, ...]) -> None:
    speller = Speller(snapshot)
    near = speller.near(word)[:CANDIDATES]
    worths = {w: score + CONTEXT * math.log1p(speller._together(w, context)) for w, score in near}
    best = max(near, key=lambda pair: worths[pair[0]], default=("", 0.0))[0]
    assert (speller.best(word, context) or "") == best

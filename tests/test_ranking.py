"""Ranking beyond single words: each lever lifts what it should, and nothing that does not fit."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from search.index.catalog import Index
from search.index.document import UNDATED, IndexDocument
from search.index.snapshot import Snapshot
from search.query.compile import compile_query
from search.query.evaluate import evaluate
from search.query.grammar import parse
from search.query.kinds.base import Pks
from search.query.ranking import Preferences, Ranker
from search.query.tiers import weighed
from search.query.tree import Or, Word, in_words, relaxed

NOISE = "The committee met on other business and adjourned without a vote."


def nobody(kind: str, text: str, exact: bool) -> Pks:
    return np.zeros(0, np.int64)


def snapshot(folder: Path, documents: Sequence[IndexDocument]) -> Snapshot:
    index = Index.create(folder)
    with index.writer() as writer:
        for document in documents:
            writer.add(document)
        for pk in range(1000, 1020):
            writer.add(IndexDocument(pk, texts={"title": f"Minutes {pk}", "body": NOISE}))
    return index.snapshot()


def document(pk: int, title: str, body: str, date: int = UNDATED, number: str = "") -> IndexDocument:
    keywords = {"number": (number,)} if number else {}
    return IndexDocument(pk, date, {"title": title, "body": body}, keywords)


def order(found: Snapshot, text: str, preferences: Preferences | None = None) -> list[int]:
    node = relaxed(parse(text))
    ranker = Ranker(found, node, preferences)
    answer = evaluate(found, compile_query(node, nobody), adjust=ranker.adjust)
    return [int(pk) for pk in answer.pks]


def test_words_side_by_side_rank_above_words_apart(tmp_path: Path) -> None:
    apart = document(1, "Report", "space was discussed and then a matter of security came up")
    together = document(2, "Report", "a matter was discussed and then up came space security of")
    found = snapshot(tmp_path, [apart, together])
    assert order(found, "space security") == [2, 1]


def test_a_title_that_says_just_this_comes_first(tmp_path: Path) -> None:
    body = "annual report annual report annual report " * 3
    longer = document(1, "The annual report of the committee on other things", body)
    same = document(2, "Annual Report", "See the paper.")
    assert order(snapshot(tmp_path, [longer, same]), "annual report")[0] == 2


def test_an_article_is_found_by_its_number_before_those_that_cite_it(tmp_path: Path) -> None:
    citing = document(1, "See 12-618", "12-618 12-618 12-618 as was said in 12-618")
    numbered = document(2, "A county commissioner", NOISE, number="12-618")
    assert order(snapshot(tmp_path, [citing, numbered]), "12-618") == [2, 1]


def test_newer_articles_rise_only_when_asked(tmp_path: Path) -> None:
    old = document(1, "Treaty", "treaty treaty signed", date=1000)
    new = document(2, "Paper", "a treaty was signed long ago in another place", date=9000)
    undated = document(3, "Note", "a treaty was signed long ago in another place")
    found = snapshot(tmp_path, [old, new, undated])
    assert order(found, "treaty")[0] == 1
    assert order(found, "treaty", Preferences(recency=5.0))[0] == 2
    assert order(found, "treaty", Preferences(recency=5.0)) == [2, 1, 3]


@pytest.mark.parametrize("text", ["", "tag:x", "title:space", "spa*", "-space", "zzz", "the of"])
def test_queries_without_words_keep_their_scores(tmp_path: Path, text: str) -> None:
    found = snapshot(tmp_path, [document(1, "Space", "space"), document(2, "Of the", "spade of the")])
    query = compile_query(parse(text), nobody)
    plain = evaluate(found, query)
    ranked = evaluate(found, query, adjust=Ranker(found, parse(text)).adjust)
    assert ranked.total == plain.total
    assert ranked.pks.tolist() == plain.pks.tolist()
    assert np.allclose(ranked.scores, plain.scores)


def test_windows_of_one_answer_fit_together(tmp_path: Path) -> None:
    found = snapshot(tmp_path, [document(i, f"Space {i}", "space security " * (i % 7)) for i in range(40)])
    node = parse("space security")
    query = compile_query(node, nobody)
    whole = evaluate(found, query, limit=40, adjust=Ranker(found, node).adjust).pks.tolist()
    parts = [
        evaluate(found, query, offset=at, limit=7, adjust=Ranker(found, node).adjust).pks.tolist()
        for at in range(0, 40, 7)
    ]
    assert [pk for part in parts for pk in part] == whole


def test_the_order_does_not_depend_on_how_articles_are_spread_over_segments(tmp_path: Path) -> None:
    words = ["space", "security", "command", "treaty", "paper", "vote"]
    documents = [
        document(pk, f"{words[pk % 6]} {words[pk % 5]}", " ".join(words[: 1 + pk * 7 % 6] * (1 + pk % 3)), pk)
        for pk in range(1, 700)
    ]
    answers = []
    for name, portion in (("one", 700), ("many", 100)):
        index = Index.create(tmp_path / name)
        for start in range(0, len(documents), portion):
            with index.writer() as writer:
                for some in documents[start : start + portion]:
                    writer.add(some)
        answers.append(order(index.snapshot(), "space security treaty"))
    assert len(index.snapshot().views) > 1
    assert answers[0] == answers[1]


def test_words_that_questions_are_made_of_count_less(tmp_path: Path) -> None:
    """Of a sentence for any of its words, "begin" is worth half of what an equally rare word is."""
    found = snapshot(
        tmp_path, [document(1, "One", "to begin somewhere"), document(2, "Two", "a quay somewhere")]
    )
    node = weighed(relaxed(parse("when did quay begin")))
    answer = evaluate(found, compile_query(node, nobody))
    assert answer.pks.tolist() == [2, 1]
    assert answer.scores[0] == pytest.approx(2 * answer.scores[1], rel=0.1)


def test_a_compound_is_found_by_its_parts_as_well(tmp_path: Path) -> None:
    written, apart = document(1, "One", "a boundary-layer of air"), document(2, "Two", "a boundary and a layer")
    found = snapshot(tmp_path, [written, apart, document(3, "Three", "nothing of the kind")])
    loose = weighed(relaxed(parse("boundary-layer flutter")))
    assert evaluate(found, compile_query(loose, nobody)).pks.tolist() == [1, 2]
    assert in_words(loose) == "articles with “boundary-layer”, “boundary”, “layer” or “flutter”"
    assert parse(loose.unparse()) == Or(tuple(map(Word, ("boundary-layer", "boundary", "layer", "flutter"))))

"""Articles like another one, and versions of one text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.article.identity import shingle_sketch
from search.index.catalog import Index
from search.index.document import IndexDocument
from search.index.snapshot import Snapshot
from search.query.related import key_terms, related, versions

SUBJECTS = {
    "space": "the satellite orbit and the rocket were launched into space by the agency",
    "tax": "the tax return was false and the preparer filed a fraudulent refund claim",
    "harbour": "the ship entered the harbour and the crew repaired the anchor on the quay",
}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    index = Index.create(tmp_path_factory.mktemp("index"))
    with index.writer() as writer:
        for pk in range(30):
            name = list(SUBJECTS)[pk % 3]
            words = SUBJECTS[name].split()
            body = f"Report of the committee. {' '.join(words[pk % 4 :])} item{pk}"
            writer.add(IndexDocument(pk, texts={"title": f"On {name}", "body": body}))
    return index.snapshot()


def test_related_articles_are_of_the_same_subject(snapshot: Snapshot) -> None:
    found = related(0, [("On space", SUBJECTS["space"])], snapshot, limit=5)
    assert len(found) == 5
    assert all(pk % 3 == 0 and pk != 0 for pk, _ in found)
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


def test_key_terms_leave_out_what_every_article_has_and_what_only_one_has(snapshot: Snapshot) -> None:
    terms = dict(key_terms([("On tax", f"{SUBJECTS['tax']} committee item1 unheard")], snapshot))
    assert not {"committe", "item1", "unheard", "the", "on"} & set(terms)
    assert max(terms.values()) == 1.0
    assert len(key_terms([("", SUBJECTS["tax"])], snapshot, limit=3)) == 3


def test_nothing_is_related_to_an_empty_article(snapshot: Snapshot) -> None:
    assert related(0, [("", "")], snapshot) == []


LONG = " ".join(f"word{i} and other{i * 7 % 50}" for i in range(120))


def test_versions_of_one_text_are_one_group() -> None:
    texts = {
        1: LONG,
        2: LONG.replace("word5", "word6"),
        3: LONG[::-1],
        4: LONG + " an added sentence at the end",
    }
    sketches = {pk: shingle_sketch(text) for pk, text in texts.items()}
    assert versions(sketches, [4, 3, 2, 1]) == [[4, 2, 1], [3]]
    assert versions(sketches, [3, 1]) == [[3], [1]]


def test_articles_without_text_are_no_versions_of_one_another() -> None:
    assert versions({1: b"", 2: b""}, [1, 2, 3]) == [[1], [2], [3]]


@given(st.lists(st.sampled_from([LONG, LONG[:900], LONG[::-1], "short", ""]), max_size=8))
def test_every_article_is_in_one_group_in_order(texts: list[str]) -> None:
    sketches = {pk: shingle_sketch(text) for pk, text in enumerate(texts)}
    groups = versions(sketches, range(len(texts)))
    assert sorted(pk for group in groups for pk in group) == list(range(len(texts)))
    assert all(group == sorted(group) for group in groups)
    assert [group[0] for group in groups] == sorted(group[0] for group in groups)

"""Clauses that the index knows nothing of: the reader's own marks, and likeness to an article."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from search import Library, Marks, Query, Sort, Subject
from search.errors import QueryError
from tests.piloting import until
from tui.app import DossierApp

SUBJECTS = ("harbour quay anchor ship", "orbit satellite rocket launch", "tax refund fraud return")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """Twelve articles on three subjects, with marks that last as long as the test."""
    for number in range(12):
        words = SUBJECTS[number % 3]
        body = f"The committee spoke of {words} in room {number}. It will speak of {words} again."
        text = f"---\ntitle: On {words.split()[0]} {number}\ndate: 2015-01-{number + 1:02d}\n---\n\n{body}\n"
        (tmp_path / f"{number:02d}.md").write_text(text, "utf-8")
    with Library.open(tmp_path / "library", create=True) as made:
        made.add(sorted(tmp_path.glob("*.md")))
        made.marks = Marks()
        yield made


def titles(library: Library, text: str) -> list[str]:
    return [hit.title for hit in library.search(Query(text, sort=Sort.OLDEST)).hits]


def test_marks_are_asked_for_with_everything_else(library: Library) -> None:
    hits = library.search(Query(sort=Sort.OLDEST)).hits
    library.marks.toggle_read(hits[:6])
    library.marks.toggle_star([hits[0], hits[7]])
    library.marks.note([hits[1]], "look here")
    library.marks.tag([hits[2], hits[3]], "Urgent")
    assert titles(library, "is:read") == [hit.title for hit in hits[:6]]
    assert titles(library, "is:unread") == [hit.title for hit in hits[6:]]
    assert titles(library, "is:starred -is:read") == [hits[7].title]
    assert titles(library, "NOT is:unread harbour") == [hits[0].title, hits[3].title]
    assert titles(library, "has:note OR own:urgent") == [hit.title for hit in hits[1:4]]
    assert titles(library, "has:tag tax") == [hits[2].title]
    assert titles(library, "own:later") == []


def test_an_answer_stays_until_it_is_asked_for_anew(library: Library) -> None:
    query = Query("is:unread", sort=Sort.OLDEST)
    first = library.search(query.window(0, 4))
    library.marks.toggle_read(first.hits)
    assert library.search(query.window(4, 4)).total == 12
    assert library.search(query.window(4, 4)).hits[0].title == "On orbit 4"
    assert library.search(query.window(0, 4)).total == 8


def test_marks_go_by_the_source_key_when_the_id_is_another_one(library: Library) -> None:
    source = library.path.parent / "keyed.jsonl"
    source.write_text('{"id": "release-7", "title": "On keys", "body": "A release with a key of its own."}\n')
    library.add([source])
    assert library.search(Query("release")).hits[0].source_key == "release-7"
    library.marks.toggle_star([Subject("z" * 12, "release-7"), Subject("y" * 12, "nobody's")])
    assert titles(library, "is:starred") == ["On keys"]


@pytest.mark.parametrize(
    ("text", "column"), [("is:foo", 3), ("ship has:star", 9), ("like:zzzz", 5), ("is:", 0)]
)
def test_what_no_mark_is_called_is_told(library: Library, text: str, column: int) -> None:
    with pytest.raises(QueryError) as caught:
        library.search(Query(text))
    assert caught.value.column == column
    assert caught.value.remedy


def test_completions_of_marks(library: Library) -> None:
    library.marks.tag(library.search(Query("harbour")).hits, "urgent")
    assert [c.text for c in library.complete("ship is:")] == [
        "ship is:read",
        "ship is:unread",
        "ship is:starred",
        "ship is:noted",
        "ship is:new",
    ]
    assert [c.text for c in library.complete("is:un")] == ["is:unread"]
    assert [c.text for c in library.complete("-own:u")] == ["-own:urgent"]
    assert "is:" in [c.text for c in library.complete("i")]


def test_articles_like_one_are_of_its_subject_and_not_itself(library: Library) -> None:
    one = library.search(Query("harbour", sort=Sort.OLDEST)).hits[0]
    page = library.search(Query(f"like:{one.id}"))
    assert one.id not in [hit.id for hit in page.hits]
    assert {hit.title.split()[1] for hit in page.hits[:3]} == {"harbour"}
    assert page.echo == f"articles like “{one.title}”"
    assert [hit.id for hit in page.hits[:3]] == [hit.id for hit in library.related(one.id, limit=3)]
    assert [hit.score for hit in page.hits] == sorted((hit.score for hit in page.hits), reverse=True)
    narrowed = library.search(Query(f"like:{one.id[:8]} date:2015-01-04"))
    assert [hit.title for hit in narrowed.hits] == ["On harbour 3"]
    assert library.why(Query(f"like:{one.id}"), page.hits[0].id)[0].score == pytest.approx(page.hits[0].score)


async def test_a_key_opens_what_is_like_the_article_and_history_goes_back(library: Library) -> None:
    app = DossierApp(library)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = app.reader
        await until(pilot, lambda: screen.ready and screen.list.total == 12)
        await pilot.press("j", "2", "S")
        await until(pilot, lambda: screen.list.total < 12)
        assert screen.state.query.text.startswith("like:")
        assert screen.state.title.startswith("On orbit")
        assert "H goes back" in screen.status.message
        await pilot.press("H")
        await until(pilot, lambda: screen.list.total == 12)
        await pilot.press("m", "\\", *"is:starred", "enter")
        await until(pilot, lambda: screen.state.total == 1)

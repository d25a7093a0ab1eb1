"""The notebook: what was written is kept, found again, merged with that of others, not moved to other words."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.article.identity import identify
from search.article.model import Article, Block, BlockKind
from search.errors import MarksError
from search.marks import anchor, dossiers, passages, searches
from search.marks.anchor import Fit
from search.marks.book import Book
from search.marks.dossiers import Item, What
from search.marks.facts import Subject
from search.marks.marks import Marks, contains
from search.marks.notebook import Draft, Notebook
from search.marks.record import LONGEST_TEXT, Record, RecordKind, parse

SENTENCES = (
    "The court sentenced two officers of the company to prison.",
    "Both must pay a fine of 4.2 million dollars.",
    "The company sold valves that it knew to be faulty.",
    "A spokesman said that the company would appeal.",
)
TEXT = "A headline\n\n" + " ".join(SENTENCES)


def article(*paragraphs: str, title: str = "A headline", key: str = "source/1") -> Article:
    blocks = tuple(Block(BlockKind.PARAGRAPH, text) for text in paragraphs)
    return identify(Article("", title, blocks, source_key=key))


def marked(text: str, quote: str) -> anchor.Anchor:
    start = text.index(quote)
    return anchor.anchor(text, start, start + len(quote))


# Anchors


@pytest.mark.parametrize(
    ("changed", "fit", "words"),
    [
        ("New first line.\n\n" + TEXT, Fit.EXACT, SENTENCES[1]),
        (TEXT.replace(" fine", "\nfine").replace("4.2", "4.2 "), Fit.WORDS, "fine of 4.2"),
        (TEXT.replace("must pay", "have to pay"), Fit.NEAR, "4.2 million"),
        (TEXT.upper(), Fit.WORDS, "FINE OF 4.2"),
    ],
)
def test_a_passage_is_found_again_by_its_words(changed: str, fit: Fit, words: str) -> None:
    place = anchor.find(changed, marked(TEXT, SENTENCES[1]))
    assert place is not None
    assert place.fit is fit
    assert words.split()[0] in changed[place.start : place.end]


@pytest.mark.parametrize(
    "changed",
    ["", "Nothing of it.", TEXT.replace(SENTENCES[1], ""), " ".join(reversed(TEXT.split())), "fine " * 500],
)
def test_a_passage_whose_words_are_gone_is_not_moved_to_others(changed: str) -> None:
    assert anchor.find(changed, marked(TEXT, SENTENCES[1])) is None


def test_of_equal_sentences_the_one_between_the_same_words_is_found() -> None:
    text = "First. They agreed. Second. They agreed. Third. They agreed. Fourth."
    for before in ("First. ", "Second. ", "Third. "):
        start = text.index(before) + len(before)
        held = anchor.anchor(text, start, start + len("They agreed."))
        moved = "A new beginning of the text. " + text
        assert anchor.find(moved, held) == anchor.Place(
            moved.index(before) + len(before), moved.index(before) + len(before) + 12
        )


@given(st.text("ab .\n", max_size=60), st.integers(0, 60), st.integers(0, 60))
@example("aaaaaaaaaaaaaaaaaaaaaa.a.a.aa", 0, 28)
def test_what_was_marked_is_found_where_it_was_marked(text: str, start: int, end: int) -> None:
    try:
        held = anchor.anchor(text, start, end)
    except MarksError:
        return
    place = anchor.find(text, held)
    assert place is not None  # half a word too, which the mouse may be drawn over
    assert text[place.start : place.end] == held.quote


@pytest.mark.parametrize("text", ["", "   ", "... !"])
def test_without_words_there_is_nothing_to_mark(text: str) -> None:
    with pytest.raises(MarksError):
        anchor.anchor(text, 0, len(text))


def test_a_passage_follows_its_article_and_is_kept_when_it_is_lost() -> None:
    book = Notebook()
    old = article(*SENTENCES)
    start, end = passages.paragraphs(old)[2]
    book.do("mark", [passages.mark(old, start, end)])
    (held,) = passages.on(Subject("another id", "source/1"), passages.passages(book.book))
    assert held.quote == SENTENCES[1]
    new = article("A note of the editor.", *SENTENCES[::-1])
    (found,) = passages.placed(new, [held])
    assert found.place is not None
    assert new.text[found.place.start : found.place.end] == SENTENCES[1]
    (lost,) = passages.placed(article("Other words."), [held])
    assert lost.place is None
    assert lost.passage.quote == SENTENCES[1]


def test_units_are_the_sentences_and_paragraphs_of_the_text() -> None:
    one = article(" ".join(SENTENCES[:2]), SENTENCES[2])
    assert [one.text[a:b] for a, b in passages.units(one)] == ["A headline", *SENTENCES[:3]]
    assert [one.text[a:b] for a, b in passages.paragraphs(one)][1] == " ".join(SENTENCES[:2])


# Records

texts = st.text("ab\n", max_size=5)
steps = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), texts), max_size=12)


def written(books: list[Notebook], todo: list[tuple[int, int, str]]) -> None:
    for who, thing, text in todo:
        fields = {"name": text} if text else None
        books[who].do("change", [Draft(RecordKind.DOSSIER, f"dossier-{thing}", fields)])


@given(steps, st.randoms(use_true_random=False))
def test_notebooks_come_to_the_same_in_whatever_order_they_are_put_together(
    todo: list[tuple[int, int, str]], dice: random.Random
) -> None:
    books = [Notebook(who=str(i)) for i in range(3)]
    written(books, todo)
    every = [one for each in books for one in each.book.records()]
    merged = []
    for _ in range(2):
        shuffled = [*every, *every[:3]]
        dice.shuffle(shuffled)
        merged.append(Book(shuffled))
    assert merged[0].records() == merged[1].records()
    for key in {one.key for one in every}:
        assert merged[0].heads(key) == merged[1].heads(key)
        assert merged[0].current(key) == merged[1].current(key)
    for one in every:  # nothing is lost: what is not in force has been replaced, or taken away beside a change
        heads = merged[0].heads(one.key)
        replaced = any(one.revision in other.over for other in every)
        assert replaced or one in heads or one.gone


@given(steps)
def test_a_line_gives_the_record_back(todo: list[tuple[int, int, str]]) -> None:
    books = [Notebook(who=str(i)) for i in range(3)]
    written(books, todo)
    for each in books:
        for one in each.book.records():
            again = parse(json.loads(json.dumps(one.as_dict())))
            assert again.revision == one.revision


def test_notes_of_two_people_are_kept_until_one_is_written_over_both(tmp_path: Path) -> None:
    mine, yours = (
        Notebook(tmp_path / "a" / "a.jsonl", who="ada"),
        Notebook(tmp_path / "b" / "b.jsonl", who="ben"),
    )
    made = passages.mark(article(*SENTENCES), 12, 40)
    mine.do("mark", [made])
    yours.add(mine.book.records())
    mine.do("note", [passages.note(mine.book, made.key, "mine")])
    yours.do("note", [passages.note(yours.book, made.key, "yours")])
    mine.add(yours.book.records())
    (one,) = passages.passages(mine.book)
    assert set(one.notes) == {"mine", "yours"}
    assert len(list(mine.book.conflicts())) == 1
    mine.do("note", [passages.note(mine.book, made.key, "ours")])
    assert passages.passages(mine.book)[0].notes == ("ours",)
    assert not list(mine.book.conflicts())


def test_what_one_takes_away_and_another_changes_stays() -> None:
    mine, yours = Notebook(), Notebook()
    mine.do("new", [Draft(RecordKind.DOSSIER, "dossier-1", {"name": "A"})])
    yours.add(mine.book.records())
    mine.do("drop", [Draft(RecordKind.DOSSIER, "dossier-1", None)])
    yours.do("rename", [Draft(RecordKind.DOSSIER, "dossier-1", {"name": "B"})])
    mine.add(yours.book.records())
    assert [one.name for one in dossiers.dossiers(mine.book)] == ["B"]


@pytest.mark.parametrize(
    "line",
    [
        {"kind": "virus", "key": "a"},
        {"kind": "dossier", "key": ""},
        {"kind": "dossier", "key": "a", "name": 3},
        {"kind": "dossier", "key": "a", "name": "\x1b[2J"},
        {"kind": "dossier", "key": "a", "run": "rm"},
        {"kind": "dossier", "key": "a", "text": "x" * (LONGEST_TEXT + 1)},
        {"kind": "item", "key": "a", "order": float("nan")},
        {"kind": "item", "key": "a", "order": 1e300},
        {"kind": "passage", "key": "a", "tags": ["a\nb"]},
        {"kind": "passage", "key": "a", "over": "x"},
        {"kind": "passage", "key": "a", "over": ["x"] * 1000},
        {"kind": "passage", "key": "a", "gone": "yes"},
    ],
)
def test_a_record_that_is_none_is_refused(line: dict[str, object]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (each says something else)
        parse(line)


# Files


def test_two_readers_of_one_person_see_each_other(tmp_path: Path) -> None:
    path = tmp_path / "state" / "notebook.jsonl"
    one, other = Notebook(path), Notebook(path)
    for i in range(5):
        (one, other)[i % 2].do("save", [searches.save(one.book, f"s{i}", f"word{i}")])
    assert [s.name for s in searches.searches(other.book)] == [f"s{i}" for i in range(5)]
    assert one.version()
    assert path.stat().st_mode & 0o077 == 0


def test_a_damaged_line_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "notebook.jsonl"
    book = Notebook(path)
    for i in range(3):
        book.do("save", [searches.save(book.book, f"s{i}", "x")])
    lines = path.read_bytes().split(b"\n")
    lines[1] = lines[1].replace(b"s1", b"s7")
    path.write_bytes(b"\n".join(lines)[:-1])
    fresh = Notebook(path)
    assert [s.name for s in searches.searches(fresh.book)] == ["s0", "s2"]
    assert len(fresh.damaged) == 1
    fresh.do("save", [searches.save(fresh.book, "s3", "x")])
    assert [s.name for s in searches.searches(Notebook(path).book)] == ["s0", "s2", "s3"]


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("")
    (tmp_path / "notebook.jsonl").symlink_to(tmp_path / "there")
    with pytest.raises(MarksError):
        Notebook(tmp_path / "notebook.jsonl").do("save", [searches.save(Book(), "a", "b")])
    assert (tmp_path / "there").read_text() == ""


def test_marks_and_notebook_are_undone_in_the_order_in_which_they_were_made(tmp_path: Path) -> None:
    one = article(*SENTENCES)
    with Marks(tmp_path / "m.sqlite") as marks:
        marks.toggle_star([one])
        marks.write("mark", [passages.mark(one, 12, 60)])
        marks.note([one], "two\nlines")
        assert marks.having("is", "noted")
        marks.undo()
        assert not marks.having("note", "two lines")
        marks.undo()
        assert passages.passages(marks.notebook.book) == []
        marks.redo()
        assert len(passages.passages(marks.notebook.book)) == 1
        assert marks.of([one])[0].starred


def test_everything_that_a_person_made_is_text_and_a_lost_database_is_made_from_it(tmp_path: Path) -> None:
    one = article(*SENTENCES)
    path = tmp_path / "m.sqlite"
    with Marks(path) as marks:
        marks.toggle_star([one])
        marks.tag([one], "urgent later")
        marks.tag([one], "-later")
        marks.note([one], "ask Ada\nabout it")
        marks.write("mark", [passages.mark(one, 12, 60)])
        before = marks.exported()
    for gone in tmp_path.glob("m.sqlite*"):
        gone.unlink()
    with Marks(path) as marks:
        assert marks.exported() == before
        with Marks() as other:
            other.take_in(before)
            assert other.exported() == before


def test_marks_that_were_only_in_a_database_are_written_down(tmp_path: Path) -> None:
    one = article(*SENTENCES)
    path = tmp_path / "m.sqlite"
    with Marks(path) as marks:
        marks.toggle_star([one])
    path.with_suffix(".facts.jsonl").unlink()
    with Marks(path) as marks:
        assert marks.of([one])[0].starred
    assert "starred" in path.with_suffix(".facts.jsonl").read_text()


# Dossiers and searches


def names(book: Notebook) -> list[str]:
    return [item.text for item in dossiers.named(book.book, "case").items]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(-7, 7)), max_size=40))
def test_items_move_as_in_a_list(moves: list[tuple[int, int]]) -> None:
    book = Notebook()
    book.do("new", dossiers.new(book.book, "Case"))
    items = [Item("", What.TEXT, 0, texts=(str(i),)) for i in range(6)]
    book.do("put", dossiers.put(dossiers.named(book.book, "case"), items))
    expected = [str(i) for i in range(6)]
    for at, by in moves:
        dossier = dossiers.named(book.book, "case")
        book.do("move", dossiers.move(dossier, dossier.items[at].key, by))
        moved = expected.pop(at)
        expected.insert(min(max(0, at + by), 5), moved)
        assert names(book) == expected


def test_a_dossier_holds_each_article_once_and_says_what_is_missing() -> None:
    book = Notebook()
    book.do("new", dossiers.new(book.book, "Case"))
    one = Item("", What.ARTICLE, 0, Subject("aaaa"), "A")
    book.do("put", dossiers.put(dossiers.named(book.book, "case"), [one, one]))
    book.do("put", dossiers.put(dossiers.named(book.book, "case"), [one]))
    assert len(dossiers.named(book.book, "CASE").items) == 1
    assert dossiers.current(book.book) == dossiers.named(book.book, "case")
    with pytest.raises(MarksError, match="already"):
        dossiers.new(book.book, "case")
    with pytest.raises(MarksError, match="no dossier"):
        dossiers.named(book.book, "other")
    book.do("drop", dossiers.drop(dossiers.named(book.book, "case")))
    assert dossiers.dossiers(book.book) == []


def test_a_shared_dossier_is_a_file_to_which_several_add(tmp_path: Path) -> None:
    shared = tmp_path / "library" / "curation" / "dossiers.jsonl"
    ada = Notebook(tmp_path / "ada.jsonl", shared, who="ada")
    ada.do("new", dossiers.new(ada.book, "Case"))
    made = passages.mark(article(*SENTENCES), 12, 60)
    ada.do("mark", [made])
    dossier = dossiers.named(ada.book, "Case")
    ada.share([dossier.key, made.key])
    ada.do("put", dossiers.put(dossier, [Item("", What.PASSAGE, 0, Subject("aaaa"), "A", passage=made.key)]))
    ben = Notebook(tmp_path / "ben.jsonl", shared, who="ben")
    theirs = dossiers.named(ben.book, "case")
    ben.do("put", dossiers.put(theirs, [Item("", What.TEXT, 0, texts=("by Ben",))]))
    assert passages.passage_of(ben.book, made.key) is not None
    assert [one.what for one in dossiers.named(ada.book, "case").items] == [What.PASSAGE, What.TEXT]
    assert not (tmp_path / "ben.jsonl").exists(), "what is shared is not personal"


def test_saved_searches_know_up_to_where_they_were_looked_at() -> None:
    book = Notebook()
    book.do("save", [searches.save(book.book, "Valves", "valve*")])
    held = searches.named(book.book, "valves")
    assert held.looked.time == ""
    book.do("look", [searches.look(searches.Looked("ab", 7, "2026-01-01T00:00:00Z"), held.key)])
    assert searches.named(book.book, "valves").looked.pk == 7
    book.do("save", [searches.save(book.book, "valves", "valve* -water")])
    assert [one.query for one in searches.searches(book.book)] == ["valve* -water"]
    book.do("drop", searches.drop(searches.named(book.book, "valves")))
    assert searches.searches(book.book) == []


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [("amount", True), ("AMOUNT", True), ("amou", True), ("the amount", True), ("mount", False), ("", False)],
)
def test_notes_are_searched_by_words(wanted: str, fits: bool) -> None:
    assert contains("Ask for\nthe amount!", wanted) is fits


def test_record_fields_of_no_meaning_are_left_out() -> None:
    assert Record(RecordKind.DOSSIER, "a", {"name": "", "shared": False}).as_dict() == {
        "kind": "dossier", "key": "a", "made": "", "by": "",
    }  # fmt: skip

"""The linear reader, talked to through strings."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

from search.query.interface import Hit, Page, Query
from search.work.progress import Stop
from tests.fake_library import FakeLibrary, made
from tui.plain.help import HELP
from tui.plain.reader import PlainReader

LONG = "\n\n".join(f"Paragraph {n} tells of Ada Crosier." for n in range(40))
ROOT = Path(__file__).parent.parent


class Related(FakeLibrary):
    """A library in which the last two articles are like every other one."""

    def search(self, query: Query, *, stop: Stop | None = None) -> Page:
        if query.text.startswith("like:"):
            hits = tuple(Hit(a.id, "", a.title, a.date) for a in self._articles[-2:])
            return Page(query, 2, hits, echo="articles like “Ada speaks”")
        return super().search(query, stop=stop)


def library() -> FakeLibrary:
    ada = made(9001, title="Ada \x1b[31mspeaks", body=LONG, date="2040-01-02")
    return Related([ada, *(made(n) for n in range(24))], ["Ada Crosier", "inspector"])


def talk(*typed: str, query: str = "") -> str:
    """What is said when these lines are typed."""
    sink = io.StringIO()
    with library() as shelf:
        PlainReader(shelf, io.StringIO("".join(f"{line}\n" for line in typed)), sink).run(query)
    return sink.getvalue()


def test_it_begins_with_the_newest_and_says_what_is_possible() -> None:
    said = talk()
    assert "25 articles" in said
    assert "1. Ada \ufffd[31mspeaks, 2040-01-02" in said
    assert "1 to 10 of 25." in said
    assert "Number to read, Enter for more" in said


def test_nothing_but_text_is_written() -> None:
    said = talk("1", "", "e", "nonsense\x1b[2J", "h", "q")
    assert all(char.isprintable() or char == "\n" for char in said)


def test_searching_and_reading_page_by_page() -> None:
    said = talk("/ada", "1", "", "q")
    assert "1 article: articles with ada." in said
    assert "Article 1 of 1" in said
    first, second = said.split("Enter to read on, n next article")[:2]
    assert "Paragraph 0" in first
    assert "Paragraph 12" not in first
    assert "Paragraph 12" in second
    assert "lines left." in said


def test_the_list_goes_on_to_its_end() -> None:
    said = talk("", "", "", "")
    assert "21. " in said
    assert "This is the end of the list." in said


def test_next_and_previous_go_through_all_results() -> None:
    said = talk("10", "n", "p", "n", "n")
    assert said.count("Article 11 of 25") == 2
    assert "Article 12 of 25" in said
    assert "There is no article 0" in talk("1", "p")
    assert "There is no article 99" in talk("99")


def test_an_entity_is_narrowed_to_and_the_question_before_comes_back() -> None:
    said = talk("e", "1", "u")
    assert "1. Ada Crosier, person: 1 article" in said
    assert "\n1 article.\n1. Ada" in said
    assert said.rstrip().endswith("List:")
    assert said.count("25 articles") == 2
    assert "24 articles" in talk("e", "-1")
    assert "There is no entity 7" in talk("e", "7")


def test_an_article_says_how_often_it_names_somebody() -> None:
    assert "40 in this article" in talk("1", "e")


def test_related_articles_are_a_list_to_read() -> None:
    said = talk("1", "r", "2")
    assert "2 articles: articles like “Ada speaks”" in said
    assert "Article 2 of 2" in said
    assert "Read an article first" in talk("r")
    assert talk("1", "r", "u").count("1. Ada") == 2


def test_what_can_be_done_is_said_in_full_once() -> None:
    said = talk("l", "l", "1", "l", "2")
    assert said.count("Number to read, Enter for more") == 1
    assert said.count("List: ") == 3


def test_reading_marks_as_read_and_stars_are_set_and_taken_away() -> None:
    typed = io.StringIO("m\n1\nm\nm\nm\nq\n")
    sink = io.StringIO()
    with library() as shelf:
        PlainReader(shelf, typed, sink).run()
        one, other = shelf.marks.of([shelf.article("id009001"), shelf.article("id000001")])
    said = sink.getvalue()
    assert "Read an article first" in said
    assert said.count("Starred.") == 2
    assert said.count("Unstarred.") == 1
    assert (one.read, one.starred, other.read) == (True, True, False)


def test_the_parts_of_a_query_are_counted() -> None:
    said = talk("/harbour quay", "w")
    assert "harbour: 24" in said
    assert "without quay: 24" in said


def test_who_is_named_in_the_article_comes_first() -> None:
    said = talk("2", "e")
    assert said.index("1. inspector, person: 1 in this article") < said.index("2. Ada Crosier")


def test_what_is_wrong_is_told_and_the_list_stays() -> None:
    said = talk("/(", "l", "fly", "-3", "u")
    assert "A parenthesis is not closed." in said
    assert said.count("25 articles") == 2
    assert "There is no command 'fly'." in said
    assert "Only an entity can be left out" in said
    assert "There is no question before this one." in said


def test_a_suggestion_is_told() -> None:
    assert "Did you mean: /harbour" in talk("/harbor")


def test_orders_go_round() -> None:
    assert "In the order of: oldest." in talk("o")


def test_the_help_names_every_command() -> None:
    assert all(line in talk("h") for line in HELP)


def test_it_loads_no_screen() -> None:
    code = "import sys, tui.plain.reader; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert not {name.split(".")[0] for name in done.stdout.split()} & {"textual", "rich"}


def test_an_article_is_tagged_noted_cited_saved_and_its_source_said(tmp_path: Path) -> None:
    said = talk(
        "1",
        "t cranes -none",
        "a worth a call",
        "a",
        "c bibtex",
        "c novel",
        "i",
        f"s {tmp_path / 'ada.md'}",
        f"s {tmp_path / 'ada.md'}",
        "s",
    )
    assert "Tags: cranes." in said
    assert "Noted." in said
    assert "Note: worth a call" in said
    assert "@" in said
    assert "The styles are plain, apa, bibtex, ris, csl-json, wiki." in said
    assert "Source 1: /archive/9001.txt, text" in said
    assert "Saved as" in said
    assert "exists. Choose another name." in said
    assert "Name a file" in said
    assert (tmp_path / "ada.md").read_text("utf-8").startswith("# Ada")


def test_without_an_article_that_is_said() -> None:
    said = talk("t x", "a x", "c", "i", "s x.md", "f", "add")
    assert said.count("Read an article first") == 6
    assert "Name a file or folder" in said


def test_hits_are_gone_to_by_words() -> None:
    said = talk("1", "f", "f", query="crosier")
    assert "hits: f goes to the next" in said
    lines = said.splitlines()
    found = [n for n, line in enumerate(lines) if "Hit " in line]
    assert found
    assert all("Crosier" in lines[n + 1] for n in found)
    assert "\x1b" not in said


def test_passages_are_marked_noted_tagged_and_put_into_a_dossier(tmp_path: Path) -> None:
    said = talk(
        "put", "d", "1", "k Paragraph 3 tells of Ada", "a look here", "t odd", "d Cranes", "put", "put",
        "k", "1", "a", "k nothing like this", "l", "2", "put", "d", "1", "l", "d", "2", "d", "9",
        "dossiers", "1",
        f"report {tmp_path / 'cranes.html'}", f"report {tmp_path / 'cranes.bib'}", "report", "um",
    )  # fmt: skip
    assert "There is no dossier yet" in said
    assert "Marked." in said
    assert "The passage is noted." in said
    assert "Tags of the passage: odd." in said
    assert "Put an item into Cranes." in said
    assert "Cranes has it already." in said
    assert "1. “Paragraph 3 tells of Ada”, tagged odd, noted" in said
    assert "does not have these words" in said
    assert "Cranes, 2 items." in said
    assert "There is no number 9: they go from 1 to 2." in said
    assert (tmp_path / "cranes.html").exists()
    assert (tmp_path / "cranes.bib").exists()
    assert "Undone: " in said
    assert all(char.isprintable() or char == "\n" for char in said)


def test_lists_are_written_and_numbers_of_every_list_are_told(tmp_path: Path) -> None:
    said = talk(
        "/ada", f"write {tmp_path / 'list.csv'}", f"write {tmp_path / 'x.xyz'}", "write", "keep", "k", "older"
    )
    assert "Wrote 1 article to" in said
    assert "There is no form of a list for .xyz" in said
    assert "Give it a name." in said
    assert (tmp_path / "list.csv").read_text("utf-8").count("\n") == 2

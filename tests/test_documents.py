"""Documents that are handed on: complete, numbered, well-formed, and never able to run anything."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from contextlib import nullcontext
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from search import Library, Query
from search.article import csl
from search.article.citation import CITATIONS, cite, cite_all
from search.article.csl import CitationError, bibliography
from search.article.export import as_html, as_markdown
from search.article.model import Article, Block, BlockKind, Rendition, Span, SpanKind
from search.bundle import lists
from search.bundle.documents import REPORT_FORMATS
from search.bundle.report import Door, Named, Report, Rows, build, timeline
from search.errors import ArticleMissing, QueryError
from search.library.documents import Documents, article_item, passage_item
from search.marks import dossiers, passages, searches
from search.marks.dossiers import Dossier, Item, What
from search.marks.facts import Subject
from search.marks.marks import Marks
from search.marks.notebook import Notebook
from tui.cli.main import run as main

HOSTILE = (
    '<script>alert(1)</script>', "=HYPERLINK(\"http://x\")", "}} {{Delete}} [[x|y]] <ref>",
    "100% {brace \\input{x}",
    "[a](javascript:alert(1))", "# not a heading\n- no list", "1. no list", "\x1b[2J bell \x07", "-- a",
    "&lt;b&gt;", "`code` $x$ ~~y~~", "a\n\n<img src=x onerror=alert(1)>", "@SUM(A1)", "ER  - \nTY  - BOOK",
)  # fmt: skip


def article(text: str, **fields: str) -> Article:
    spans = (Span(0, min(3, len(text)), SpanKind.LINK, "javascript:alert(1)"),)
    blocks = (
        Block(BlockKind.PARAGRAPH, text, spans=spans),
        Block(BlockKind.TABLE, f"{text}\t{text}"),
        Block(BlockKind.PREFORMATTED, text),
    )
    known = {"title": text, "byline": text, "organisation": text, "url": "javascript:alert(1)"} | fields
    return Article("abc", blocks=blocks, tags=(text,), renditions=(Rendition(text, "00", "text"),), **known)  # type: ignore[arg-type]


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.bad: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.bad += [f"{name}={value}" for name, value in attrs if name.startswith("on")]
        for name, value in attrs:
            if name in ("href", "src") and not re.match(
                r"https?://|mailto:|[\w.]*#s\d+\Z|style.css|\w+\.xhtml\Z", value or ""
            ):
                self.bad.append(f"{name}={value}")


def harmless(html: str) -> None:
    page = _Page()
    page.feed(html)
    assert not page.bad
    assert not page.tags & {"script", "img", "iframe", "object", "embed", "form", "base"}


@pytest.mark.parametrize("text", HOSTILE)
def test_exports_of_an_article_run_nothing(text: str) -> None:
    one = article(text)
    harmless(as_html(one))
    harmless(MarkdownIt("commonmark").enable("table").render(as_markdown(one)))
    heading = MarkdownIt("commonmark").parse(as_markdown(article(text, title="T")))
    assert sum(token.type == "heading_open" for token in heading) == 1


@pytest.mark.parametrize("text", HOSTILE)
def test_citations_say_the_same_and_nothing_else(text: str) -> None:
    one = article(text)
    tex = cite(one, "bibtex")
    bare = re.sub(r"\\[%#$&_]", "", tex)
    assert not re.search(r"[%#$&~^]", bare)
    assert tex.count("{") == tex.count("}")
    assert "javascript" not in tex.split("url =")[-1] or "url =" not in tex
    wiki = cite(one, "wiki")
    assert wiki.count("{{") == wiki.count("}}") == 1
    assert "[[" not in wiki
    assert "<" not in wiki
    ris = cite(one, "ris").split("\r\n")
    assert sum(line.startswith("TY  - ") for line in ris) == sum(line.startswith("ER  - ") for line in ris) == 1
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in ris)
    assert json.loads(cite(one, "csl-json"))["id"] == "abc"
    assert all("\x1b" not in cite(one, style) and "\x07" not in cite(one, style) for style in CITATIONS)


def test_the_default_citation_says_where_it_can_be_looked_up() -> None:
    one = Article("abc", "A title", (), date="2020-01-02", renditions=(Rendition("/in/a.txt", "00", "text"),))
    assert cite(one) == "“A title”, 2020-01-02, /in/a.txt [abc]."
    web = Article("abc", "A title", (), url="https://x.org/a?b=c&d=%20", byline="Ada")
    assert cite(web) == "Ada, “A title”, https://x.org/a?b=c&d=%20 [abc]."
    assert json.loads(cite_all([one, web], "csl-json"))[1]["URL"] == web.url


def test_styles_of_journals_come_from_a_library() -> None:
    pytest.importorskip("citeproc")
    one = Article("abc", "A title", (), date="2020-01-02", byline="Ada", url="https://x.org/a")
    for style in ("apa", "chicago", "bluebook"):
        (line,) = bibliography([one], style)
        assert "title" in line.lower()
        assert "2020" in line
    for style in ("../../etc/passwd", "no-such-style", ""):
        with pytest.raises(CitationError):
            bibliography([one], style)


def test_what_is_remembered_of_a_style_changes_no_citation(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("citeproc")
    ones = [
        Article("abc", "A title", (), date="2020-01-02", byline="Ada Lee and Bo Ek", url="https://x.org/a"),
        Article("abd", "Another, longer title", (), organisation="Harbour Office", number="12-3"),
        Article("abe", "", ()),
    ]
    for style in ("apa", "chicago", "bluebook", "mla"):
        found = bibliography(ones, style)
        with monkeypatch.context() as patched:
            patched.setattr(csl, "_remembering", nullcontext)
            assert bibliography(ones, style) == found


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("format", lists.LIST_FORMATS)
def test_lists_run_nothing(text: str, format: str) -> None:
    file = io.BytesIO()
    lists.write(file, [(article(text), {"id": "abc"})] * 2, format, title=text, made="2026-01-01")
    content = file.getvalue()
    if format == "csv":
        rows = list(csv.reader(io.StringIO(content.decode())))
        assert [len(row) for row in rows] == [len(lists.COLUMNS)] * 3
        assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    elif format == "html":
        harmless(content.decode())
    elif format == "epub":
        well_formed(content)
    elif format == "csl-json":
        assert len(json.loads(content)) == 2


def well_formed(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert book.namelist()[0] == "mimetype"
        for name in book.namelist():
            if name.endswith((".xhtml", ".opf", ".xml")):
                ElementTree.fromstring(book.read(name))
            if name.endswith(".xhtml"):
                harmless(book.read(name).decode())


# Reports

HERE = {
    "aaaa": Article(
        "aaaa", "Valves", (Block(BlockKind.PARAGRAPH, "The company sold faulty valves for years."),),
        date="2019-05-01", url="https://x.org/v", renditions=(Rendition("/in/v.txt", "ab" * 32, "text"),),
        text_hash="cd" * 16,
    )
}  # fmt: skip


def door(names: tuple[Named, ...] = ()) -> Door:
    def find(id: str) -> Article:
        if id not in HERE:
            raise ArticleMissing("no")
        return HERE[id]

    def rows(query: str, limit: int) -> Rows:
        if query == ")":
            raise QueryError("A bracket was never opened.")
        return Rows(7, ("aaaa",))

    return Door(find, lambda id: names, rows, lambda kind, name: 3)


def written() -> Report:
    book = Notebook()
    one = HERE["aaaa"]
    start = one.text.index("faulty")
    draft = passages.mark(one, start, start + len("faulty valves"))
    book.do("mark", [draft])
    book.do("note", [passages.note(book.book, draft.key, "ask about\nthe price")])
    held = passages.passages(book.book)
    items = (
        passage_item(held[0]),
        Item("b", What.ARTICLE, 1, Subject("gone"), "A lost article"),
        Item("c", What.QUERY, 2, query="valve*"),
        Item("d", What.QUERY, 3, query=")"),
        Item("e", What.ENTITY, 4, entity="org", name="The Navy", texts=("our client",)),
        Item("f", What.TEXT, 5, texts=("In my own words.\n\nAnd more.",)),
        Item("g", What.PASSAGE, 6, passage="passage-gone", title="Another"),
        article_item(one),
    )
    dossier = Dossier("k", "The <case>", ("Why this matters.",), items)
    return build(dossier, held, door((Named("org", "Navy"), Named("place", "Sea"))), made="2026-01-01")


def test_a_report_numbers_its_sources_and_says_what_is_missing() -> None:
    report = written()
    assert [(one.number, one.id, one.missing) for one in report.sources] == [
        (1, "aaaa", False),
        (2, "gone", True),
    ]
    assert report.parts[0].quotes[0].text == "faulty valves"
    assert report.parts[0].quotes[0].source == 1
    assert report.parts[2].rows == (1,)
    assert "bracket" in report.parts[3].remark
    assert [one.name for one in report.index] == ["Navy"]
    assert any("1 source" in one for one in report.remarks)
    assert report.timeline == (("2019-05", 1),)


@pytest.mark.parametrize("format", ["md", "html", "epub"])
def test_every_form_has_the_words_the_notes_and_the_checksum(format: str) -> None:
    content = REPORT_FORMATS[format](written())
    if format == "epub":
        well_formed(content)
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"".join(book.read(name) for name in book.namelist())
    for words in ("faulty valves", "the price", "ab" * 32, "cd" * 16, "our client", "In my own words", "aaaa"):
        assert words.encode() in content
    assert b"<case>" not in content
    if format == "html":
        harmless(content.decode())
        assert b"<svg" in content
    assert REPORT_FORMATS[format](written()) == REPORT_FORMATS[format](written())


def test_word_documents_are_read_by_another_program() -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document(io.BytesIO(REPORT_FORMATS["docx"](written())))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for words in ("The <case>", "“faulty valves” [1]", "the price", "ab" * 32, "Navy [1]"):
        assert words in text


texts = st.text(max_size=40)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(texts, texts)
def test_whatever_people_wrote_the_pages_are_well_formed(title: str, note: str) -> None:
    report = Report(title, (note,), written().parts, written().sources, made="2026-01-01")
    ElementTree.fromstring(REPORT_FORMATS["html"](report).decode().replace("<!DOCTYPE html>\n", ""))
    well_formed(REPORT_FORMATS["epub"](report))


@pytest.mark.parametrize(
    ("dates", "bars", "undated"),
    [
        ([], (), 0),
        (["", ""], (), 2),
        (["2019-05-01", "2019-07"], (("2019-05", 1), ("2019-06", 0), ("2019-07", 1)), 0),
        (["2019", "2021-07-01"], (("2019", 1), ("2020", 0), ("2021", 1)), 0),
    ],
)
def test_the_timeline_has_no_gaps(dates: list[str], bars: tuple[tuple[str, int], ...], undated: int) -> None:
    assert timeline(dates) == (bars, undated)
    assert len(timeline(["0001", "9999"])[0]) == 2


# Commands


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, title, words in (
        ("a", "Valves", "faulty valves were sold"),
        ("b", "Harbour", "the harbour was closed"),
    ):
        (tmp_path / f"{name}.md").write_text(f"# {title}\n\nIt is said that {words} in May.\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DOSSIER_LIBRARY", str(tmp_path / "library"))
    with Library.open(tmp_path / "library", create=True) as library:
        library.add([tmp_path / "a.md", tmp_path / "b.md"])
    return tmp_path


def test_a_dossier_is_made_and_reported_by_commands(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Library.open(place / "library") as library:
        ids = {hit.title: hit.id for hit in library.search(Query("")).hits}
    assert main(["dossiers", "new", "The case"]) == 0
    assert (
        main(["dossiers", "add", "the case", ids["Valves"], "--quote", "faulty valves", "--note", "why?"]) == 0
    )
    assert main(["dossiers", "add", "the case", ids["Harbour"]]) == 0
    assert main(["dossiers", "add", "the case", "--text", "In between."]) == 0
    assert main(["dossiers", "move", "the case", "3", "1"]) == 0
    assert main(["dossiers", "add", "the case", ids["Valves"], "--quote", "no such words"]) == 2
    assert main(["dossiers", "text", "the case", "What it is about."]) == 0
    capsys.readouterr()
    assert main(["dossiers", "show", "the case"]) == 0
    shown = capsys.readouterr().out
    assert shown.index("In between") < shown.index("faulty valves") < shown.index("Harbour")
    for suffix in ("md", "html", "epub"):
        assert main(["report", "the case", "-o", f"r.{suffix}"]) == 0
    assert "faulty valves" in (place / "r.md").read_text("utf-8")
    assert main(["report", "the case", "-o", "r.md"]) == 2
    assert main(["report", "the case", "-o", "r.xyz"]) == 2
    assert main(["report", "other"]) == 2
    capsys.readouterr()
    assert main(["export", "--dossier", "the case", "-o", "l.csv"]) == 0
    assert main(["export", "valves", "--format", "jsonl"]) == 0
    lines = capsys.readouterr().out.strip().split("\n")
    record = json.loads(lines[-1])
    assert record["passages"][0]["quote"] == "faulty valves"
    assert main(["dossiers", "share", "the case"]) == 0
    assert "In between" in (place / "library" / "curation" / "dossiers.jsonl").read_text("utf-8")
    assert main(["dossiers", "delete", "the case"]) == 0
    assert main(["dossiers"]) == 1


def test_saved_searches_and_the_digest_tell_what_is_new(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["searches", "--save", "Ports", "harbour", "OR", "port"]) == 0
    assert main(["searches", "--save", "Bad", "title:("]) == 2
    assert main(["digest"]) == 1
    (place / "c.md").write_text("# A <b>port</b>\n\nThe port was opened again yesterday.\n", "utf-8")
    assert main(["add", "c.md"]) == 0
    capsys.readouterr()
    assert main(["searches"]) == 0
    assert re.search(r"2\s+\+1\s+Ports", capsys.readouterr().out)
    assert main(["digest"]) == 0
    assert "1 new of 2" in capsys.readouterr().out
    assert main(["digest", "--html", "--seen"]) == 0
    harmless(capsys.readouterr().out)
    assert main(["digest"]) == 1
    assert main(["searches", "--forget", "ports"]) == 0
    assert main(["searches"]) == 1


def test_documents_count_what_is_new(place: Path) -> None:
    with Library.open(place / "library") as library:
        library.marks = Marks()
        documents = Documents(library)
        saved = documents.save_search("All", "")
        assert documents.counts()[0].total in (0, 2)
        assert searches.searches(library.marks.notebook.book) == [saved]
        documents.looked()
        assert library.search(Query("is:new")).total == 0
        (one,) = library.search(Query("valves")).hits
        book = library.marks.notebook
        library.marks.write("new", dossiers.new(book.book, "D"))
        documents.put(dossiers.named(book.book, "D"), [article_item(one)])
        assert documents.dossier_articles(dossiers.named(book.book, "D")) == ([one.id], [])

"""An article as text, Markdown, HTML and as a citation."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from search import CITATIONS, Article, Block, BlockKind, cite, render
from search.article.model import Span, SpanKind

ARTICLE = Article(
    id="abc",
    title="Range *opens*",
    date="2016-03-07",
    byline="Public Affairs",
    url="https://example.org/a",
    tags=("Tax", "Fraud"),
    blocks=(
        Block(BlockKind.BOILERPLATE, "An official banner", rule="banner"),
        Block(BlockKind.HEADING, "Results", level=2),
        Block(BlockKind.PARAGRAPH, "See the report.", spans=(Span(8, 14, SpanKind.LINK, "https://x.org/r"),)),
        Block(BlockKind.LIST, "one\ntwo", level=1),
        Block(BlockKind.TABLE, "a\tb\n1\t2"),
        Block(BlockKind.QUOTE, "Well said"),
        Block(BlockKind.PREFORMATTED, "x <y> & z"),
    ),
)


def test_text_has_facts_and_visible_blocks_only() -> None:
    text = render(ARTICLE, "text")
    assert text.startswith("Range *opens*\n\nDate: 2016-03-07\n")
    assert "Tags: Tax; Fraud" in text
    assert "1. one\n2. two" in text
    assert "> Well said" in text
    assert "banner" not in text


def test_text_is_wrapped_at_the_width_but_never_wider_than_eighty() -> None:
    long = Article(id="a", title="T", blocks=(Block(BlockKind.PARAGRAPH, "word " * 100),))
    assert max(map(len, render(long, "text", width=40).split("\n"))) <= 40
    assert max(map(len, render(long, "text", width=200).split("\n"))) <= 80


def test_markdown_reads_back_as_the_same_structure() -> None:
    html = MarkdownIt("commonmark").enable("table").render(render(ARTICLE, "md"))
    assert "<h1>Range *opens*</h1>" in html
    assert "<h3>Results</h3>" in html
    assert '<a href="https://x.org/r">report</a>' in html
    assert "<td>1</td>" in html
    assert "x &lt;y&gt; &amp; z" in html


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]


OURS = {
    *("html", "head", "meta", "title", "body", "article", "h1", "h2", "h3", "p", "em"),
    *("dl", "dt", "dd", "ul", "ol", "li", "table", "tr", "td"),
}


@given(st.text(), st.text())
def test_html_lets_no_foreign_tag_through(title: str, body: str) -> None:
    parser = _Tags()
    parser.feed(render(Article(id="a", title=title, blocks=(Block(BlockKind.PARAGRAPH, body),)), "html"))
    assert parser.tags <= OURS


def test_html_drops_links_that_would_run_code() -> None:
    block = Block(BlockKind.PARAGRAPH, "click", spans=(Span(0, 5, SpanKind.LINK, "javascript:alert(1)"),))
    parser = _Tags()
    parser.feed(render(Article(id="a", title="t", blocks=(block,)), "html"))
    assert parser.links == []


@pytest.mark.parametrize("style", CITATIONS)
def test_every_citation_names_author_title_and_date(style: str) -> None:
    cited = cite(ARTICLE, style)
    date = {"ris": "2016/03/07", "csl-json": "[2016, 3, 7]"}.get(style, "2016-03-07")
    for part in ("Public Affairs", "Range *opens*", date, "https://example.org/a"):
        assert part in cited


def test_a_citation_without_author_or_date_is_still_a_sentence() -> None:
    bare = Article(id="a", title="Untold", blocks=())
    assert cite(bare) == "“Untold” [a]."
    assert cite(bare, "apa") == "Untold. (n.d.)."


@given(st.text(alphabet="{}\\x", min_size=1))
def test_bibtex_braces_balance(title: str) -> None:
    cited = cite(Article(id="a", title=title, blocks=()), "bibtex")
    assert cited.count("{") == cited.count("}")
    assert re.match(r"@misc\{a,\n", cited)

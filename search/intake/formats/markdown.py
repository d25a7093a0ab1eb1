"""Markdown, with fields at its head or without; HTML inside of it stays text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from search.article.days import INFERRED
from search.article.model import Article, Block, BlockKind, SpanKind
from search.errors import NotAnArticle
from search.intake.datelines import find_dateline
from search.intake.dates import read_date
from search.intake.decode import decode
from search.intake.fields import metadata
from search.intake.formats.text import title_of
from search.intake.frontmatter import split
from search.intake.inline import Inline
from search.intake.model import Content, Draft, Evidence, rendition
from search.work.progress import Failure

if TYPE_CHECKING:
    from markdown_it.token import Token

VERSION = 1
MAX_SIZE = 10 * 2**20
"""Bytes: three times the longest book."""
_DATED_NAME = re.compile(r"(\d{4}-\d\d-\d\d)[-_ ](?=\S)")
"""How Jekyll names a post."""
_TEMPLATE = re.compile(r"\{%[^%\n]{0,500}%\}|\{\{[^{}\n]{0,500}\}\}|<!--\s{0,9}more\s{0,9}-->")
_WIKI_LINK = re.compile(r"!?\[\[([^\[\]|\n]{1,300})(?:\|([^\[\]\n]{1,300}))?\]\]")
_MARKED = re.compile(r"==(\S[^=\n]{0,500})==")
_TARGET = re.compile(r"\]\(([^()\n]{1,2000})\)|\]\[([^\[\]\n]{1,300})\]")
"""Where a link leads, or the name by which it is said elsewhere."""
_MARKS = {"em": SpanKind.EMPHASIS, "strong": SpanKind.STRONG, "a": SpanKind.LINK}


def read(content: Content) -> Iterator[Draft | Failure]:
    """One article. Raises NotAnArticle for an empty text."""
    data = content.read(MAX_SIZE)
    decoded = decode(data)
    fields, body = split(decoded.text)
    bare, cut = _without_templates(body)
    cut.append(("front matter", decoded.text.removesuffix(body)))
    tokens = _tokens(bare, cut)
    blocks = tuple(_blocks(tokens))
    known = metadata(fields)
    if not known["url"] and known["organisation"].startswith(("http://", "https://")):
        known["url"], known["organisation"] = known["organisation"], ""  # notes call their source's address so
    dated = _DATED_NAME.match(content.name)
    if dated and not known["date"] and (day := read_date(dated[1])):
        known["date"], known["date_source"] = day, f"{INFERRED}file name"
    evidence = [Evidence(name, "front matter", str(value)) for name, value in known.items() if value]
    if not known["title"]:
        known["title"], rule = _title(blocks, content.name)
        evidence.append(Evidence("title", rule, known["title"]))
    if not blocks:
        raise NotAnArticle("The file holds no text.", "Leave it out.")
    blocks = _without_title(blocks, known["title"])
    first = next((block for block in blocks if block.kind is BlockKind.PARAGRAPH), None)
    if not known["dateline"] and first and (found := find_dateline(first.text)):
        known["dateline"], known["place"] = found.text, known["place"] or found.place
    origin = rendition(content.label, data, "markdown", VERSION, decoded.encoding)
    article = Article(id="", blocks=blocks, renditions=(origin,), warnings=decoded.warnings, **known)
    yield Draft(article, data, tuple(evidence), html.unescape(decoded.text), tuple(cut))


def _without_templates(text: str) -> tuple[str, list[tuple[str, str]]]:
    """A text without what site generators fill in; wiki links and marks as the words that they show."""
    cut: list[tuple[str, str]] = []
    lines: list[str] = []
    fenced = False
    for line in text.split("\n"):
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        if not fenced:
            cut += (("template tag", found) for found in _TEMPLATE.findall(line))
            cut += (("markup", page) for page, label in _WIKI_LINK.findall(line) if label)
            line = _WIKI_LINK.sub(lambda link: link[2] or link[1], _TEMPLATE.sub("", line))
            line = _MARKED.sub(r"\1", line)
        lines.append(line)
    return "\n".join(lines), cut


def _title(blocks: Sequence[Block], name: str) -> tuple[str, str]:
    """The first heading where it opens the text, else the file's name; and which of them it is."""
    if blocks and blocks[0].kind is BlockKind.HEADING:
        return " ".join(blocks[0].text.split()), "first heading"
    return title_of(_DATED_NAME.sub("", name)), "file name"


def _without_title(blocks: tuple[Block, ...], title: str) -> tuple[Block, ...]:
    """A first heading that says the title again is hidden, unless there is nothing else."""
    if len(blocks) > 1 and blocks[0].kind is BlockKind.HEADING and " ".join(blocks[0].text.split()) == title:
        return (Block(BlockKind.BOILERPLATE, blocks[0].text, rule="field: title"), *blocks[1:])
    return blocks


def to_blocks(text: str) -> tuple[Block, ...]:
    """Markdown as blocks: CommonMark with tables; no HTML, nothing fetched."""
    return tuple(_blocks(_tokens(text, [])))


def _tokens(text: str, cut: list[tuple[str, str]]) -> list[Token]:
    """What the parser makes of a text; ``cut`` is told the markup that is in no block, by rule."""
    from markdown_it import MarkdownIt

    known: dict[str, Any] = {}
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text, known)
    cut += (
        ("number of an item", token.info) for token in tokens if token.type == "list_item_open" and token.info
    )
    cut += (("fence", token.info) for token in tokens if token.type == "fence" and token.info)
    cut += (
        ("link", target)
        for token in tokens
        if token.type == "inline"
        for pair in _TARGET.findall(token.content)
        for target in pair
    )
    for label, link in known.get("references", {}).items():
        cut.append(("link", f"{label} {link.get('href', '')} {link.get('title', '')}"))
    return tokens


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    i = 0
    while i < len(tokens):
        token = tokens[i]
        if token.nesting == 1:
            end = _end(tokens, i)
            yield from _container(token, tokens[i + 1 : end])
            i = end
        elif token.type in ("fence", "code_block") and token.content.strip():
            yield Block(BlockKind.PREFORMATTED, token.content.rstrip("\n"))
        i += 1


def _end(tokens: Sequence[Token], start: int) -> int:
    """Where the container that opens at ``start`` is closed."""
    level = tokens[start].level
    return next(
        i for i in range(start + 1, len(tokens)) if tokens[i].nesting == -1 and tokens[i].level == level
    )


def _container(token: Token, inside: Sequence[Token]) -> Iterator[Block]:
    kind = token.type.removesuffix("_open")
    if kind in ("bullet_list", "ordered_list"):
        yield from _one(BlockKind.LIST, _items(inside), int(kind == "ordered_list"))
    elif kind == "blockquote":
        yield from _one(BlockKind.QUOTE, [token for token in inside if token.type == "inline"])
    elif kind == "table":
        yield from _table(inside)
    elif kind in ("paragraph", "heading"):
        level = int(token.tag[1]) if kind == "heading" else 0
        yield from _one(BlockKind.HEADING if level else BlockKind.PARAGRAPH, inside, level)


def _items(inside: Sequence[Token]) -> list[Token]:
    return [token for token in inside if token.type in ("inline", "fence", "code_block")]


def _one(kind: BlockKind, tokens: Sequence[Token], level: int = 0) -> Iterator[Block]:
    """One block from several pieces, each on a line of its own."""
    inline = Inline()
    for token in tokens:
        inline.line_break()
        _fill(inline, token)
    text, spans = inline.finish()
    if text:
        yield Block(kind, text, level, spans)


def _fill(inline: Inline, token: Token) -> None:
    """The text and marks of one inline token."""
    for child in token.children or ():
        if child.nesting == 1:
            inline.open(_MARKS.get(child.tag, SpanKind.EMPHASIS), _target(child))
        elif child.nesting == -1:
            inline.close()
        elif child.type == "code_inline":
            inline.open(SpanKind.CODE)
            inline.add(child.content)
            inline.close()
        elif child.type == "hardbreak":
            inline.line_break()
        else:
            inline.add(" " if child.type == "softbreak" else child.content)
    if not token.children:
        inline.add(token.content)


def _target(token: Token) -> str:
    return str(token.attrGet("href") or "")


def _table(inside: Sequence[Token]) -> Iterator[Block]:
    rows: list[list[str]] = []
    for token in inside:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            inline = Inline()
            _fill(inline, token)
            rows[-1].append(inline.finish()[0].replace("\n", " "))
    if text := "\n".join("\t".join(row) for row in rows):
        yield Block(BlockKind.TABLE, text)

"""Texts with light markup as blocks: what reStructuredText, AsciiDoc and Org say, in the same few words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from search.article.blocks import join_lists
from search.article.model import Article, Block, BlockKind
from search.errors import NotAnArticle
from search.intake.datelines import find_dateline
from search.intake.decode import decode
from search.intake.fields import metadata
from search.intake.formats.text import title_of
from search.intake.model import Content, Draft, Evidence, rendition

MAX_SIZE = 10 * 2**20
"""Bytes: three times the longest book."""


@dataclass(slots=True)
class Sheet:
    """What is read of a text: its fields, its title, its blocks, and what was left out by which rule."""

    fields: dict[str, Any] = field(default_factory=dict)
    title: str = ""
    blocks: list[Block] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    """The paragraph in work."""
    cut: list[tuple[str, str]] = field(default_factory=list)
    """Rule and text of what is in no block."""

    def add(self, kind: BlockKind, text: str, level: int = 0, rule: str = "") -> None:
        """Append a block after the paragraph in work."""
        self.end()
        if text.strip():
            self.blocks.append(Block(kind, text.strip("\n"), level, rule=rule))

    def end(self) -> None:
        """The paragraph in work ends."""
        if self.lines:
            self.blocks.append(Block(BlockKind.PARAGRAPH, " ".join(self.lines)))
            self.lines = []

    def item(self, text: str, number: str | None = None) -> None:
        """An item of a list begins, after its ``number`` where the list is an ordered one."""
        self.add(BlockKind.LIST, text, int(number is not None))
        self.drop("number of an item", number or "")

    def drop(self, rule: str, text: str) -> None:
        """Leave a text out of the article."""
        if text.strip():
            self.cut.append((rule, text))

    def more(self, text: str) -> None:
        """A line goes on with the paragraph in work, or with the item before it where it is indented."""
        last = self.blocks[-1] if self.blocks and not self.lines else None
        if last is not None and last.kind is BlockKind.LIST and text[:1].isspace():
            self.blocks[-1] = Block(last.kind, f"{last.text} {text.strip()}", last.level)
        else:
            self.lines.append(text.strip())


def read_sheet(
    content: Content,
    format: str,
    version: int,
    parse: Callable[[list[str]], Sheet],
    marks: Sequence[tuple[re.Pattern[str], str]],
) -> Iterator[Draft]:
    """One article from a text. Raises NotAnArticle for one without text.

    ``marks``: patterns of markup within a line, and what is kept of each, in the order in which they are tried.
    """
    data = content.read(MAX_SIZE)
    decoded = decode(data)
    sheet = parse(decoded.text.split("\n"))
    sheet.end()

    def inline(text: str) -> str:
        for pattern, kept in marks:
            text = pattern.sub(partial(_unmarked, kept, sheet.cut), text)
        return text

    plain = (BlockKind.PREFORMATTED, BlockKind.BOILERPLATE)
    blocks = join_lists(
        block if block.kind in plain else Block(block.kind, inline(block.text), block.level)
        for block in sheet.blocks
    )
    if not any(not block.hidden for block in blocks):
        raise NotAnArticle("The file holds no text.", "Leave it out.")
    known = metadata(sheet.fields)
    rule = "title"
    known["title"] = inline(sheet.title) or known["title"]
    if not known["title"] and blocks[0].kind is BlockKind.HEADING and len(blocks) > 1:
        known["title"], blocks, rule = blocks[0].text, blocks[1:], "first heading"
    if not known["title"]:
        known["title"], rule = title_of(content.name), "file name"
    first = next((block for block in blocks if block.kind is BlockKind.PARAGRAPH), None)
    if first is not None and (found := find_dateline(first.text)):
        known["dateline"], known["place"] = found.text, found.place
    origin = rendition(content.label, data, format, version, decoded.encoding)
    article = Article(id="", blocks=blocks, warnings=decoded.warnings, renditions=(origin,), **known)
    evidence = (Evidence("title", rule, known["title"]),)
    yield Draft(article, data, evidence, decoded.text, tuple(sheet.cut))


def _unmarked(kept: str, cut: list[tuple[str, str]], found: re.Match[str]) -> str:
    """What is kept of a piece of markup; the rest of it is told to ``cut``."""
    text = found.expand(kept)
    cut.append(("markup", found[0].replace(text, " ", 1)))
    return text


def block_until(lines: list[str], start: int, ends: Callable[[str], bool]) -> tuple[str, int]:
    """The lines from ``start`` up to one that ends them, and the number of the line after that one."""
    end = start
    while end < len(lines) and not ends(lines[end]):
        end += 1
    return "\n".join(lines[start:end]), end + 1


def indented(lines: list[str], start: int) -> tuple[str, int]:
    """The stretch of lines from ``start`` that are indented or empty, without the indent, and what follows."""
    end = start
    while end < len(lines) and (not lines[end].strip() or lines[end][:1].isspace()):
        end += 1
    kept = lines[start:end]
    width = min((len(line) - len(line.lstrip()) for line in kept if line.strip()), default=0)
    return "\n".join(line[width:] for line in kept).strip("\n"), end


BULLET = re.compile(r"\s{0,20}(?:[*+•-]|(?P<number>(?:\d{1,3}|#)[.)]))\s+(?P<text>\S.*)\Z")

"""From an article to lines: wrapping, indents and roles, with the offset that each line begins at.

Lines are made as they are asked for, so that an article of a megabyte opens like a short one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from search import Article, Block, BlockKind, Part, Section
from search.text import cluster_start, has_unspaced
from tui.glyphs import UNICODE, Glyphs
from tui.wire.cells import is_simple
from tui.wire.widths import WIDTHS, cluster_width, clusters

LOOK_BACK = 24
"""Characters in which a better end of a line is looked for."""
_breaks = re.compile(
    "[\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f"
    "\U00020000-\U0003ffff]"
).match
_NO_START = frozenset(
    "、。，．・：；？！゛゜ヽヾゝゞ々ー）〕］｝〉》」』】℃％ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ,.:;?!)]}%”’»"
    "ๆฯะาำຯະາຳໆ။၊។៕៖"
)
_NO_END = frozenset("（〔［｛〈《「『【([{“‘«เแโใไເແໂໃໄ")
MOST_CHARACTERS = 12
"""Characters of one column that are looked at, marks included; what has more is cut."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of the reading view: ``lead`` and then ``text``, which is a stretch of the article's text."""

    text: str
    start: int
    """Offset of :attr:`text` into the article's text; of what follows, for a line that is not of it."""
    role: str = "body"
    """``title``, ``subtitle``, ``byline``, ``meta``, ``body``, ``heading``, ``quote``, ``caption``, ``note``,
    ``code``, ``remark`` or ``blank``."""
    lead: str = ""
    """Indent, bullet or quotation bar; no part of the article's text."""
    own: bool = True
    """False: the text is not a stretch of the article's text (the line of metadata)."""

    @property
    def end(self) -> int:
        """Offset after the last character."""
        return self.start + len(self.text) if self.own else self.start


@dataclass(frozen=True, slots=True)
class Remark:
    """A note of one's own, shown below the stretch of text that it is on."""

    at: int
    """Offset of the end of that stretch; 0 for a note on all of the article, which stands at its head."""
    text: str


def wrap(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Stretches of one paragraph (no newline in it) that each fit in ``width`` cells.

    Breaks at spaces, which belong to no stretch, and between signs of scripts that write none; a word that
    is too long is cut. Never splits a character from the marks that combine with it.
    """
    width = max(1, width)
    start = 0
    while start < len(text):
        limit = _fitting(text, start, width)
        if limit >= len(text):
            yield start, len(text.rstrip(" ")) if text.endswith(" ") else len(text)
            return
        cut = limit if text[limit] == " " else text.rfind(" ", start, limit)
        between = _between_signs(text, max(start, cut), limit)
        if between > max(start, cut):
            yield start, start + len(text[start:between].rstrip(" "))
            start = between
        elif cut <= start:
            yield start, limit
            start = limit
        else:
            yield start, start + len(text[start:cut].rstrip(" "))
            start = cut
        while start < len(text) and text[start] == " ":
            start += 1


def _between_signs(text: str, start: int, limit: int) -> int:
    """The last place up to ``limit`` where a script without spaces lets a line end; 0 without any.

    No line begins with what ends a sentence, closes a bracket or lengthens a vowel, and none ends with what
    opens (the classes ID, CL, OP and NS of UAX #14, without a dictionary).
    """
    if text[start : limit + 1].isascii() or not has_unspaced(text, start, limit + 1):
        return 0
    for place in range(limit, max(start, limit - LOOK_BACK), -1):
        before, after = text[place - 1], text[place : place + 1]
        free = _breaks(before) or (after and _breaks(after))
        if free and after not in _NO_START and before not in _NO_END and cluster_start(text, place) == place:
            return place
    return 0


def _fitting(text: str, start: int, width: int) -> int:
    """The end of the longest stretch from ``start`` that fits; always at least one character."""
    # One character more: a mark that combines with the last one must come along.
    if is_simple(text[start : start + width + 1]):
        return min(len(text), start + width)
    cells = 0
    end = start
    for cluster in clusters(text[start : start + MOST_CHARACTERS * (width + 1)]):
        cells += cluster_width(cluster)
        if cells > width and end > start:
            return end
        end += len(cluster)
    return end


def describe(article: Article) -> str:
    """The line of facts under the title: date, category, number, organisation."""
    facts = (article.date, article.category, article.number, article.organisation, article.place)
    return "  ".join(fact for fact in facts if fact)


class Typeset:
    """The lines of one article at one width."""

    def __init__(
        self, article: Article, width: int, glyphs: Glyphs = UNICODE, remarks: tuple[Remark, ...] = ()
    ) -> None:
        self.article = article
        self.remarks = remarks
        self.text = article.text
        self.width = max(1, width)
        self.version = WIDTHS.version
        """By which state of the widths lines are broken."""
        self._glyphs = glyphs
        self._lines: list[TextLine] = []
        self._starts: list[int] = []
        self._source = self._all()

    def fits(self, article: Article, width: int, remarks: tuple[Remark, ...] = ()) -> bool:
        """Whether these are the lines of an article at a width, as wide as signs are now."""
        same = self.article is article and self.remarks == remarks
        return same and self.width == width and self.version == WIDTHS.version

    # Asking for lines

    def line(self, number: int) -> TextLine | None:
        """A line, or None after the last."""
        self._make(number)
        return self._lines[number] if number < len(self._lines) else None

    def count(self) -> int:
        """How many lines there are; makes them all."""
        self._make(None)
        return len(self._lines)

    def has(self, number: int) -> bool:
        """Whether there are more than ``number`` lines; makes no more than these."""
        self._make(number)
        return number < len(self._lines)

    def line_at(self, offset: int) -> int:
        """The number of the line in which an offset of the article's text stands."""
        while not self._starts or self._starts[-1] <= offset:
            line = next(self._source, None)
            if line is None:
                break
            self._add(line)
        return max(0, bisect_right(self._starts, offset) - 1)

    def progress(self, last: int) -> int:
        """Percent of the text that ends with line ``last``; from offsets, so that nothing more is made."""
        line = self.line(last)
        if line is None or not self.has(last + 1) or not self.text:
            return 100
        return min(99, 100 * line.end // len(self.text))

    def _add(self, line: TextLine) -> None:
        self._lines.append(line)
        self._starts.append(line.start)

    def _make(self, number: int | None) -> None:
        while number is None or number >= len(self._lines):
            line = next(self._source, None)
            if line is None:
                return
            self._add(line)

    # Making them

    def _all(self) -> Iterator[TextLine]:
        sections = self.article.sections()
        body = next((s.start for s in sections if s.part is Part.BODY), len(self.text))
        facts_due = True
        for number, section in enumerate(sections):
            if section.part is Part.BODY and facts_due:
                yield from self._facts(body)
                facts_due = False
            if number and (section.part is Part.BODY or section.part is Part.SUBTITLE):
                yield TextLine("", section.start, "blank")
            yield from self._section(section)
            yield from self._remarks(section.start, section.end)
        if facts_due:
            yield from self._facts(body)

    def _facts(self, offset: int) -> Iterator[TextLine]:
        facts = describe(self.article)
        for start, end in wrap(facts, self.width):
            yield TextLine(facts[start:end], offset, "meta", own=False)
        yield from self._remarks(-1, 0)

    def _remarks(self, start: int, end: int) -> Iterator[TextLine]:
        """What was noted on stretches that end behind ``start`` and not behind ``end``."""
        lead = f"{self._glyphs.remark} "
        for remark in self.remarks:
            if not start < remark.at <= end:
                continue
            for piece in f"Note: {remark.text}".split("\n"):
                for left, right in list(wrap(piece, self.width - 2)) or [(0, 0)]:
                    yield TextLine(piece[left:right], end, "remark", lead, own=False)

    def _section(self, section: Section) -> Iterator[TextLine]:
        if section.part is not Part.BODY:
            yield from self._lines_of(section.start, section.end, str(section.part))
            return
        block = self.article.blocks[section.block]
        if block.kind is BlockKind.TABLE:
            yield from self._table(section, block)
        else:
            yield from self._block(section, block)

    def _block(self, section: Section, block: Block) -> Iterator[TextLine]:
        role = _ROLES.get(block.kind, "body")
        hard = block.kind is BlockKind.PREFORMATTED
        start = section.start
        for number, piece in enumerate(block.text.split("\n"), 1):
            first, rest = self._leads(block, number)
            yield from self._lines_of(start, start + len(piece), role, first, rest, hard=hard)
            start += len(piece) + 1

    def _leads(self, block: Block, number: int) -> tuple[str, str]:
        if block.kind is BlockKind.LIST:
            bullet = f"{number}. " if block.level else f"{self._glyphs.bullet} "
            return f"  {bullet}", " " * (2 + len(bullet))
        if block.kind is BlockKind.QUOTE:
            return f"{self._glyphs.quote} ", f"{self._glyphs.quote} "
        if block.kind in (BlockKind.CAPTION, BlockKind.NOTE):
            return "  ", "  "
        return "", ""

    def _lines_of(
        self, start: int, end: int, role: str, first: str = "", rest: str = "", *, hard: bool = False
    ) -> Iterator[TextLine]:
        text = self.text[start:end].replace("\t", " ")
        lead = first
        width = self.width - len(rest)
        stretches = _chop(text, width) if hard else wrap(text, width)
        empty = True
        for left, right in stretches:
            yield TextLine(text[left:right], start + left, role, lead)
            lead = rest
            empty = False
        if empty:
            yield TextLine("", start, role, first)

    def _table(self, section: Section, block: Block) -> Iterator[TextLine]:
        """Rows as they are, cells a bar apart; rows that are too wide wrap."""
        start = section.start
        for row in block.text.split("\n"):
            shown = row.replace("\t", self._glyphs.side)
            for left, right in wrap(shown, self.width - 2):
                yield TextLine(shown[left:right], start + left, "code", "  ")
            start += len(row) + 1


def _chop(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Preformatted text keeps its spaces; it is cut where it is too wide."""
    start = 0
    while start < len(text):
        end = _fitting(text, start, max(1, width))
        yield start, end
        start = end


_ROLES = {
    BlockKind.HEADING: "heading",
    BlockKind.QUOTE: "quote",
    BlockKind.CAPTION: "caption",
    BlockKind.CONTACT: "note",
    BlockKind.NOTE: "note",
    BlockKind.PREFORMATTED: "code",
}

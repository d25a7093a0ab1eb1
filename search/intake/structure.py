"""Blocks built from a stream of structure: whatever the markup, importers say it with these few words."""

from __future__ import annotations

from search.article.blocks import classify
from search.article.model import Block, BlockKind, SpanKind
from search.intake.inline import Inline

_FLOWING = frozenset(
    {BlockKind.LIST, BlockKind.QUOTE, BlockKind.TABLE, BlockKind.CAPTION, BlockKind.PREFORMATTED}
)
"""Kinds of block that hold paragraphs without ending at them."""


class Builder:
    """Collects blocks. Text before any structure is a paragraph; nothing is lost but empty blocks."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._inline = Inline()
        self._kind = BlockKind.PARAGRAPH
        self._level = 0
        self._depth = 0
        self._marks: list[tuple[SpanKind, str]] = []
        self._new_row = True

    def begin(self, kind: BlockKind, level: int = 0) -> None:
        """A block begins; inside of a list, quote, table or caption it is a boundary. It must be ended."""
        if self._depth:
            self._depth += 1
            self.boundary()
            return
        self._flush(kind, level)
        if kind in _FLOWING:
            self._depth = 1

    def end(self) -> None:
        """The block begun last ends."""
        if self._depth > 1:
            self._depth -= 1
            self.boundary()
            return
        self._depth = 0
        self._flush(BlockKind.PARAGRAPH, 0)

    def boundary(self) -> None:
        """A paragraph begins or ends."""
        if not self._depth:
            self._flush(self._kind if self._kind is BlockKind.HEADING else BlockKind.PARAGRAPH, self._level)
        elif self._kind is BlockKind.QUOTE:
            self._inline.line_break()
        else:
            self._inline.add(" ")

    def item(self) -> None:
        """An item of a list begins."""
        if self._depth and self._kind is BlockKind.LIST:
            self._inline.line_break()
        else:
            self.boundary()

    def row(self) -> None:
        """A row of a table begins."""
        if self._depth and self._kind is BlockKind.TABLE:
            self._inline.line_break()
            self._new_row = True
        else:
            self.boundary()

    def cell(self) -> None:
        """A cell of a table begins."""
        if self._depth and self._kind is BlockKind.TABLE:
            if not self._new_row:
                self._inline.tab()
            self._new_row = False
        else:
            self.boundary()

    def line_break(self) -> None:
        """A line ends where its author wanted it to."""
        if self._kind in (BlockKind.LIST, BlockKind.TABLE, BlockKind.HEADING):
            self._inline.add(" ")
        elif self._kind is BlockKind.PARAGRAPH and self._inline.at_line_start:
            self.boundary()  # two in a row part paragraphs
        else:
            self._inline.line_break()

    def text(self, text: str) -> None:
        """Text as it stands in the source."""
        self._inline.add(text)

    def open(self, kind: SpanKind, target: str = "") -> None:
        """Markup begins; it may go on over several blocks."""
        self._marks.append((kind, target))
        self._inline.open(kind, target)

    def close(self) -> None:
        """The markup opened last ends."""
        if self._marks:
            self._marks.pop()
            self._inline.close()

    def finish(self) -> tuple[Block, ...]:
        """All blocks."""
        self._flush(BlockKind.PARAGRAPH, 0)
        return tuple(self._blocks)

    def _flush(self, kind: BlockKind, level: int) -> None:
        for _ in self._marks:
            self._inline.close()
        text, spans = self._inline.finish()
        if text:
            self._blocks.append(_finished(Block(self._kind, text, self._level, spans)))
        self._kind, self._level = kind, level
        self._inline = Inline(preformatted=kind is BlockKind.PREFORMATTED)
        for mark, target in self._marks:
            self._inline.open(mark, target)


def _finished(block: Block) -> Block:
    """A paragraph that looks like a caption, a contact or a note is one."""
    if block.kind is not BlockKind.PARAGRAPH:
        return block
    told = classify(block.text)
    if told.kind in (BlockKind.PARAGRAPH, BlockKind.LIST):
        return block
    return Block(told.kind, block.text, block.level, block.spans)

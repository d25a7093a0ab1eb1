"""What stored bytes may say: texts that are safe to show, offsets inside of them, values of their types.

A library that somebody prepared has checksums that are right; so whatever is loaded is looked at once more.
"""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import chain
from typing import Any

from search.article.fields import Type
from search.article.mention import Mention
from search.article.model import Block, Rendition
from search.text import sanitise

MOST_MENTIONS = 100_000
"""Mentions of an article; a book of three million words has about so many."""


def safe_text(text: Any) -> str:
    """A text as it may be shown. Raises TypeError for anything else."""
    if not isinstance(text, str):
        raise TypeError("a text is no text")
    # Nearly every text is as it was stored: printable, but for lines and tabs.
    if text.isprintable() or text.replace("\n", "").replace("\t", "").isprintable():
        return text
    return sanitise(text)


def safe(type: Type, value: Any) -> Any:
    """The value of a field as it may be shown. Raises TypeError when it is not of its type."""
    if type is Type.LIST:
        return tuple(map(safe_text, value))
    if type is Type.NUMBER:
        if not isinstance(value, int):
            raise TypeError("a number is no number")
        return value
    return safe_text(value)


def safe_block(block: Block) -> Block:
    """A block whose text is safe and whose spans are inside of it. Raises TypeError, ValueError."""
    text = safe_text(block.text)
    if text is not block.text or block.spans or block.level:
        ends = [(span.start, span.end) for span in block.spans]
        numbers = all(isinstance(number, int) for number in (block.level, *chain.from_iterable(ends)))
        if not numbers or not all(0 <= start <= end <= len(text) for start, end in ends):
            raise ValueError("a span is outside of its block")
        spans = tuple(replace(span, target=safe_text(span.target)) for span in block.spans)
        return replace(block, text=text, spans=spans, rule=safe_text(block.rule))
    return block


def safe_rendition(rendition: Rendition) -> Rendition:
    """A rendition whose texts are safe, but for the path: files have any name. Raises TypeError."""
    if not isinstance(rendition.path, str):
        raise TypeError("a path is no text")
    texts = (field.name for field in fields(Rendition) if field.name != "path")
    return replace(rendition, **{name: safe_text(getattr(rendition, name)) for name in texts})


def safe_mentions(mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """Mentions whose texts are safe, ascending, with offsets that make sense. Raises TypeError, ValueError."""
    if len(mentions) > MOST_MENTIONS:
        raise ValueError(f"more than {MOST_MENTIONS:,} mentions")
    for mention in mentions:
        texts = (mention.surface, mention.name, mention.source, mention.evidence)
        said = (text for pair in mention.attributes for text in pair)
        if any(safe_text(text) != text for text in (*texts, *said)):
            raise ValueError("a mention has unsafe characters")
        if not (isinstance(mention.start, int) and isinstance(mention.end, int)):
            raise TypeError("an offset is no number")
        if not 0 <= mention.start <= mention.end < 2**40:
            raise ValueError("an offset is outside of every text")
    return mentions

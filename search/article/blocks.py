"""Plain text as blocks: what a paragraph of it is, told by its look."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from search.article.model import Block, BlockKind
from search.text import unwrap

_BULLET = re.compile(r"(?:[•●▪◦‣∙]\s*|[·*–—-]\s+)(?=\S)")
_CAPTION = re.compile(
    r"\((?:(?:U\.?S\.?|Courtesy|Official|Army|Navy|Air Force|Marine|Coast Guard|DoD|NASA|AP)\b[^()]{0,80}?\s)?"
    r"(?:photo|graphic|image|illustration|video|courtesy)\b[^()]{0,160}\)\s*\Z",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"(?:(?:media |press |for more information,? )?(?:contacts?|inquiries|point of contact|poc)\b.{0,80}[:@])"
    r"|(?:(?:phone|tel(?:ephone)?|fax|e-?mail)\s*:\s*\S)",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"\((?:as prepared|as delivered|as written|remarks as|editor.s note)[^()]{0,80}\)\Z"
    r"|(?:editor.s note|correction|note to editors)\s*:",
    re.IGNORECASE,
)
_LONGEST_CAPTION = 700
_LONGEST_CONTACT = 200


def is_bullet(text: str) -> bool:
    """Whether a line begins like an item of a list."""
    return _BULLET.match(text) is not None


def classify(text: str) -> Block:
    """One paragraph of plain text as a block: caption, contact, note, list or paragraph."""
    if len(text) < _LONGEST_CAPTION and _CAPTION.search(text):
        return Block(BlockKind.CAPTION, text)
    if len(text) < _LONGEST_CONTACT and _CONTACT.match(text):
        return Block(BlockKind.CONTACT, text)
    if _NOTE.match(text):
        return Block(BlockKind.NOTE, text)
    lines = text.split("\n")
    if all(is_bullet(line) for line in lines):
        return Block(BlockKind.LIST, "\n".join(_BULLET.sub("", line, count=1) for line in lines))
    return Block(BlockKind.PARAGRAPH, text)


def join_lists(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Lists that follow one another, as one."""
    joined: list[Block] = []
    for plain_list, group in groupby(blocks, key=_is_plain_list):
        run = list(group)
        if plain_list:
            joined.append(replace(run[0], text="\n".join(block.text for block in run)))
        else:
            joined += run
    return tuple(joined)


def _is_plain_list(block: Block) -> bool:
    return block.kind is BlockKind.LIST and not block.spans and not block.level


def from_plain(text: str) -> tuple[Block, ...]:
    """A clean body in plain text as blocks."""
    return join_lists(classify(paragraph) for paragraph in unwrap(text))


def from_indented(text: str) -> tuple[Block, ...]:
    """Wire copy as blocks: a line that is indented, or that follows an empty one, begins a paragraph."""
    paragraphs: list[list[str]] = []
    fresh = True
    for line in text.split("\n"):
        if not line.strip():
            fresh = True
            continue
        if fresh or line.startswith("   "):
            paragraphs.append([])
        paragraphs[-1].append(line.strip())
        fresh = False
    return join_lists(classify(" ".join(lines)) for lines in paragraphs)

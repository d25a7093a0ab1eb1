"""The plain text of a mail as blocks: lines that were cut are joined, quotes and signatures told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from search.article.blocks import classify, is_bullet, join_lists
from search.article.model import Block, BlockKind

SIGNATURE = "--"
_ARMOUR = re.compile(r"-----(BEGIN|END) PGP (?:SIGNED MESSAGE|SIGNATURE|PUBLIC KEY BLOCK)-----\s*\Z")
_ARMOUR_FIELD = re.compile(r"(?:Hash|Version|Comment|Charset):")
_PGP = "PGP signature"
_NARROWEST, _WIDEST = 50, 100
"""Widths at which programs and people cut the lines of mails; mostly 72 to 78."""
_INITIALS = re.compile(r"[A-Za-z]{1,3}> ")
_DIFF = re.compile(r"(?:diff --git |Index: |--- [^-\s]|@@ -\d)")


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    depth: int
    """Of the quotes around it."""
    flows: bool = False
    """Whether the next line goes on with its sentence, as format=flowed says (RFC 3676)."""
    joins_words: bool = False
    """Flowed with DelSp=yes: the space at its end belongs to the format."""


def to_blocks(text: str, *, flowed: bool = False, delete_space: bool = False) -> tuple[Block, ...]:
    """The blocks of a text. ``flowed`` and ``delete_space`` are what its content type says."""
    lines = [_line(line, flowed, delete_space) for line in text.replace("\r\n", "\n").split("\n")]
    blocks: list[Block] = []
    for rule, stretch in _armour(lines):
        if rule:
            shown = "\n".join(line.text for line in stretch if line.text.strip())
            blocks += [Block(BlockKind.BOILERPLATE, shown, rule=rule)] if shown else []
            continue
        body, signature = _signed(stretch)
        for quoted, run in groupby(body, key=lambda line: line.depth > 0):
            said = list(run)
            blocks += _quote(said) if quoted else _prose(said)
        if shown := "\n".join(line.text.rstrip() for line in signature if line.text.strip()):
            blocks.append(Block(BlockKind.NOTE, shown))
    return join_lists(blocks)


def _line(raw: str, flowed: bool, delete_space: bool) -> _Line:
    """One line without its quote marks; ``a > b`` and ``-> c`` have none."""
    place = depth = 0
    while raw.startswith(">", place) or (depth and not flowed and raw.startswith(" >", place)):
        place = raw.index(">", place) + 1
        depth += 1
    text = raw[place:]
    if (flowed or depth) and text.startswith(" "):
        text = text[1:]
    if not depth and _INITIALS.match(text):
        depth = 1
    soft = flowed and text.endswith(" ") and text.rstrip() != SIGNATURE
    return _Line(text, depth, soft, soft and delete_space)


def _width(lines: Sequence[_Line]) -> int:
    """Where the lines of a paragraph were cut: its longest, but for the last; 0 where none was."""
    widths = [len(line.text.rstrip()) for line in lines[:-1]]
    return max((width for width in widths if _NARROWEST <= width <= _WIDEST), default=0)


def _armour(lines: list[_Line]) -> Iterator[tuple[str, list[_Line]]]:
    """Stretches of lines, with the rule that takes one out: marks and keys of signed mails are no text."""
    kept: list[_Line] = []
    place = 0
    while place < len(lines):
        found = _ARMOUR.match(lines[place].text)
        end = place + 1
        if found is None:
            kept.append(lines[place])
        else:
            if "SIGNED" in found[0]:
                while end < len(lines) and _ARMOUR_FIELD.match(lines[end].text):
                    end += 1
            else:
                while end < len(lines) and not lines[end].text.startswith("-----END PGP"):
                    end += 1
                end += 1
            yield "", kept
            kept = []
            yield _PGP, lines[place:end]
        place = end
    yield "", kept


def _signed(lines: list[_Line]) -> tuple[list[_Line], list[_Line]]:
    """The text, and the signature under it with its mark (RFC 3676, 4.3): the last one that is not quoted."""
    for place in range(len(lines) - 1, max(len(lines) - 40, -1), -1):
        line = lines[place]
        if line.depth == 0 and line.text in ("-- ", SIGNATURE) and not _quoted_below(lines[place:]):
            return lines[:place], lines[place:]
    return lines, []


def _quoted_below(lines: list[_Line]) -> bool:
    return any(line.depth for line in lines)


def _prose(lines: list[_Line]) -> Iterator[Block]:
    for paragraph in _stretches(lines):
        if any(_DIFF.match(line.text) for line in paragraph):
            yield Block(BlockKind.PREFORMATTED, "\n".join(line.text.rstrip() for line in paragraph))
        else:
            joined = _joined(paragraph)
            for bulleted, run in groupby(joined, key=is_bullet):
                text = "\n".join(run)
                yield classify(text) if bulleted or "\n" not in text else Block(BlockKind.PARAGRAPH, text)


def _quote(lines: list[_Line]) -> Iterator[Block]:
    """What others wrote as one block; marks remain where one quotes another."""
    shown = [
        (">" * (depth - 1) + " " if depth > 1 else "") + text
        for depth, run in groupby(lines, key=lambda line: line.depth)
        for stretch in _stretches(list(run))
        for text in _joined(stretch)
    ]
    if shown:
        yield Block(BlockKind.QUOTE, "\n".join(shown))


def _stretches(lines: list[_Line]) -> Iterator[list[_Line]]:
    """Runs of lines that are not empty."""
    for filled, run in groupby(lines, key=lambda line: bool(line.text.strip())):
        if filled:
            yield list(run)


def _joined(lines: list[_Line]) -> list[str]:
    """The lines of a paragraph as their author meant them: what a program cut is put together again."""
    width = _width(lines)
    joined: list[list[str]] = []
    before: _Line | None = None
    for line in lines:
        text = line.text.strip()
        if before is not None and _goes_on(before, line, width):
            joined[-1].append(text if before.joins_words else f" {text}")
        else:
            joined.append([text])
        before = line
    return ["".join(parts) for parts in joined]


def _goes_on(line: _Line, following: _Line, width: int) -> bool:
    """Whether a program cut a line: it said so, or the next word would not have fitted on it."""
    if line.flows:
        return True
    text = following.text.strip()
    if not width or is_bullet(text) or len(line.text) > width:
        return False
    first = text.split(" ", 1)[0]
    return len(line.text.rstrip()) + 1 + len(first) > width and len(line.text.rstrip()) >= _NARROWEST

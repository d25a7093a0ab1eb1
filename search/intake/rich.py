"""Pieces of HTML that other formats carry, as blocks or as lines."""

from __future__ import annotations

import html
import re

from search.article.blocks import from_plain
from search.article.model import Block
from search.intake.markup import parse, to_blocks
from search.text import sanitise

_MARKUP = re.compile(r"<(?:[a-zA-Z!/])|&(?:#\d+|#x[0-9a-fA-F]+|\w+);")
_TAG = re.compile(r"<[^<>]*>")


def blocks_of(text: str) -> tuple[Block, ...]:
    """Text that may be HTML, as blocks."""
    if not _MARKUP.search(text):
        return from_plain(sanitise(text))
    root = parse(text).body
    return to_blocks(root) if root else ()


def plain(text: str) -> str:
    """Text that may be HTML, on as many lines as it has, without markup."""
    return sanitise(html.unescape(_TAG.sub(" ", text) if "<" in text else text))


def line(text: str) -> str:
    """Text that may be HTML, on one line."""
    return " ".join(plain(text).split())

"""Pieces of HTML that other formats carry, as blocks or as lines."""

from __future__ import annotations

import html
import re

from search.article.blocks import from_plain
from search.article.model import Block
from search.intake.ledger import seen_in
from search.intake.markup import parse, to_blocks
from search.text import sanitise

_MARKUP = re.compile(
    r"</?(?:p|br|div|span|a|b|i|u|em|strong|ul|ol|li|h[1-6]|blockquote|table|tr|td|th|img|figure|figcaption|pre|code"
    r"|section|article|html|body|head|hr|sup|sub|small|cite|q|dl|dt|dd|center|font|iframe|script|style|main|header"
    r"|footer|en-note|en-todo|en-media|label|mark|del|ins|abbr|time|video|audio|picture|source|thead|tbody|caption"
    r"|tt|s|strike|details|summary|input|button|form|aside|nav)"
    r"(?:\s[^<>=]*=\s*[\w\"'#/.][^<>]*|\s+(?:open|hidden|disabled|checked|controls|loop|reversed|nowrap|noshade|clear))?\s*/?>"
    r"|&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos|nbsp|[lr][sd]quo|[mn]dash|hellip|[a-zA-Z]{2,8}(?:acute|grave|uml|circ|tilde|cedil));"
    r"|<!--|<!\[CDATA\[",
    re.IGNORECASE,
)
"""A tag of HTML, or a reference to a character: ``a < b``, ``a<b or c>d`` and ``<file>`` are none."""
_TAG = re.compile(r"<[a-zA-Z/!?][^<>]*>")


def is_markup(text: str) -> bool:
    """Whether a text holds HTML."""
    return _MARKUP.search(text) is not None


def blocks_of(text: str) -> tuple[Block, ...]:
    """Text that may be HTML, as blocks."""
    if not is_markup(text):
        return from_plain(sanitise(text))
    root = parse(text).body
    return to_blocks(root) if root else ()


def seen_in_piece(text: str) -> str:
    """What a person would see of text that may be HTML."""
    root = parse(text).body if is_markup(text) else None
    return seen_in(root) if root else text


def plain(text: str) -> str:
    """Text that may be HTML, on as many lines as it has, without markup."""
    return sanitise(html.unescape(_TAG.sub(" ", text) if "<" in text else text))


def line(text: str) -> str:
    """Text that may be HTML, on one line."""
    return " ".join(plain(text).split())

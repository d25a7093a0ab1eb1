"""The fields of the index, their weights, and the same said in Whoosh's words.

Whoever changes a constant here raises :data:`search.index.manifest.SCHEMA_VERSION`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from search.article import fields
from search.index.analysis import RAW_TOKEN, analyse_raw

if TYPE_CHECKING:
    from whoosh.analysis import Analyzer
    from whoosh.fields import Schema

K1 = 1.2
"""BM25: how soon further occurrences of a word stop counting."""
B = 0.75
"""BM25: how much long articles are held back, 0 to 1."""

SECTION_WEIGHTS: dict[str, float] = fields.sections()
"""The sections of the field ``text`` in order, and what an occurrence in each counts; multiples of
WEIGHT_UNIT. Weighing occurrences before they saturate is BM25F in its simple form (Robertson, Zaragoza,
Taylor, "Simple BM25 extension to multiple weighted fields", CIKM 2004)."""

WEIGHT_UNIT = 0.25
SECTIONS = tuple(SECTION_WEIGHTS)
SECTION_GAP = 32
"""Positions left free between two sections, so that no phrase, however loose, spans them."""

TYPICAL_LENGTHS = fields.text_fields()
"""Words that count as a typical length of the short fields. Fixed, since they vary little between archives;
that of ``text`` is measured."""
TEXT_FIELDS = ("text", *TYPICAL_LENGTHS)
"""Fields with postings of their own; all but the first are one section each."""
KEYWORD_FIELDS = fields.keyword_fields()
VIRTUAL_FIELDS = {"body": "text"}
"""Answered from another field: the postings of ``text`` from the first position of the body on."""
KEYWORD_SCORE = 1.0
"""What a keyword that fits adds to a score: it narrows, it doesn't rank."""


def pivots(mean: float) -> dict[str, float]:
    """Each text field's typical length, where articles have this mean weighted length."""
    return {"text": coarse(mean), **TYPICAL_LENGTHS}


def coarse(length: float) -> float:
    """A mean length rounded to a power of the square root of two.

    Impacts are computed against this pivot; rounding makes an index that grew equal to one built at once.
    """
    return float(2 ** (round(2 * math.log2(max(length, 1.0))) / 2))


@cache
def analyzer() -> Analyzer:
    """The analysis of :mod:`search.index.analysis` as a Whoosh analyzer, for its parser and highlighter."""
    from whoosh.analysis import Token, Tokenizer

    class WordTokenizer(Tokenizer):  # type: ignore[misc]  # Whoosh is untyped
        """Whoosh tokens of a text, with positions and characters when asked for."""

        def __call__(
            self,
            value: str,
            positions: bool = False,
            chars: bool = False,
            start_pos: int = 0,
            start_char: int = 0,
            mode: str = "",
            **_: Any,
        ) -> Iterator[Any]:
            token = Token(positions, chars, mode=mode)
            position = start_pos
            for match in RAW_TOKEN.finditer(value):
                analysed = analyse_raw(match.group())
                for piece in analysed.pieces:
                    token.text = piece.text
                    token.boost = 1.0
                    token.stopped = False
                    token.pos = position + piece.delta
                    token.startchar = start_char + match.start() + piece.start
                    token.endchar = start_char + match.start() + piece.end
                    yield token
                position += analysed.advance

    return WordTokenizer()


@cache
def whoosh_schema() -> Schema:
    """The index's fields for Whoosh; what they store is decided by the segments alone."""
    from whoosh.columns import NumericColumn
    from whoosh.fields import COLUMN, ID, STORED, TEXT, Schema

    schema = Schema()
    for name in (*TEXT_FIELDS, *VIRTUAL_FIELDS):
        schema.add(name, TEXT(analyzer=analyzer(), phrase=True, stored=True))
    for name in KEYWORD_FIELDS:
        schema.add(name, ID(stored=True))
    for name in ("pk", "id"):
        schema.add(name, STORED())
    schema.add("date", COLUMN(NumericColumn("i")))  # days since 1970, to sort and group by
    return schema

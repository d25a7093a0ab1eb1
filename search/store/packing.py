"""Articles, blocks and mentions as bytes: compact JSON, compressed. Nothing in it can run."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from typing import Any

from search.article.fields import Type, columns
from search.article.mention import EntityKind, Mention
from search.article.model import Article, Block, BlockKind, Rendition, Span, SpanKind

LEVEL = 3
"""zlib's level: a third smaller than the text at a tenth of a millisecond; higher ones gain 4 %."""
MOST = 32 * 2**20
"""Bytes that a packed article may unfold to: ten times the longest novel, and no more memory than there is."""
MOST_ORIGINAL = 2**20
"""Bytes that a packed original may unfold to: as many as are kept (search.store.parcel.ORIGINAL_LIMIT)."""

_PLAIN_FIELDS = tuple(field.name for field in columns())
_LISTS = tuple(field.name for field in columns() if field.type is Type.LIST)


def _pack(value: Any) -> bytes:
    return zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8"), LEVEL)


def _unpack(data: bytes) -> Any:
    return json.loads(unpack_bytes(data))


def pack_bytes(data: bytes) -> bytes:
    """The original bytes of a file, compressed."""
    return zlib.compress(data, LEVEL)


def unpack_bytes(data: bytes, most: int = MOST) -> bytes:
    """What :func:`pack_bytes` packed. Raises ValueError when it is damaged or larger than it may be."""
    unpacker = zlib.decompressobj()
    try:
        plain = unpacker.decompress(data, most + 1)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if not unpacker.eof or len(plain) > most:
        raise ValueError("cut off, or too large")
    return plain


def _block_row(block: Block) -> list[Any]:
    """Trailing defaults are left out: most blocks are paragraphs without spans."""
    spans = [[s.start, s.end, s.kind.value, s.target] for s in block.spans]
    row: list[Any] = [block.kind.value, block.text, block.level, spans, block.rule]
    while not row[-1] and len(row) > 2:
        row.pop()
    return row


def _block(kind: str, text: str, level: int = 0, spans: Sequence[Any] = (), rule: str = "") -> Block:
    built = tuple(Span(start, end, SpanKind(what), target) for start, end, what, target in spans)
    return Block(BlockKind(kind), text, level, built, rule)


def pack_blocks(blocks: Iterable[Block]) -> bytes:
    """The blocks of one article."""
    return _pack([_block_row(block) for block in blocks])


def unpack_blocks(data: bytes) -> tuple[Block, ...]:
    """What :func:`pack_blocks` packed."""
    return tuple(_block(*row) for row in _unpack(data))


def as_record(article: Article) -> dict[str, Any]:
    """All of an article but its renditions, as JSON knows it."""
    record: dict[str, Any] = {name: getattr(article, name) for name in _PLAIN_FIELDS}
    record["blocks"] = [_block_row(block) for block in article.blocks]
    return record


def pack_article(article: Article) -> bytes:
    """A whole article, for the shelf of older revisions; renditions are kept elsewhere."""
    return _pack(as_record(article))


def unpack_article(data: bytes, renditions: tuple[Rendition, ...] = ()) -> Article:
    """What :func:`pack_article` packed."""
    return from_record(_unpack(data), renditions)


def from_record(record: dict[str, Any], renditions: tuple[Rendition, ...] = ()) -> Article:
    """What :func:`as_record` made, after JSON. Raises KeyError, TypeError or ValueError for anything else."""
    record["blocks"] = tuple(_block(*row) for row in record["blocks"])
    record |= {name: tuple(record[name]) for name in _LISTS if name in record}
    return Article(**record, renditions=renditions)


def pack_mentions(mentions: Iterable[Mention]) -> bytes:
    """The mentions in one article."""
    return _pack([_mention_row(mention) for mention in mentions])


def unpack_mentions(data: bytes) -> tuple[Mention, ...]:
    """What :func:`pack_mentions` packed."""
    return tuple(_mention(*row) for row in _unpack(data))


def _mention_row(m: Mention) -> list[Any]:
    return [m.start, m.end, m.kind.value, m.surface, m.name, m.source, m.evidence, m.attributes]


def _mention(
    start: int, end: int, kind: str, surface: str, name: str, source: str, evidence: str, attributes: Any
) -> Mention:
    said = tuple((label, value) for label, value in attributes)
    return Mention(start, end, EntityKind(kind), surface, name, source, evidence, said)

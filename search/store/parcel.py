"""An article made ready for the store, wherever that is done: what takes time has been worked out."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace

from search.article.identity import identify, shingle_sketch, title_day
from search.article.model import Article
from search.store.packing import as_record, pack_blocks, pack_bytes, unpack_blocks
from search.text import fold

ORIGINAL_LIMIT = 2**20
"""Bytes of an original that is kept: any page as text or HTML, but no scan; those stay where they are."""
SORT_TITLE = 32
"""Bytes of a folded title that are sorted by, as many as the index has (search.index.inverter.TITLE_KEY)."""


@dataclass(frozen=True, slots=True)
class Packed:
    """What the store keeps of an article beside its fields."""

    blocks: bytes
    sketch: bytes
    sort_title: bytes
    title_day: bytes | None

    @classmethod
    def of(cls, article: Article) -> Packed:
        """Work it out."""
        return cls(
            pack_blocks(article.blocks),
            shingle_sketch(article.body),
            fold(article.title).encode("utf-8", "replace")[:SORT_TITLE],
            title_day(article),
        )


@dataclass(frozen=True, slots=True)
class Parcel:
    """An article on its way to the store."""

    head: Article
    """Everything but the blocks, with id and text hash set, and one rendition."""
    packed: Packed
    digest: bytes
    """Of everything that was read."""
    original: bytes | None
    """The bytes that it was read from, packed; None when they are too many to keep."""
    characters: int
    """In all of its blocks."""

    @classmethod
    def of(cls, draft: Article, original: bytes | None) -> Parcel:
        """Make what an importer read ready."""
        record = json.dumps([as_record(draft), draft.renditions[0].importer], ensure_ascii=False)
        article = identify(draft)
        kept = original is not None and len(original) <= ORIGINAL_LIMIT
        return cls(
            replace(article, blocks=()),
            Packed.of(article),
            hashlib.sha256(record.encode("utf-8", "replace")).digest()[:16],
            pack_bytes(original) if original is not None and kept else None,
            sum(len(block.text) for block in draft.blocks),
        )

    @property
    def article(self) -> Article:
        """The whole article."""
        return replace(self.head, blocks=unpack_blocks(self.packed.blocks))

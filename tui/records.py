"""Articles as records of JSON, for commands and for files that the reader writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search import Article, Mark, Mention, passages


def article_record(
    article: Article,
    mentions: tuple[Mention, ...],
    mark: Mark | None = None,
    marked: Sequence[passages.Placed] = (),
) -> dict[str, object]:
    """The whole article with what the reader made of it; mentions and passages give offsets into ``text``."""
    return {
        **_fields(article, mentions),
        "marks": {
            "read": mark.read, "starred": mark.starred, "tags": list(mark.tags), "notes": list(mark.notes),
        } if mark else {},
        "passages": [_passage(one) for one in marked],
    }  # fmt: skip


def _passage(one: passages.Placed) -> dict[str, object]:
    """A passage with where it stands; without offsets when its words are not in the article any more."""
    held, place = one.passage, one.place
    where = {"start": place.start, "end": place.end, "fit": place.fit.value} if place else {"lost": True}
    return {"key": held.key, "quote": held.quote, "notes": list(held.notes), "tags": list(held.tags), **where}


def _fields(article: Article, mentions: tuple[Mention, ...]) -> dict[str, object]:
    return {
        "id": article.id,
        "source_key": article.source_key,
        "url": article.url,
        "title": article.title,
        "subtitle": article.subtitle,
        "date": article.date,
        "date_precision": article.date_precision,
        "date_source": article.date_source,
        "date_inferred": article.date_inferred,
        "category": article.category,
        "byline": article.byline,
        "organisation": article.organisation,
        "dateline": article.dateline,
        "place": article.place,
        "language": article.language,
        "tags": list(article.tags),
        "number": article.number,
        "kind": article.kind,
        "revision": article.revision,
        "warnings": list(article.warnings),
        "text": article.text,
        "blocks": [
            {"kind": b.kind.value, "text": b.text, "level": b.level, "rule": b.rule} for b in article.blocks
        ],
        "mentions": [
            {
                "start": m.start,
                "end": m.end,
                "kind": m.kind.value,
                "name": m.name,
                "surface": m.surface,
                "source": m.source,
                **dict(m.attributes),
            }
            for m in mentions
        ],
        "renditions": [
            {
                "path": r.path,
                "sha256": r.sha256,
                "format": r.format,
                "encoding": r.encoding,
                "importer": r.importer,
                "imported_at": r.imported_at,
            }
            for r in article.renditions
        ],
    }

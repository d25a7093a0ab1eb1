"""Articles as records of JSON, for commands and for files that the reader writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search import Article, Mention


def article_record(article: Article, mentions: tuple[Mention, ...]) -> dict[str, object]:
    """The whole article; mentions give character offsets into ``text``."""
    return {
        "id": article.id,
        "source_key": article.source_key,
        "url": article.url,
        "title": article.title,
        "subtitle": article.subtitle,
        "date": article.date,
        "date_precision": article.date_precision,
        "date_source": article.date_source,
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

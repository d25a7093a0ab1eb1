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


_ARTICLE = (
    "id", "source_key", "url", "title", "subtitle", "date", "date_precision", "date_source", "date_inferred",
    "category", "byline", "organisation", "dateline", "place", "language", "tags", "number", "kind", "revision",
    "warnings", "text",
)  # fmt: skip
_RENDITION = ("path", "sha256", "format", "encoding", "importer", "imported_at")


def _fields(article: Article, mentions: tuple[Mention, ...]) -> dict[str, object]:
    return {
        **_members(article, _ARTICLE),
        "blocks": [
            {"kind": b.kind.value, "text": b.text, "level": b.level, "rule": b.rule} for b in article.blocks
        ],
        "mentions": [_mention(one) for one in mentions],
        "renditions": [_members(one, _RENDITION) for one in article.renditions],
    }


def _members(of: object, names: tuple[str, ...]) -> dict[str, object]:
    """Attributes by their names; JSON has lists for tuples."""
    values = {name: getattr(of, name) for name in names}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _mention(one: Mention) -> dict[str, object]:
    named = _members(one, ("name", "surface", "source"))
    return {"start": one.start, "end": one.end, "kind": one.kind.value, **named, **dict(one.attributes)}

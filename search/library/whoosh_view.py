"""The library as a Whoosh index: the segments, with stored fields from the store."""

from __future__ import annotations

from typing import Any

from search.article.fields import FIELDS, values_of
from search.article.model import Article
from search.index.snapshot import Snapshot
from search.index.whoosh_index import ReadOnlyIndex
from search.store.store import Store


def whoosh_index(snapshot: Snapshot, store: Store) -> ReadOnlyIndex:
    """One state of the index, whose hits carry the fields of their articles."""

    def stored(pk: int) -> dict[str, Any]:
        article = store.article(pk)
        return stored_fields(article) if article is not None else {}

    return ReadOnlyIndex(snapshot, stored)


def stored_fields(article: Article) -> dict[str, Any]:
    """An article's fields by the names of the index."""
    found: dict[str, Any] = {"id": article.id, "text": article.text, "body": article.body, "date": article.date}
    for field in FIELDS:
        if field.section is not None and field.name != "body":
            found[field.section_name] = " ".join(values_of(article, field))
        if field.keyword:
            found[field.keyword] = ", ".join(values_of(article, field))
    return found

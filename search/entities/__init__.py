"""Who and what is named?

``extract`` and ``extract_many`` find the mentions of articles. Nothing is loaded before they are called.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search.article.model import Article
    from search.entities.model import Mention

EXTRACTOR_VERSION = 11
"""Goes up whenever the same article may get other mentions; the library then tags again."""
DECISIONS = "entities.jsonl"
"""The file with what people decided about entities, in the library's ``curation`` folder."""

__all__ = ["DECISIONS", "EXTRACTOR_VERSION", "extract", "extract_many", "silence"]


def extract(article: Article) -> tuple[Mention, ...]:
    """Every mention in ``article.text``, ascending by start, without overlap."""
    from search.entities.extract import extract as run

    return run(article)


def silence(article: Article) -> str:
    """Why so few names are found in an article, as a sentence; empty when it can be read in full."""
    from search.entities.language import silence as run

    return run(article)


def extract_many(articles: Iterable[Article]) -> Iterator[tuple[Mention, ...]]:
    """The mentions of each article, in order. Faster than one call an article."""
    from search.entities.extract import extract_many as run

    return run(articles)

"""A large library for benchmarks: recombined articles with entities, written into the store without the import.

Importing and tagging a million articles takes hours, and has benchmarks of its own. So articles go into the
store as they are, each sentence of the source is tagged once, and an article's mentions are put together
from those of its sentences.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from search.article.identity import identify
from search.article.model import Article, Block, BlockKind
from search.entities import EXTRACTOR_VERSION, extract_many
from search.entities.model import Mention
from search.library.library import Library
from search.store import articles
from search.store.packing import pack_blocks, pack_mentions
from search.store.parcel import Packed
from search.store.store import Store
from search.work.clock import now
from tests.bench import corpus

BATCH = 2000
"""Articles in a transaction."""

Known = dict[str, tuple[Mention, ...]]
"""Sentence -> its mentions, their offsets counted in the sentence."""


def make(folder: Path, source: Path, count: int, seed: int = 7) -> Path:
    """The library's folder inside ``folder``, filled and indexed; goes on where it was cut short."""
    place, texts = folder / "library", folder / "corpus.jsonl"
    folder.mkdir(parents=True, exist_ok=True)
    if not texts.exists():
        corpus.make(texts, source, count, seed)
    store = Store.open(place, create=True)
    there = store.count()
    if there < count:
        known = dict(_tagged(source))
        with store.lock():
            records = islice(corpus.articles(texts), there, None)
            while some := list(islice(records, BATCH)):
                _put(store, some, known)
    store.close()
    with Library.open(place) as library:
        library.prepare()
    return place


def _put(store: Store, records: list[dict[str, Any]], known: Known) -> None:
    """One transaction: articles with their mentions."""
    with store.batch(now()) as batch:
        connection = store._database.connection()
        for record in records:
            blocks = (Block(BlockKind.PARAGRAPH, record["body"]),)
            tags = tuple(record["tags"])
            draft = Article("", record["title"], blocks, date=record["date"], tags=tags)
            article = articles.free_id(connection, identify(draft))
            title = record["title"].lower().encode()[:32]
            packed = Packed(pack_blocks(blocks), b"", title, None)
            pk = articles.insert(connection, article, packed, "jsonl", batch.generation)
            found = _mentions(article.text, known)
            batch.put_packed(pk, pack_mentions(found), len(found), EXTRACTOR_VERSION, batch.generation)


def _tagged(source: Path) -> Iterator[tuple[str, tuple[Mention, ...]]]:
    """Each distinct sentence of the source with its mentions."""
    _, sentences, _ = corpus.read_source(source)
    distinct = sorted(set(sentences))
    wrapped = [Article("", "", (Block(BlockKind.PARAGRAPH, text),)) for text in distinct]
    for text, article, mentions in zip(distinct, wrapped, extract_many(wrapped), strict=True):
        base = article.text.index(text)
        yield text, tuple(_moved(mention, -base) for mention in mentions)


def _moved(mention: Mention, by: int) -> Mention:
    return replace(mention, start=mention.start + by, end=mention.end + by)


def _mentions(text: str, known: Known) -> list[Mention]:
    """The mentions in the sentences of a text that are known."""
    found: list[Mention] = []
    at = 0
    for sentence in corpus.sentences(text):
        at = text.index(sentence, at)
        found += [_moved(mention, at) for mention in known.get(sentence, ())]
        at += len(sentence)
    return found

"""A large library for benchmarks: recombined articles that came in through the import, with entities.

Tagging a million articles takes hours, so each sentence of the source is tagged once, and an article's
mentions are put together from those of its sentences.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from search.article.model import Article, Block, BlockKind
from search.entities import EXTRACTOR_VERSION, extract_many
from search.entities.model import Mention
from search.errors import LibraryMissing
from search.importing import Import, now
from search.library import Library
from search.store.store import Store
from tests.bench import corpus

BATCH = 2000
"""Articles in a transaction of mentions."""

Known = dict[str, tuple[Mention, ...]]
"""Sentence -> its mentions, their offsets counted in the sentence."""


def make(folder: Path, source: Path, articles: int, seed: int = 7) -> Path:
    """The library's folder inside ``folder``, filled unless it is there."""
    place, texts = folder / "library", folder / "corpus.jsonl"
    try:
        with Library.open(place, read_only=True) as library:
            if library.status().untagged == 0 and library.index_state() == "ready":
                return place
    except LibraryMissing:
        folder.mkdir(parents=True, exist_ok=True)
    if not texts.exists():
        corpus.make(texts, source, articles, seed)
    store = Store.open(place, create=True)
    with store.lock():
        for _ in Import(store).run([texts]):
            pass
        _put_mentions(store, dict(_tagged(source)))
    store.close()
    with Library.open(place) as library:
        library.prepare()
    return place


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


def _put_mentions(store: Store, known: Known) -> None:
    untagged = store.untagged(EXTRACTOR_VERSION)
    for start in range(0, len(untagged), BATCH):
        with store.batch(now()) as batch:
            for pk, article in store.articles(untagged[start : start + BATCH]):
                batch.put_mentions(pk, _mentions(article.text, known), EXTRACTOR_VERSION)


def _mentions(text: str, known: Known) -> list[Mention]:
    """The mentions in the sentences of a text that are known."""
    found: list[Mention] = []
    at = 0
    for sentence in corpus.sentences(text):
        at = text.index(sentence, at)
        found += [_moved(mention, at) for mention in known.get(sentence, ())]
        at += len(sentence)
    return found

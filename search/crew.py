"""Several processes that find mentions at once; articles go to them, and mentions come back, as plain JSON."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Generator, Iterable, Iterator
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from search.article.model import Article
from search.entities import extract_many
from search.entities.model import Mention
from search.intake.pool import cores
from search.store.packing import pack_articles, pack_mentions_of, unpack_articles, unpack_mentions_of

Tagged = tuple[int, tuple[Mention, ...]]
BATCH_ARTICLES = 32
"""Articles in a message: a quarter of a second's work."""
WORTH_STARTING = 256
"""Articles from which other processes pay for their start, which takes each a second."""


def tag(articles: Iterable[tuple[int, Article]], count: int) -> Generator[list[Tagged], None, None]:
    """The mentions of (pk, article) pairs, in portions as they are ready. ``count``: about how many."""
    portions = _portions(articles)
    if count < WORTH_STARTING or cores() < 2:
        for portion in portions:
            yield _tagged_here(portion)
        return
    crew = [_Member() for _ in range(cores())]
    try:
        yield from _share_out(portions, crew)
    finally:
        for member in crew:
            member.end()


def _portions(articles: Iterable[tuple[int, Article]]) -> Iterator[list[tuple[int, Article]]]:
    portion: list[tuple[int, Article]] = []
    for pair in articles:
        portion.append(pair)
        if len(portion) >= BATCH_ARTICLES:
            yield portion
            portion = []
    if portion:
        yield portion


def _tagged_here(portion: list[tuple[int, Article]]) -> list[Tagged]:
    found = extract_many(article for _, article in portion)
    return [(pk, mentions) for (pk, _), mentions in zip(portion, found, strict=True)]


class _Member:
    """One process and the portion that it works on."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.channel, theirs = context.Pipe()
        self._process: SpawnProcess = context.Process(target=work, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        self.portion: list[tuple[int, Article]] = []

    def give(self, portion: list[tuple[int, Article]]) -> None:
        """Let it work on a portion. It has none, so neither side waits for the other to read."""
        self.portion = portion
        self.channel.send_bytes(pack_articles(article for _, article in portion))

    def take(self) -> list[Tagged]:
        """What it found in its portion."""
        portion, self.portion = self.portion, []
        found = unpack_mentions_of(self.channel.recv_bytes())
        return [(pk, mentions) for (pk, _), mentions in zip(portion, found, strict=True)]

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self.channel.close()
        self._process.kill()
        self._process.join()
        self._process.close()


def _share_out(portions: Iterator[list[tuple[int, Article]]], crew: list[_Member]) -> Iterator[list[Tagged]]:
    """Give each member a portion whenever it has none; what a member that died had is done here."""
    idle = list(crew)
    while True:
        while idle and (portion := next(portions, None)):
            try:
                idle[-1].give(portion)
                idle.pop()
            except OSError:
                idle.pop()
                yield _tagged_here(portion)
        busy = {member.channel: member for member in crew if member.portion}
        if not busy:
            yield from map(_tagged_here, portions)
            return
        for ready in wait(list(busy)):
            member = busy[ready]  # type: ignore[index] # the channels that were waited for
            portion = member.portion
            try:
                yield member.take()
                idle.append(member)
            except (EOFError, OSError):
                yield _tagged_here(portion)


def work(channel: Connection) -> None:
    """Tag what comes through the channel until it is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C means
    try:
        while True:
            found = extract_many(unpack_articles(channel.recv_bytes()))
            channel.send_bytes(pack_mentions_of(found))
    except (EOFError, OSError):
        return  # the parent is gone or has closed the channel: there is nobody to work for

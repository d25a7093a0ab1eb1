"""A cluster as an executor of imports."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from search.cluster.connection import Connection
from search.cluster.parsing import ClusterParsers
from search.cluster.tagging import ClusterTaggers
from search.library.tagger_pool import BATCH_ARTICLES
from search.store.store import Store


class Cluster:
    """A running cluster, for :meth:`search.library.library.Library.add`. Use it in a ``with`` block."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @classmethod
    def connect(cls, address: str) -> Self:
        """Connect to the scheduler at ``address``, or the one that a scheduler file of that name tells of.

        Raises ClusterError when there is none, when it has no workers, or workers with another build.
        """
        return cls(Connection.open(address))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def pays(self, articles: int) -> bool:
        """Whether so many articles to tag are worth the way: a whole job is."""
        return articles >= BATCH_ARTICLES

    def parsers(self) -> ClusterParsers:
        """Who parses: the workers."""
        return ClusterParsers(self._connection)

    def taggers(self, store: Store) -> ClusterTaggers:
        """Who tags: the workers."""
        return ClusterTaggers(self._connection, store)

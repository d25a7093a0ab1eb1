"""Who does the heavy work of an import: processes of this machine, or whoever is given instead of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

from search.store.store import Store

if TYPE_CHECKING:
    from search.intake.model import Result, SourceFile
    from search.library.tagger_pool import Answer, Job


WORTH_STARTING = 256
"""Articles from which other processes pay for their start, which takes each half a second."""


class Parsers(Protocol):
    """Parses files: see :class:`search.intake.pool.Pool`."""

    def parse(self, sources: Iterable[SourceFile], stop: Callable[[], bool] = ...) -> Iterator[Result]:
        """The articles of all files, as they come; each file ends with a result that says so."""
        ...


class Taggers(Protocol):
    """Finds mentions: see :class:`search.library.tagger_pool.TaggerPool`."""

    @property
    def waiting(self) -> int:
        """Jobs that were asked for and have not been answered."""
        ...

    @property
    def room(self) -> int:
        """Jobs that may be waiting."""
        ...

    def ask(self, job: Job) -> None:
        """Have the mentions of some articles found."""
        ...

    def answer(self, wait: float) -> Answer | None:
        """What was found in some job; None when nothing comes within ``wait`` seconds."""
        ...

    def close(self) -> None:
        """End what is under way."""
        ...


class Executor(Protocol):
    """Who parses and who tags."""

    def pays(self, articles: int) -> bool:
        """Whether so many articles to tag are worth the way to the taggers."""
        ...

    def parsers(self) -> AbstractContextManager[Parsers]:
        """Parsers for one import."""
        ...

    def taggers(self, store: Store) -> Taggers:
        """Taggers of a library's articles."""
        ...


class Processes:
    """The executor of this machine: a process a processor."""

    def pays(self, articles: int) -> bool:
        """Whether there is work for several processes."""
        from search.work.pool import cores

        return articles >= WORTH_STARTING and cores() > 1

    def parsers(self) -> AbstractContextManager[Parsers]:
        """Processes that parse."""
        from search.intake.pool import Pool

        return Pool()

    def taggers(self, store: Store) -> Taggers:
        """Processes that tag, and read the articles by themselves."""
        from search.library.tagger_pool import TaggerPool

        return TaggerPool(store.folder)

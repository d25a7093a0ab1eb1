"""How long work reports on itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


def duration(seconds: float) -> str:
    """A span of time as people say it: ``8 s``, ``3 min``, ``1 h 20 min``."""
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


@dataclass(frozen=True, slots=True)
class Progress:
    """A state of long work; each replaces the one before."""

    stage: str
    """What is being done: ``reading``, ``indexing``, ``entities`` ..."""
    done: int
    total: int = 0
    """0 when unknown."""
    unit: str = "articles"
    rate: float = 0.0
    """Units a second over the last seconds."""
    remaining: float = 0.0
    """Seconds left, 0 when unknown."""
    failed: int = 0

    def in_words(self) -> str:
        """``indexing 1,200 of 12,694 articles, 830/s, 14 s left``."""
        total = f" of {self.total:,}" if self.total else ""
        parts = [f"{self.stage} {self.done:,}{total} {self.unit}"]
        if self.rate >= 1:
            parts.append(f"{self.rate:,.0f}/s")
        if self.remaining >= 1:
            parts.append(f"{duration(self.remaining)} left")
        if self.failed:
            parts.append(f"{self.failed:,} failed")
        return ", ".join(parts)


Stop = Callable[[], bool]
"""Returns true when the caller no longer wants the answer; polled at least every 5 ms."""

Report = Callable[[Progress], None]
"""Called from the thread that works, at most ten times a second."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not become an article, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Replaced:
    """An article whose text another one took the place of; the older text is kept."""

    id: str
    title: str
    """The older one."""
    path: str
    """Where the newer text was read."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, in articles but for the failures."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    renditions: int = 0
    """Further forms of articles that were there already."""
    skipped: int = 0
    """Files that are known to be no articles, or failed before and have not changed."""
    failed: int = 0
    failures: tuple[Failure, ...] = ()
    lossy: int = 0
    """Articles that lack words of their originals which no rule dropped; each has a warning."""
    losses: tuple[Failure, ...] = ()
    """Where those were read, with their warnings; at most as many as failures are listed."""
    replaced: tuple[Replaced, ...] = ()
    """Articles that were there and have another text now; at most as many as failures are listed."""
    passed: tuple[tuple[str, int], ...] = ()
    """(kind, files): what was passed over in folders, such as pictures, styles and hidden files."""
    passed_files: tuple[str, ...] = ()
    """Their paths, at most as many as failures are listed."""
    missing: int = 0
    """Files that are gone since they were read; their articles stay until they are purged."""
    away: tuple[str, ...] = ()
    """Folders of which so much is gone that they are taken for disks that are not mounted."""
    stopped: bool = False
    """True when the caller stopped it; what was committed stays."""


@dataclass(frozen=True, slots=True)
class Status:
    """What is in a library."""

    path: str
    articles: int
    renditions: int
    entities: int
    mentions: int
    index: str
    """``ready``, ``missing``, ``stale`` or ``damaged: why``."""
    untagged: int = 0
    """Articles whose entities are still to come."""
    schema: int = 0
    read_only: bool = False
    failures: int = 0
    oldest: str = ""
    newest: str = ""

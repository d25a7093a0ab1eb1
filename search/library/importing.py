"""Files become stored articles: what changed is read, identified and committed, a batch at a time."""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from search.article.identity import keys_of
from search.article.model import Article
from search.article.provenance import loss_in
from search.errors import Unreadable
from search.intake.model import Ready, Result, SourceFile
from search.intake.ordering import in_order
from search.intake.pipeline import plan
from search.library.executor import Executor, Processes
from search.store import journal
from search.store.admission import Arrival, Outcome
from search.store.batch import Batch
from search.store.journal import Source
from search.store.parcel import Parcel
from search.store.store import Store
from search.text import printable
from search.work.clock import now
from search.work.progress import Failure, ImportReport, Replaced, Report, Stop
from search.work.ticker import Ticker

BATCH_ARTICLES = 512
"""Articles in a transaction: a commit is a small part of their cost, and little is read again after a
crash."""
BATCH_CHARACTERS = 8 * 2**20
"""Characters in a transaction: bounds the memory that waits for a commit when articles are books."""
BATCH_SECONDS = 1.0
"""A slow source is committed this often, so that the list grows while one reads."""
HASH_LIMIT = 2**28
"""Bytes of a file that are hashed to see whether a new time stamp means new content: a second's work.
Larger files are told by size and time alone."""
GONE_SHARE = 0.2
"""Of the files that a folder had: when more are gone, it is taken for a disk that is not mounted."""
_ESCAPED = re.compile(r"\\u(dc[89a-f][0-9a-f])")
"""A byte of a name that is no UTF-8, as the journal keeps it."""
FAILURES_LISTED = 10_000
"""Failures in a report, and of one file in the journal; all are counted."""


def as_text(path: Path) -> str:
    """A path as the journal keeps it; bytes of a name that are no UTF-8 are escaped."""
    return str(path).encode("utf-8", "backslashreplace").decode()


def as_path(text: str) -> Path:
    """The path that the journal keeps as ``text``."""
    path = Path(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), text))
    return path if os.path.lexists(path) else Path(text)


@dataclass(slots=True)
class _Reading:
    """A file in the course of being read."""

    path: str
    """As the journal has it."""
    label: str
    """As importers call it."""
    state: Source
    failures: list[Failure] = field(default_factory=list)
    """The first records of it that failed."""
    failed: int = 0
    """How many failed."""
    articles: int = 0
    keys: set[int] = field(default_factory=set)
    """Hashes of the keys that its articles had so far: eight bytes each, and not their texts."""

    def fail(self, failure: Failure) -> None:
        """A record of the file has failed: the first ones are kept, the rest are counted."""
        self.failed += 1
        if len(self.failures) < FAILURES_LISTED:
            self.failures.append(failure)

    def told(self) -> list[Failure]:
        """What the journal keeps of the records that failed."""
        more = self.failed - len(self.failures)
        rest = [Failure(self.path, f"{more:,} more records of it failed; these are the first.")] if more else []
        return [*self.failures, *rest]

    def uses_again(self, article: Article) -> bool:
        """Whether an article of the file before this one had one of its keys."""
        hashes = {hash(key) for key in keys_of(article)}
        known = not hashes.isdisjoint(self.keys)
        self.keys |= hashes
        return known


class Import:
    """One import. Iterate over :meth:`run`: each step is a commit, after which stopping loses nothing.

    ``checksum``: a file's content tells whether it has changed, not its size and time. ``retry_failed``:
    files that failed are read again, changed or not. ``again``: all files are.
    ``encoding``: what text without a mark is read as. ``executor``: who parses.
    """

    def __init__(
        self,
        store: Store,
        *,
        checksum: bool = False,
        retry_failed: bool = False,
        again: bool = False,
        encoding: str = "",
        executor: Executor | None = None,
        progress: Report | None = None,
        stop: Stop | None = None,
    ) -> None:
        self._store = store
        self.executor = executor or Processes()
        self.progress, self.stop = progress, stop
        self._checksum = checksum
        self._again = again
        self._encoding = encoding
        self._retried = frozenset(store.failed_sources()) if retry_failed else frozenset[str]()
        self._rehearsal: Batch | None = None
        self._ticker = Ticker(progress, "reading")
        self._stop = stop or (lambda: False)
        self._readings: dict[Path, _Reading] = {}
        self._planned: deque[Path] = deque()
        self._bytes = [0, 1]
        self._pending: list[tuple[_Reading, Parcel | None]] = []
        self._characters = 0
        self._committed = time.monotonic()
        self._failures: list[Failure] = []
        self._losses: list[Failure] = []
        self._replaced: list[Replaced] = []
        self._passed: Counter[str] = Counter()
        self._passed_files: list[str] = []
        self.report = ImportReport()

    def rehearse(self, paths: Iterable[Path]) -> ImportReport:
        """Find out what :meth:`run` would do. Needs no lock, and a library that can be read."""
        with self._store.rehearsal(now()) as self._rehearsal:
            for _ in self.run(paths):
                pass
        return self.report

    def run(self, paths: Iterable[Path]) -> Iterator[None]:
        """Import files and folders, yielding after each commit. Raises Unreadable for a missing path.

        Without paths, the files that failed are read again, if that is asked for.
        """
        # Not resolve(): a link goes by the name that it was given under.
        paths = [Path(os.path.abspath(path)) for path in paths]  # noqa: PTH100
        paths = paths or [path for path in map(as_path, sorted(self._retried)) if path.exists()]
        for path in paths:
            if not path.exists():
                raise Unreadable(f"{printable(str(path))} does not exist.", "Check the path.")
        sources = [replace(source, encoding=self._encoding) for source in plan(paths, self._pass)]
        self._bytes = [0, sum(source.size for source in sources) or 1]
        with self.executor.parsers() as parsers:
            results = parsers.parse(self._changed(sources), stop=self._stopped)
            for result in in_order(results, self._planned):
                for item in result.items:
                    self._take(self._readings[result.source.path], item)
                    if self._due():
                        self._commit()
                        yield
                if result.ended:
                    self._end(result)
        if self._pending:
            self._commit()
            yield
        if not self._stopped():
            self._note_missing(paths, {as_text(source.path) for source in sources})
        self._ticker.flush()
        self.report = replace(
            self.report,
            failures=tuple(self._failures),
            losses=tuple(self._losses),
            replaced=tuple(self._replaced),
            passed=tuple(sorted(self._passed.items())),
            passed_files=tuple(self._passed_files),
        )

    def _pass(self, path: Path, kind: str) -> None:
        """Count, and list within limits, what is passed over."""
        self._passed[kind] += 1
        if len(self._passed_files) < FAILURES_LISTED:
            self._passed_files.append(printable(str(path)))

    def _stopped(self) -> bool:
        if not self.report.stopped and self._stop():
            self.report = replace(self.report, stopped=True)
        return self.report.stopped

    def _changed(self, sources: Iterable[SourceFile]) -> Iterator[SourceFile]:
        """The files that must be read; the others are only counted."""
        for source in sources:
            before = self._store.source(as_text(source.path))
            stamp = (source.size, source.mtime_ns)
            same_stamp = before is not None and (before.size, before.mtime_ns) == stamp
            trusted = same_stamp and not self._checksum
            digest = before.sha256 if before is not None and trusted else self._digest(source)
            same = before is not None and (trusted or (bool(digest) and digest == before.sha256))
            if before is not None and same and not self._anew(source, before):
                self._known(before, source, restamp=not same_stamp)
                continue
            state = Source(0, source.size, source.mtime_ns, digest, journal.DONE, "", 0)
            self._readings[source.path] = _Reading(as_text(source.path), printable(str(source.path)), state)
            self._planned.append(source.path)
            yield source

    def _digest(self, source: SourceFile) -> str:
        return _sha256(source) if self._checksum or source.size <= HASH_LIMIT else ""

    def _anew(self, source: SourceFile, before: Source) -> bool:
        """Whether a file must be read although it has not changed."""
        unfinished = before.outcome in (journal.READING, journal.MISSING)
        return self._again or unfinished or as_text(source.path) in self._retried

    def _known(self, before: Source, source: SourceFile, *, restamp: bool) -> None:
        """A file that has not changed since it was read."""
        if before.outcome == journal.DONE:
            self.report = replace(self.report, unchanged=self.report.unchanged + before.articles)
            self._ticker.step(before.articles)
        else:
            self.report = replace(self.report, skipped=self.report.skipped + 1)
        self._progressed(source)
        if restamp:
            with self._transaction() as batch:
                batch.restamp(replace(before, size=source.size, mtime_ns=source.mtime_ns))

    def _progressed(self, source: SourceFile) -> None:
        self._bytes[0] += source.size
        self._ticker.share = self._bytes[0] / self._bytes[1]

    def _take(self, reading: _Reading, item: Ready | Failure) -> None:
        """An article or a failure of a file. Until it has ended, the journal has the file as cut short."""
        if isinstance(item, Failure):
            reading.fail(item)
            self._failed(item)
            return
        reading.articles += 1
        if told := loss_in(item.parcel.head.warnings):
            self.report = replace(self.report, lossy=self.report.lossy + 1)
            if len(self._losses) < FAILURES_LISTED:
                self._losses.append(Failure(item.parcel.head.renditions[0].path, told))
        self._pending.append((reading, item.parcel))
        self._characters += item.parcel.characters

    def _end(self, result: Result) -> None:
        """All of a file has been read, or it was refused."""
        reading = self._readings.pop(result.source.path)
        if result.error is not None:
            self._refuse(reading, str(result.error))
        self._pending.append((reading, None))
        self._progressed(result.source)

    def _refuse(self, reading: _Reading, reason: str) -> None:
        if reading.articles:  # a container that breaks off half-way: what came before is kept
            reading.fail(Failure(reading.path, reason))
        else:
            reading.state = replace(reading.state, outcome=journal.REFUSED, reason=reason)
        self._failed(Failure(reading.path, reason))

    def _failed(self, failure: Failure) -> None:
        self.report = replace(self.report, failed=self.report.failed + 1)
        self._ticker.failed += 1
        if len(self._failures) < FAILURES_LISTED:
            self._failures.append(failure)

    def _due(self) -> bool:
        return (
            len(self._pending) >= BATCH_ARTICLES
            or self._characters >= BATCH_CHARACTERS
            or time.monotonic() - self._committed >= BATCH_SECONDS
        )

    def _commit(self) -> None:
        """Store what is pending in one transaction."""
        counted = dict.fromkeys(Outcome, 0)
        numbers: dict[str, int] = {}
        with self._transaction() as batch:
            for reading, parcel in self._pending:
                if reading.path not in numbers:
                    numbers[reading.path] = batch.begin(reading.path)
                number = numbers[reading.path]
                if parcel is not None:
                    again = reading.uses_again(parcel.head)
                    admitted = batch.admit(Arrival.of(parcel, number, reading.label, again=again))
                    counted[admitted.outcome] += 1
                    if admitted.replaced and len(self._replaced) < FAILURES_LISTED:
                        self._replaced.append(admitted.replaced)
                else:
                    done = replace(reading.state, source=number, articles=reading.articles)
                    batch.finish(done, reading.told())
        report = self.report
        self.report = replace(
            report,
            new=report.new + counted[Outcome.NEW],
            updated=report.updated + counted[Outcome.UPDATED],
            unchanged=report.unchanged + counted[Outcome.UNCHANGED],
            renditions=report.renditions + counted[Outcome.RENDITION],
        )
        self._ticker.step(sum(counted.values()))
        self._pending.clear()
        self._characters = 0
        self._committed = time.monotonic()

    @contextmanager
    def _transaction(self) -> Iterator[Batch]:
        if self._rehearsal is not None:
            yield self._rehearsal
            return
        with self._store.batch(now()) as batch:
            yield batch

    def _note_missing(self, roots: Iterable[Path], seen: set[str]) -> None:
        """Note the files that were read from these folders and are gone. Their articles stay."""
        for root in roots:
            known = self._store.sources_below(as_text(root))
            gone = [path for path in known if path not in seen and not os.path.lexists(as_path(path))]
            if len(gone) > GONE_SHARE * len(known):
                away = f"{len(gone):,} of {len(known):,} files of {printable(str(root))}"
                self.report = replace(self.report, away=(*self.report.away, away))
            elif gone:
                with self._transaction() as batch:
                    batch.mark_missing(gone)
                self.report = replace(self.report, missing=self.report.missing + len(gone))


def _sha256(source: SourceFile) -> str:
    """Hex digest of a file's bytes; empty when it cannot be read."""
    try:
        with source.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""  # reading it will fail too, and that failure is reported with its reason

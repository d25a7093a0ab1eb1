"""Files parsed by several worker processes at once; what hangs, crashes or swells is ended and told."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from search.errors import IntakeError, TooLarge, Unreadable
from search.intake import registry, worker
from search.intake.compression import unpacked
from search.intake.detect import detect
from search.intake.frames import pack_source, unpack_result
from search.intake.model import Content, Ready, Result, SourceFile
from search.intake.records import MAX_DEATHS
from search.text import printable
from search.work.pool import Answer, Lost, Program, WorkerPool
from search.work.progress import Failure

SILENCE_SECONDS = 10.0
"""A parser that has said nothing for so long, and is not at work, is ended. Work has its own limit."""
AHEAD = 4
"""Files given to a worker before it has answered for the first, so that it never waits."""
LIGHT_FORMATS = frozenset({"text", "jsonl", "csv", "markdown"})
LIGHT_BYTES = 2**14
"""Bytes: nothing limits what is parsed here, so it must be too small to take long, whatever it holds. The worst
Markdown takes a fifth of a second; a table of 8,000 articles takes one, in portions."""


_LATEST = 256
"""Labels that are kept of a file in work: they tell what came of a record before its parser died on it."""


@dataclass(slots=True)
class _Reading:
    """How far a file has been told."""

    told: int = 0
    """Articles and failures that the parser at work has told of it."""
    known: int = 0
    """Of those, the first ones that came from a parser before it, and are not told again."""
    latest: deque[str] = field(default_factory=lambda: deque(maxlen=_LATEST))

    def again(self, record: str) -> None:
        """The file is read anew, and this record is one failure then, whatever had come of it."""
        part = 0
        for label in reversed(self.latest):
            if label != record and not label.startswith((f"{record}#", f"{record}!", f"{record}.")):
                break
            part += 1
        self.known, self.told = max(self.known, self.told - part), 0
        self.latest.clear()


class Pool:
    """Parsers that start when they are needed and are ended at the end of the ``with`` block."""

    def __init__(
        self,
        count: int = 0,
        *,
        memory: int = worker.MEMORY,
        seconds: int = worker.CPU_SECONDS,
        silence: float = SILENCE_SECONDS,
    ) -> None:
        # No matrices are multiplied in it.
        program = Program(
            "search.intake.worker", (memory, seconds), {"OPENBLAS_NUM_THREADS": "1"}, breadcrumb=True
        )
        self._workers: WorkerPool[SourceFile] = WorkerPool(
            program, pack_source, count=count, ahead=AHEAD, silence=silence
        )
        self._seconds = seconds
        self._reading: dict[Path, _Reading] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def idle(self) -> bool:
        """Whether no file is being parsed."""
        return self._workers.idle

    def close(self) -> None:
        """End all parsers, whatever they are doing."""
        self._workers.close()

    def parse(
        self, sources: Iterable[SourceFile], stop: Callable[[], bool] = lambda: False
    ) -> Iterator[Result]:
        """The articles of all files, as they come: portions of several files may alternate.

        Every file ends with one result whose ``ended`` is true, unless ``stop`` says to stop. ``sources``
        is read no further than the workers need.
        """
        upcoming = iter(sources)
        source = next(upcoming, None)
        light = source is not None and is_light(source)
        while not stop():
            while source is not None and (light or self._workers.has_room()) and not stop():
                if light:
                    yield from worker.portions(source)
                else:
                    self._give(source)
                source = next(upcoming, None)
                light = source is not None and is_light(source)
            if self._workers.idle:
                return
            for heard in self._workers.hear():
                yield from self._told(heard)

    def _give(self, source: SourceFile) -> None:
        try:
            self._workers.give(source)
        except OSError as error:
            raise IntakeError(
                f"No process can be started to read files in ({error.strerror}).",
                "End other programs and try again.",
            ) from error

    def _told(self, heard: Answer[SourceFile] | Lost[SourceFile]) -> Iterator[Result]:
        """What a parser says of the file in work; what makes no sense ends it."""
        if isinstance(heard, Answer):
            try:
                result = unpack_result(heard.frame, heard.job)
            except ValueError:
                heard = self._workers.lose(heard.worker)
            else:
                result = self._once(result)
                if result.ended:
                    heard.worker.finish()
                    self._reading.pop(result.source.path, None)
                if result.ended or result.items:
                    yield result  # anything else was a sign of life
                return
        yield from self._lost(heard)

    def _once(self, result: Result) -> Result:
        """The result without what a parser has told already that died further on in the file."""
        reading = self._reading.setdefault(result.source.path, _Reading())
        known = max(0, min(reading.known - reading.told, len(result.items)))
        reading.told += len(result.items)
        reading.latest.extend(map(_label, result.items))
        return replace(result, items=result.items[known:]) if known else result

    def _lost(self, lost: Lost[SourceFile]) -> Iterator[Result]:
        """A parser has died: its file is read again without the record that it was at, or refused for good."""
        error = _silent(lost.silent) if lost.silent else self._cause(lost.code)
        source, record = lost.job, printable(lost.was_at)
        dead = {label for label, _ in source.skipped}
        if not record or record in dead or len(dead) > MAX_DEATHS:
            self._reading.pop(source.path, None)
            yield Result(source, ended=True, error=error)
            return
        reading = self._reading.setdefault(source.path, _Reading())
        reading.again(record)
        reason = str(error).replace("The file takes", "It takes").replace("on the file", "on it")
        self._give(replace(source, skipped=(*source.skipped, (record, reason))))

    def _cause(self, code: int | None) -> IntakeError:
        """Why a process ended by itself."""
        if code == -signal.SIGPROF:
            return TooLarge(f"The file takes more than {self._seconds} s to read.", "Split or simplify it.")
        if code == -signal.SIGKILL:
            return TooLarge("The system ended the parser, perhaps for want of memory.", "Split the file.")
        how = "" if code is None else f" (code {code})"
        return Unreadable(f"The parser crashed on the file{how}.", "Convert it to another format.")


def is_light(source: SourceFile) -> bool:
    """Whether a file is small and in a format that our own rules read: no process is needed for it.

    What is compressed may be large, whatever the size of its file. And where third parties have registered
    importers, no file is: what they look at, they look at in a process.
    """
    if source.size > LIGHT_BYTES or registry.plugins():
        return False
    try:
        content = Content.of_file(source.path, source.size, source.copy)
        return unpacked(content) is content and detect(content) in LIGHT_FORMATS
    except (IntakeError, OSError):
        return True  # it is refused as soon as it is read


def _silent(seconds: float) -> IntakeError:
    return TooLarge(
        f"The parser said nothing for {seconds:.0f} s and was ended.", "Split or simplify the file."
    )


def _label(item: Ready | Failure) -> str:
    return item.path if isinstance(item, Failure) else item.parcel.head.renditions[0].path

"""Files parsed by several worker processes at once; what hangs, crashes or swells is ended and told."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Self

from search.errors import IntakeError, TooLarge, Unreadable
from search.intake import registry, worker
from search.intake.compression import unpacked
from search.intake.detect import detect
from search.intake.frames import pack_source, unpack_result
from search.intake.model import Content, Result, SourceFile
from search.work.pool import Answer, Lost, Program, WorkerPool

SILENCE_SECONDS = 10.0
"""A parser that has said nothing for so long, and is not at work, is ended. Work has its own limit."""
AHEAD = 4
"""Files given to a worker before it has answered for the first, so that it never waits."""
LIGHT_FORMATS = frozenset({"text", "jsonl", "csv", "markdown"})
LIGHT_BYTES = 2**14
"""Bytes: nothing limits what is parsed here, so it must be too small to take long, whatever it holds. The worst
Markdown takes a fifth of a second; a table of 8,000 articles takes one, in portions."""


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
        program = Program("search.intake.worker", (memory, seconds), {"OPENBLAS_NUM_THREADS": "1"})
        self._workers: WorkerPool[SourceFile] = WorkerPool(
            program, pack_source, count=count, ahead=AHEAD, silence=silence
        )
        self._seconds = seconds

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
                if result.ended:
                    heard.worker.finish()
                if result.ended or result.items:
                    yield result  # anything else was a sign of life
                return
        error = _silent(heard.silent) if heard.silent else self._cause(heard.code)
        yield Result(heard.job, ended=True, error=error)

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

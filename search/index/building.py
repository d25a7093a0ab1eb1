"""Building segments, here or in worker processes: documents in, segment files out."""

from __future__ import annotations

import multiprocessing
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path

from search.index.document import IndexDocument
from search.index.inverter import Inverter
from search.index.manifest import SegmentFile
from search.index.segment import MAX_ARTICLES, write_segment

JOB_CHARACTERS = 48 << 20
"""Texts that one worker gets at a time: enough to be worth the way, little enough to keep in memory."""
SAMPLE = 500
"""Documents by which typical lengths are estimated before the first job."""


def segment_path(folder: Path, number: int) -> Path:
    """The file of a segment's number."""
    return folder / f"{number:08d}.segment"


def write_inverted(folder: Path, number: int, inverter: Inverter, pivots: Mapping[str, float]) -> SegmentFile:
    """Write what an inverter has collected."""
    arrays = inverter.finish(pivots)
    return write_segment(segment_path(folder, number), len(inverter), arrays, {"pivots": dict(pivots)})


def build_segment(
    folder: Path, number: int, documents: Sequence[IndexDocument], pivots: Mapping[str, float]
) -> SegmentFile:
    """Invert and write documents whose pks differ."""
    inverter = Inverter()
    for document in documents:
        inverter.add(document)
    return write_inverted(folder, number, inverter, pivots)


def mean_length(documents: Sequence[IndexDocument]) -> float:
    """Mean weighted length of the first documents."""
    inverter = Inverter()
    for document in documents[:SAMPLE]:
        inverter.add(document)
    return inverter.mean_length()


class Workers:
    """Processes that build segments; the caller goes on meanwhile."""

    def __init__(self, processes: int) -> None:
        # A fork of a process with threads may hang in it; a fresh interpreter cannot.
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(processes, mp_context=context)
        self._waiting: list[Future[SegmentFile]] = []
        self._processes = processes

    def submit(
        self, folder: Path, number: int, documents: Sequence[IndexDocument], pivots: Mapping[str, float]
    ) -> Future[SegmentFile]:
        """Have a segment built. Waits while every process has one to build and one to come."""
        running = [future for future in self._waiting if not future.done()]
        if len(running) >= 2 * self._processes:
            running[0].result()
        future = self._pool.submit(build_segment, folder, number, documents, pivots)
        self._waiting = [*running, future]
        return future

    def close(self) -> None:
        """Drop what has not begun and wait for the rest."""
        self._pool.shutdown(cancel_futures=True)


def size_of(document: IndexDocument) -> int:
    """Characters of a document's texts."""
    return sum(map(len, document.texts.values()))


def is_full(documents: Sequence[IndexDocument], characters: int) -> bool:
    """Whether so many documents are a job."""
    return len(documents) >= MAX_ARTICLES or characters >= JOB_CHARACTERS

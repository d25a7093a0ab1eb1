"""What workers of a cluster run: bytes come, bytes go, and nothing is kept but processes that parse.

Files are parsed in processes with the limits that they have everywhere (:mod:`search.intake.worker`), so that a
hostile file ends neither a worker nor what else it does.
"""

from __future__ import annotations

import atexit
import json
import queue
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from search.cluster.build import stamp
from search.cluster.framing import pack, unpack
from search.errors import ClusterError
from search.intake.frames import pack_result, unpack_source
from search.intake.model import SourceFile
from search.intake.pool import Pool
from search.library.tagger_pool import pack_tagged, tag_articles
from search.store.packing import unpack_article

MOST_ANSWER = 64 * 2**20
"""Bytes of one answer, which two processes hold at a time. What has more is parsed by the caller."""
READ, UNSEEN, MUCH = b"read", b"unseen", b"much"
"""What became of a file: its results follow; it is not there, or is another; it has too much for an answer."""

_idle: queue.LifoQueue[Pool] = queue.LifoQueue()
"""Parsers that are not at work: a process starts once, not for each task."""


@atexit.register
def _end_parsers() -> None:
    """A worker that ends leaves no process behind."""
    while not _idle.empty():
        _idle.get_nowait().close()


def parse(order: bytes) -> bytes:
    """The results of some files. ``order``: the caller's build, then each file, with its bytes if sent.

    Gives an answer for each file: what became of it, then its results. Raises ClusterError for another build.
    """
    build, *told = unpack(order)
    _same(build)
    with tempfile.TemporaryDirectory() as folder:
        files = [_file(*unpack(one), folder=Path(folder) / str(i)) for i, one in enumerate(told)]
        here = [file for file in files if file is not None]
        results = _results(here)
        return pack(pack([UNSEEN] if file is None else next(results)) for file in files)


def _file(source: bytes, data: bytes = b"", *, folder: Path) -> SourceFile | None:
    """The file as it can be read here; None when it can't be."""
    file = unpack_source(source)
    if file.copy is not None:  # its bytes came along, to be laid under its name
        folder.mkdir()
        at = folder / file.copy.name
        at.write_bytes(data)
        return SourceFile(file.path, file.size, file.mtime_ns, file.encoding, copy=at)
    try:
        status = file.path.stat()
    except OSError:
        return None
    return file if (status.st_size, status.st_mtime_ns) == (file.size, file.mtime_ns) else None


def _results(files: list[SourceFile]) -> Iterator[list[bytes]]:
    """For each file what became of it and its results, in the order of the files."""
    size = 0
    for file in files:
        answer = [READ]
        with _parser() as parser:
            for result in parser.parse([file]):
                answer.append(pack_result(result))
                size += len(answer[-1])
                if size > MOST_ANSWER:
                    break
        if size > MOST_ANSWER:
            size -= sum(map(len, answer))
            answer = [MUCH]
        yield answer


@contextmanager
def _parser() -> Iterator[Pool]:
    """A pool of one parser; one that was left in the middle of a file is ended."""
    try:
        pool = _idle.get_nowait()
    except queue.Empty:
        pool = Pool(1)
    try:
        yield pool
    finally:
        if pool.idle:
            _idle.put(pool)
        else:
            pool.close()


def tag(order: bytes) -> bytes:
    """The mentions in some articles. ``order``: the caller's build, their pks as JSON, then each packed.

    Gives what :func:`search.library.tagger_pool.pack_tagged` packs. Raises ClusterError for another build.
    """
    build, pks, *packed = unpack(order)
    _same(build)
    articles = [unpack_article(one) for one in packed]
    return pack_tagged(tag_articles(list(zip(json.loads(pks), articles, strict=True))))


def greet() -> bytes:
    """The worker's build, to be compared."""
    return stamp()


def _same(build: bytes) -> None:
    if build != stamp():
        raise ClusterError(
            "A worker of the cluster has another build of the program.",
            "Install the same version with the same extras on all machines.",
        )

"""Printing for terminals, pipes and scripts: safe text, JSON lines, progress."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Any

from search import Progress
from search.text import printable

FOUND, NONE, ERROR = 0, 1, 2
"""Exit codes, as grep's."""

_BOLD, _PLAIN = "\x1b[1m", "\x1b[22m"
_ERASE_LINE = "\r\x1b[K"
_MIN_WIDTH = 20
"""Narrower terminals get lines of this width and wrap them."""


def prepare_streams() -> None:
    """Let no character that the locale lacks raise: it is printed as ``?``."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def use(color: str = "auto", *, quiet: bool = False) -> None:
    """What the options of every command say: auto, always or never; and whether remarks are wanted."""
    _wishes.update(color=color, quiet=quiet)


_wishes: dict[str, Any] = {"color": "auto", "quiet": False}


def marks_hits() -> bool:
    """Whether hits are marked by escape sequences on standard output."""
    wish = _wishes["color"]
    return wish == "always" or (wish == "auto" and is_terminal(sys.stdout))


def width() -> int:
    """Columns of the terminal, 80 where there is none."""
    return max(_MIN_WIDTH, shutil.get_terminal_size((80, 24)).columns)


def is_terminal(stream: IO[str]) -> bool:
    """Whether a person looks at this stream on a terminal that knows escape sequences."""
    return stream.isatty() and os.environ.get("TERM", "") not in ("", "dumb")


def line(text: str = "") -> None:
    """Print one line of foreign text, made safe."""
    print(printable(text))


def block(text: str) -> None:
    """Print text of several lines, each made safe."""
    for each in text.split("\n"):
        line(each)


def summary(text: str) -> None:
    """Print a line of a summary, unless only results are wanted."""
    if not _wishes["quiet"]:
        line(text)


def path_line(path: str, *, null: bool = False) -> None:
    """Print a path of a list: made safe on a line, or as it is and ended by NUL for ``xargs -0``."""
    if null:
        sys.stdout.buffer.write(os.fsencode(path) + b"\0")
    else:
        line(path)


def json_line(fields: Mapping[str, Any], *, ascii_only: bool = False) -> str:
    """The object on one line; what is not printable is escaped, so it is safe on a terminal too."""
    text = json.dumps(fields, ensure_ascii=ascii_only)
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)


def record(fields: Mapping[str, Any]) -> None:
    """Print one JSON object on one line."""
    print(json_line(fields, ascii_only=not _is_utf8(sys.stdout)))


def complain(title: str, sentence: str, remedy: str = "") -> None:
    """One sentence on standard error about what went wrong, and what to do."""
    text = f"dossier: {title}: {sentence}" if title else f"dossier: {sentence}"
    print(printable(f"{text} {remedy}".rstrip()), file=sys.stderr)


_REMEDIES = {
    errno.ENOSPC: "Make room on the disk, and do it again; what was there is as it was.",
    errno.EDQUOT: "Make room within your quota, and do it again; what was there is as it was.",
    errno.EFBIG: "Files as large as this are not allowed here: ask for a higher limit.",
    errno.EROFS: "Name a place that can be written to.",
    errno.EACCES: "Look at its permissions, or name another place.",
    errno.EPERM: "Look at its permissions, or name another place.",
    errno.EIO: "The disk does not answer as it should: make sure that it is connected, and try again.",
    errno.ENOENT: "Check the path.",
    errno.EMFILE: "Too many files are open: allow more with ulimit -n.",
}
"""What to do about an error of the system."""


def of_system(error: OSError) -> tuple[str, str]:
    """What the system did not do, and what to do about it."""
    what = f"{error.strerror or error}: {error.filename or ''}".rstrip(": ")
    return f"{what}.", _REMEDIES.get(error.errno or 0, "")


def for_people() -> bool:
    """Whether remarks have a reader: standard error is a terminal, and they were not declined."""
    return sys.stderr.isatty() and not _wishes["quiet"]


def hint(text: str) -> None:
    """A remark for people: printed on standard error, and only when that is a terminal."""
    if for_people():
        print(printable(text), file=sys.stderr)


def remark(text: str) -> None:
    """What an answer must not be read without: on standard error, whoever reads it."""
    print(printable(text), file=sys.stderr)


def marked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Safe text with the spans in bold on a terminal, unmarked elsewhere."""
    if not marks_hits():
        return printable(text)
    parts: list[str] = []
    done = 0
    for start, end in spans:
        parts += [printable(text[done:start]), _BOLD, printable(text[start:end]), _PLAIN]
        done = end
    return "".join([*parts, printable(text[done:])])


def _is_utf8(stream: IO[str]) -> bool:
    return (getattr(stream, "encoding", None) or "").lower().replace("-", "") == "utf8"


@dataclass
class _Line:
    """A line on standard error that is overwritten, at most ten times a second."""

    shown: bool = False
    last: float = field(default=-1.0)

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if now - self.last < 0.1 and progress.done != progress.total:
            return
        self.last, self.shown = now, True
        text = printable(progress.in_words(), limit=width() - 1)
        print(f"{_ERASE_LINE}{text}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        if self.shown:
            print(_ERASE_LINE, end="", file=sys.stderr, flush=True)


@contextmanager
def progress_line() -> Iterator[Callable[[Progress], None] | None]:
    """A progress line on a terminal, None where standard error is piped."""
    if not is_terminal(sys.stderr) or _wishes["quiet"]:
        yield None
        return
    shown = _Line()
    try:
        yield shown
    finally:
        shown.clear()

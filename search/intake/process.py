"""One parser process as its parent sees it: started afresh, spoken to through two pipes, ended at will."""

from __future__ import annotations

import os
import subprocess
from collections import deque
from pathlib import Path

from search.intake.frames import pack_source, unpack_result
from search.intake.model import Result, SourceFile
from search.work import framing
from search.work.process import spawn

_PATIENCE = 0.2
"""Seconds that a process may take to end by itself."""


class Process:
    """A parser, and the files that it has yet to answer for, the one in work first.

    Reading never waits for it, wherever it stops; writing has no need to, since the names of the few files
    that it may be given are shorter than what a pipe holds.
    """

    def __init__(self, memory: int, seconds: int) -> None:
        # No matrices are multiplied in it.
        threads = {"OPENBLAS_NUM_THREADS": "1"}
        self._process, to_it, from_it = spawn("search.intake.worker", memory, seconds, environment=threads)
        os.set_blocking(from_it, False)
        self._to_it = to_it
        self.channel = framing.Reader(from_it)
        self.files: deque[SourceFile] = deque()
        self.silent = 0.0
        """Seconds that the parent has waited for it since its last whole word."""
        self._used = 0.0

    def give(self, source: SourceFile) -> None:
        """Have it parse a file after those that it has."""
        self.files.append(source)
        try:
            framing.write(self._to_it, pack_source(source))
        except OSError:
            return  # it has died; that is noticed, and told, when it is listened to

    def take(self) -> Result | None:
        """What it says of the file in work; None while it is in the middle of saying it.

        Raises OSError, EOFError or ValueError when that makes no sense.
        """
        frame = self.channel.read()
        if frame is None:
            return None
        self.silent = 0.0
        _, self._used = _activity(self._process.pid)
        result = unpack_result(frame, self.files[0])
        if result.ended:
            self.files.popleft()
        return result

    def is_working(self) -> bool:
        """Whether it wants the processor now, or had it half of the time since its last word.

        A machine with too much to do makes parsers slow; what they may use is limited by the kernel. Where the
        system does not tell (it has no ``/proc``), silence alone decides.
        """
        state, used = _activity(self._process.pid)
        return state == "R" or used - self._used > self.silent / 2

    def end(self) -> int:
        """End it, whatever it is doing; gives its exit code, negative for a signal."""
        os.close(self._to_it)
        self.channel.close()
        try:
            return self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()


def _activity(pid: int) -> tuple[str, float]:
    """The state of a process (``R`` runs or waits for its turn) and its seconds of processor time so far."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    except OSError:
        return "", 0.0
    return fields[0], (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

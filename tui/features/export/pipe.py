"""Piping articles to a command of the user's."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from search.text import printable
from tui.files import NotSaved
from tui.screens.page import PageScreen, Styled

SECONDS = 30
"""How long a command may work on an article."""
MOST = 1 << 20
"""Characters of a command's output that are shown."""
MOST_BYTES = 4 * MOST
"""Bytes of it that are read: as many as so many characters can have."""


@dataclass(frozen=True, slots=True)
class Output:
    """What a command wrote."""

    title: str
    text: str


def piped(command: str, text: str) -> Output:
    """Run a command of the user's in the shell with the text as its input. Raises NotSaved.

    A command that writes on and on is ended when it has written more than is shown.
    """
    process = subprocess.Popen(  # the user's own command line, as in every pager
        command,
        shell=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,  # so that all of a pipeline can be ended
    )
    late = threading.Event()
    clock = threading.Timer(SECONDS, _give_up, (process, late))
    feeder = threading.Thread(target=_feed, args=(process, text.encode("utf-8", "replace")), daemon=True)
    clock.start()
    feeder.start()
    try:
        assert process.stdout is not None
        written = process.stdout.read(MOST_BYTES + 1)
        if len(written) > MOST_BYTES:
            _end(process)
        process.stdout.close()
        code = process.wait()
    finally:
        clock.cancel()
        feeder.join()
    if late.is_set():
        raise NotSaved(f"The command took more than {SECONDS} s and was stopped.")
    told = f" (exit code {code})" if code else ""
    if len(written) > MOST_BYTES:
        told = f" (stopped: it wrote more than {MOST_BYTES:,} bytes)"
    return Output(f"{command}{told}", written[:MOST_BYTES].decode("utf-8", "replace")[:MOST])


def _feed(process: subprocess.Popen[bytes], data: bytes) -> None:
    """Give a command its input; it need not take all of it."""
    assert process.stdin is not None
    with suppress(OSError):
        process.stdin.write(data)
    with suppress(OSError):
        process.stdin.close()


def _give_up(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    """The time of a command is over."""
    late.set()
    _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a command and what it has started."""
    with suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)


class OutputScreen(PageScreen):
    """What a command wrote."""

    def __init__(self, output: Output) -> None:
        super().__init__()
        self._output = output

    def page_lines(self) -> Sequence[Styled]:
        """Its lines, made printable."""
        lines = [(printable(line), "text") for line in self._output.text.splitlines()]
        return [(printable(self._output.title), "heading"), *(lines or [("It wrote nothing.", "text")])]

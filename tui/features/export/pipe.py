"""Piping articles to a command of the user's."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

from search.text import printable
from tui.files import NotSaved
from tui.screens.page import PageScreen, Styled

SECONDS = 30
"""How long a command may work on an article."""
MOST = 1 << 20
"""Characters of a command's output that are shown."""


@dataclass(frozen=True, slots=True)
class Output:
    """What a command wrote."""

    title: str
    text: str


def piped(command: str, text: str) -> Output:
    """Run a command of the user's in the shell with the text as its input. Raises NotSaved."""
    try:
        done = subprocess.run(  # the user's own command line, as in every pager
            command,
            shell=True,
            input=text.encode("utf-8"),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NotSaved(f"The command took more than {SECONDS} s and was stopped.") from error
    output = done.stdout.decode("utf-8", "replace")[:MOST]
    code = f" (exit code {done.returncode})" if done.returncode else ""
    return Output(f"{command}{code}", output)


class OutputScreen(PageScreen):
    """What a command wrote."""

    def __init__(self, output: Output) -> None:
        super().__init__()
        self._output = output

    def page_lines(self) -> Sequence[Styled]:
        """Its lines, made printable."""
        lines = [(printable(line), "text") for line in self._output.text.splitlines()]
        return [(printable(self._output.title), "heading"), *(lines or [("It wrote nothing.", "text")])]

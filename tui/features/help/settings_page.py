"""The settings in force, each with its meaning, on a page."""

from __future__ import annotations

from collections.abc import Sequence

from search.text import printable
from tui.choices import CHOICES, in_force
from tui.screens.page import PageScreen, Styled
from tui.settings import Settings, default_path
from tui.typeset import wrap


class SettingsScreen(PageScreen):
    """The page behind ``g s``."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings

    def page_lines(self) -> Sequence[Styled]:
        """Where the file is, and a line for each setting."""
        width = self.text_width
        path = default_path()
        what = "is read at every start" if path.exists() else "does not exist; dossier config --write makes it"
        lines = self._wrapped(f"{path} {what}.", width, "heading")
        for line in in_force(self._settings):
            meaning = CHOICES.get(line.partition(" = ")[0])
            lines += [("", "text"), *self._wrapped(line, width, "heading" if meaning else "text")]
            lines += self._wrapped(meaning.meaning, width, "text") if meaning else []
        return lines

    @staticmethod
    def _wrapped(text: str, width: int, role: str) -> list[Styled]:
        text = printable(text)
        return [(text[start:end], role) for start, end in wrap(text, width)]

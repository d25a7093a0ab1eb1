"""The page of an entity."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from search import DOSSIER_FORMATS
from search.text import printable
from tui.screens.page import PageScreen, Styled
from tui.typeset import wrap

if TYPE_CHECKING:
    from search import Dossier


class EntityScreen(PageScreen):
    """The page behind Enter in the sidebar."""

    def __init__(self, page: Dossier) -> None:
        super().__init__()
        self._text = DOSSIER_FORMATS["text"](page)

    def page_lines(self) -> Sequence[Styled]:
        """The page, wrapped to the width; what goes on stands under where it began."""
        width = max(20, self.app.size.width - 2)
        lines: list[Styled] = []
        for number, raw in enumerate(self._text.splitlines()):
            line = printable(raw)
            heading = number == 0 or (line.isupper() and not line.startswith(" "))
            text = line.lstrip(" ")
            indent = " " * (len(line) - len(text))
            for start, end in list(wrap(text, width - len(indent))) or [(0, 0)]:
                lines.append((f"{indent}{text[start:end]}", "heading" if heading else "text"))
        return lines

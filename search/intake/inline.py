"""A block's text built piece by piece, with the spans that are marked up in it."""

from __future__ import annotations

import re
from dataclasses import replace

from search.article.model import Span, SpanKind
from search.text import sanitise

_SPACE = re.compile(r"[ \t\n]+")


class Inline:
    """Collects text and markup; space is collapsed, and nothing unsafe gets in."""

    def __init__(self, *, preformatted: bool = False) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._last = ""
        self._spans: list[Span] = []
        self._open: list[tuple[int, SpanKind, str]] = []
        self._preformatted = preformatted

    def add(self, text: str) -> None:
        """Text as it stands in the source."""
        text = sanitise(text)
        if not self._preformatted:
            text = _SPACE.sub(" ", text)
            if self._last in ("", " ", "\n", "\t") and text.startswith(" "):
                text = text[1:]
        self._append(text)

    def line_break(self) -> None:
        """A new line, unless the last is empty still and the text is not preformatted."""
        if self._length and (self._preformatted or not self.at_line_start):
            self._trim()
            self._append("\n")

    def tab(self) -> None:
        """The next cell of a table's row."""
        self._trim()
        self._append("\t")

    def _trim(self) -> None:
        """Drop the space that the last line ends in."""
        if self._last == " " and not self._preformatted:
            self._parts[-1] = self._parts[-1][:-1]
            self._length -= 1
            for i, span in enumerate(self._spans):
                if span.end > self._length:
                    self._spans[i] = replace(span, end=self._length)

    @property
    def at_line_start(self) -> bool:
        """Whether the last line is empty though there is text above it."""
        return self._last == "\n"

    def _append(self, text: str) -> None:
        if text:
            self._parts.append(text)
            self._length += len(text)
            self._last = text[-1]

    def open(self, kind: SpanKind, target: str = "") -> None:
        """Markup begins here."""
        self._open.append((self._length, kind, sanitise(target).strip()))

    def close(self) -> None:
        """The markup opened last ends here."""
        start, kind, target = self._open.pop()
        if self._length > start:
            self._spans.append(Span(start, self._length, kind, target))

    def finish(self) -> tuple[str, tuple[Span, ...]]:
        """The text without space at its ends, and its spans by start."""
        text = "".join(self._parts)
        end = len(text.rstrip())
        lead = 0 if self._preformatted else len(text) - len(text.lstrip())
        text = text[lead:end]
        if sanitise(text) != text:
            # Pieces composed where they met: the text is made safe, and offsets no longer hold.
            return sanitise(text), ()
        spans = (
            Span(max(span.start - lead, 0), min(span.end, end) - lead, span.kind, span.target)
            for span in self._spans
        )
        kept = [span for span in spans if span.start < span.end]
        return text, tuple(sorted(kept, key=lambda span: (span.start, -span.end)))

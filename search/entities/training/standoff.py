"""Read labels that stand off from their texts: offsets and types, one text a line.

The form is described in ``labels/GUIDELINES.md``; the texts themselves are not part of the project.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from search.entities.model import EntityKind

LABELS = Path(__file__).parent / "labels"
"""Where the project's own labels lie."""

FINGERPRINT = 16
"""Hexadecimal digits kept of a text's SHA-256: enough to notice a changed text."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """One labelled name: code points from start to end (exclusive) of the release's text."""

    start: int
    end: int
    kind: EntityKind


@dataclass(frozen=True, slots=True)
class Labelled:
    """The labels of one release."""

    id: str
    fingerprint: str
    """What :func:`fingerprint` gave for the text that was labelled."""
    spans: tuple[Span, ...]
    """Ascending, without overlap."""
    chars: int = 0
    """Code points of the text that were labelled, from its start; 0 for all of it."""

    def text(self, title: str, body: str) -> str:
        """The string that was labelled. Raises ValueError when the text is another one."""
        whole = text_of(title, body)
        text = whole[: self.chars or len(whole)]
        if fingerprint(text) != self.fingerprint:
            raise ValueError(f"{self.id} is not the text that was labelled")
        return text


def text_of(title: str, body: str) -> str:
    """Return the string that the offsets count in."""
    return f"{title}\n\n{body}"


def fingerprint(text: str) -> str:
    """Return the first digits of the text's SHA-256, by which a changed text is noticed."""
    return hashlib.sha256(text.encode()).hexdigest()[:FINGERPRINT]


def parse(line: str) -> Labelled:
    """Read one line of a label file.

    Raises:
        ValueError: the line is not JSON, a type is unknown, or spans overlap or do not ascend.
        KeyError: a field is missing.

    """
    record = json.loads(line)
    spans = tuple(Span(int(start), int(end), EntityKind(kind)) for start, end, kind in record["entities"])
    reached = 0
    for span in spans:
        if not reached <= span.start < span.end:
            raise ValueError(f"{record['id']}: the span {span.start}-{span.end} overlaps or is out of order")
        reached = span.end
    return Labelled(str(record["id"]), str(record["sha256"]), spans, int(record.get("chars", 0)))


def read(path: Path) -> dict[str, Labelled]:
    """Read a label file into a mapping from release id to labels, in the order of the file.

    Raises:
        OSError: the file cannot be read.
        ValueError, KeyError: see :func:`parse`; also when an id occurs twice.

    """
    releases: dict[str, Labelled] = {}
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            labelled = parse(line)
            if labelled.id in releases:
                raise ValueError(f"{labelled.id} occurs twice in {path.name}")
            releases[labelled.id] = labelled
    return releases

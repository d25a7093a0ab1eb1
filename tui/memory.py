"""What the reader remembers between sessions: where it was left, places in articles, queries asked."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from search import Library, homes, places
from search.errors import NONSENSE, DossierError
from search.text import printable
from tui.files import write_private
from tui.reader import left
from tui.reader.left import Left

PLACES = 1000
"""Articles whose place is remembered, those read last."""
QUERIES = 500


class MemoryUnreadable(DossierError):
    """What was remembered cannot be read or written."""

    title = "Memory"


@dataclass(frozen=True, slots=True)
class Memory:
    """Values as they were when the reader was left."""

    places: dict[str, int]
    """Article id to the offset of the first character in view, oldest first."""
    queries: tuple[str, ...] = ()
    """Oldest first."""
    left: Left = field(default_factory=Left)
    """The view that was left last."""


def path_for(library: Path) -> Path:
    """The file for a library, apart from those of others."""
    return places.state() / "reader" / f"{homes.digest_of(library)}.json"


def of_library(library: Library) -> Memory:
    """What was remembered of a library, of one that was moved or copied as well. Raises MemoryUnreadable."""
    path = path_for(library.path)
    if not path.exists() and (before := homes.former(library.path, library.identity)) is not None:
        path = path_for(before)
    return load(path)


def load(path: Path) -> Memory:
    """Read what was remembered; nothing when there is no file. Raises MemoryUnreadable."""
    try:
        data = json.loads(path.read_text("utf-8"))
        kept = {str(id): int(at) for id, at in data["places"].items()}
        queries = tuple(str(query) for query in data["queries"])
        return Memory(kept, queries, left.parse(data["left"]) if "left" in data else Left())
    except FileNotFoundError:
        return Memory({})
    except (OSError, *NONSENSE) as error:
        raise MemoryUnreadable(
            f"{printable(str(path))} cannot be read: {printable(str(error))}.",
            "Places and old queries are forgotten.",
        ) from error


def save(path: Path, memory: Memory) -> None:
    """Write it down, all of it or nothing. Raises OSError."""
    kept = dict(list(memory.places.items())[-PLACES:])
    queries = list(memory.queries[-QUERIES:])
    data = {"places": kept, "queries": queries, "left": left.as_dict(memory.left)}
    write_private(path, json.dumps(data))

"""The word lists of ``data``: plain text, one section or one entry a line, ``#`` for remarks."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


def lines(name: str) -> list[str]:
    """The lines of one list without remarks and blank lines."""
    text = (files("search.entities") / "data" / name).read_text("utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


@cache
def words() -> dict[str, tuple[str, ...]]:
    """The entries of ``words.txt`` by section."""
    sections: dict[str, list[str]] = {}
    current: list[str] = []
    for line in lines("words.txt"):
        if line.startswith("["):
            current = sections.setdefault(line.strip("[]"), [])
        else:
            current.extend(entry.strip() for entry in line.split(",") if entry.strip())
    return {name: tuple(entries) for name, entries in sections.items()}

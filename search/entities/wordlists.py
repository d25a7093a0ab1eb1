"""The word lists of ``data``: plain text, one section or one entry a line, ``#`` for remarks."""

from __future__ import annotations

import lzma
from functools import cache
from importlib.resources import files


def lines(name: str) -> list[str]:
    """The lines of one list without remarks and blank lines."""
    text = (files("search.entities") / "data" / name).read_text("utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def packed(name: str) -> list[str]:
    """The lines of a list that is too long to be kept as plain text."""
    data = (files("search.entities") / "data" / name).read_bytes()
    return lzma.decompress(data).decode("utf-8").split("\n")


def words() -> dict[str, tuple[str, ...]]:
    """The entries of ``words.txt`` by section."""
    return sections("words.txt")


@cache
def sections(name: str) -> dict[str, tuple[str, ...]]:
    """The entries of a list by section; those before the first heading belong to the section ``""``."""
    sections: dict[str, list[str]] = {}
    current = sections.setdefault("", [])
    for line in lines(name):
        if line.startswith("["):
            current = sections.setdefault(line.strip("[]"), [])
        else:
            current.extend(entry.strip() for entry in line.split(",") if entry.strip())
    return {name: tuple(entries) for name, entries in sections.items()}

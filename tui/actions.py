"""What an action is: a row of the table that features bring and :mod:`tui.features.table` puts together.

An action that is not in the table does not exist; one that cannot be done now says why.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tui.reader.state import Pane, ViewState

Reason = Callable[[ViewState], str]
"""Why an action cannot be done now, as a sentence; empty when it can."""

READING = frozenset({Pane.LIST, Pane.ARTICLE})
LINES = READING | {Pane.ENTITIES}
PANES = LINES | {Pane.TIMELINE}
EVERYWHERE = PANES | {Pane.QUERY}
TYPING = frozenset({Pane.QUERY})
CHOOSING = frozenset({Pane.ENTITIES, Pane.TIMELINE})
ENTITIES = frozenset({Pane.ENTITIES})


def always(_: ViewState) -> str:
    """No reason: it can be done."""
    return ""


def has_articles(state: ViewState) -> str:
    """There are rows."""
    return "" if state.rows else "There is no article to go to."


def has_article(state: ViewState) -> str:
    """A row is selected."""
    return "" if state.chosen else "No article is selected."


def has_matches(state: ViewState) -> str:
    """There may be matches."""
    if state.narrowed_or_asked or state.sought or state.pane is Pane.ENTITIES:
        return ""
    return "Nothing is searched for: there are no matches to go to."


def is_narrowed(state: ViewState) -> str:
    """There is a filter."""
    return "" if state.query.filters else "The view is not narrowed."


def is_grouped(state: ViewState) -> str:
    """Versions share a row."""
    return "" if state.query.grouped else "Versions stand in rows of their own: group them first."


def was_changed(state: ViewState) -> str:
    """The query was answered otherwise than it was typed."""
    changed = state.offer or (state.notice and not state.query.literal)
    return "" if changed else "The query was answered as it was typed."


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that a key does."""

    id: str
    keys: tuple[str, ...]
    """Textual's names of keys; a space parts the keys of a sequence: ``g g``."""
    tooltip: str
    """One clause, as the help page and the README print it."""
    group: str
    where: frozenset[Pane] = PANES
    """The panes that must have the focus."""
    reason: Reason = always
    label: str = ""
    """A word for the hints that follow the first key of a sequence; empty: the tooltip."""
    waits: frozenset[Pane] = frozenset()
    """The panes in which the key is held until the selected article is on the screen: it acts on that."""
    synonyms: str = ""
    """Other words by which the palette and the ``?`` page find it."""
    run: Callable[[Any], object] = always
    """The method of the feature that brings the row."""


Hint = tuple[tuple[str, ...], str]
"""Actions whose first keys are shown together, and a word for them."""

_SHOWN = {
    "space": "Space",
    "escape": "Esc",
    "enter": "Enter",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "home": "Home",
    "end": "End",
    "tab": "Tab",
    "shift+tab": "S-Tab",
    "down": "Down",
    "up": "Up",
    "left": "Left",
    "right": "Right",
    "backspace": "Backspace",
    "delete": "Del",
}


def shown(keys: str) -> str:
    """A key or a sequence as people write it: ``^D``, ``Space``, ``gg``."""
    parts = []
    for key in keys.split(" "):
        if key.startswith("ctrl+"):
            parts.append(f"^{key[5:].upper()}")
        elif len(key) > 1 and key[0] == "f" and key[1:].isdigit():
            parts.append(key.upper())
        else:
            parts.append(_SHOWN.get(key, key))
    return "".join(parts)

"""The one table of actions: bindings, footer, ``?`` page, palette and the README's table come from it.

An action that is not in the table does not exist; one that cannot be done now says why.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tui.state import Pane, ViewState

Reason = Callable[[ViewState], str]
"""Why an action cannot be done now, as a sentence; empty when it can."""

READING = frozenset({Pane.LIST, Pane.ARTICLE})
LINES = READING | {Pane.ENTITIES}
PANES = LINES | {Pane.TIMELINE}
EVERYWHERE = PANES | {Pane.QUERY}
TYPING = frozenset({Pane.QUERY})
CHOOSING = frozenset({Pane.ENTITIES, Pane.TIMELINE})
ENTITIES = frozenset({Pane.ENTITIES})


def _always(_: ViewState) -> str:
    return ""


def _has_articles(state: ViewState) -> str:
    return "" if state.total else "There is no article to go to."


def _has_article(state: ViewState) -> str:
    return "" if state.chosen else "No article is selected."


def _has_matches(state: ViewState) -> str:
    if state.narrowed_or_asked or state.sought or state.pane is Pane.ENTITIES:
        return ""
    return "Nothing is searched for: there are no matches to go to."


def _is_narrowed(state: ViewState) -> str:
    return "" if state.query.filters else "The view is not narrowed."


def _is_grouped(state: ViewState) -> str:
    return "" if state.query.grouped else "Versions stand in rows of their own: group them first."


def _was_changed(state: ViewState) -> str:
    return "" if state.notice and not state.query.literal else "The query was answered as it was typed."


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
    reason: Reason = _always
    label: str = ""
    """A word for the hints that follow the first key of a sequence; empty: the tooltip."""


ACTIONS: tuple[Action, ...] = (
    Action("move.down", ("j", "down"), "next row or line", "Move", LINES),
    Action("move.up", ("k", "up"), "previous row or line", "Move", LINES),
    Action("page.down", ("pagedown", "ctrl+f"), "next page of the focused pane", "Move", LINES),
    Action("page.up", ("pageup", "ctrl+b"), "previous page of the focused pane", "Move", LINES),
    Action("half.down", ("ctrl+d",), "half a page down", "Move", LINES),
    Action("half.up", ("ctrl+u",), "half a page up", "Move", LINES),
    Action("go.top", ("g g", "home"), "to the top", "Move"),
    Action("go.end", ("G", "end"), "to the end", "Move"),
    Action("focus.list", ("1",), "go to the list", "Move"),
    Action("focus.article", ("2",), "go to the article", "Move", reason=_has_article),
    Action("focus.entities", ("3",), "go to the entities", "Move"),
    Action("focus.next", ("tab",), "next pane", "Move"),
    Action("focus.previous", ("shift+tab",), "previous pane", "Move"),
    Action("focus.left", ("h", "left"), "pane on the left", "Move", LINES),
    Action("focus.right", ("l", "right"), "pane on the right", "Move", LINES),
    Action("open", ("enter",), "open the article; the page of the entity", "Read"),
    Action("back", ("escape", "q"), "back: leave, close, or undo the last narrowing", "Read", EVERYWHERE),
    Action(
        "read.on", ("space",), "read on: page the article, then open the next", "Read", READING, _has_article
    ),
    Action("read.back", ("b",), "page the article back", "Read", READING, _has_article),
    Action("article.next", ("]",), "next article", "Read", reason=_has_articles),
    Action("article.previous", ("[",), "previous article", "Read", reason=_has_articles),
    Action("unread.next", (")",), "next unread article", "Read", READING, _has_articles),
    Action("unread.previous", ("(",), "previous unread article", "Read", READING, _has_articles),
    Action("scroll.down", ("J",), "scroll the article down from any pane", "Read", reason=_has_article),
    Action("scroll.up", ("K",), "scroll the article up from any pane", "Read", reason=_has_article),
    Action("zoom", ("z",), "the focused pane alone, or all panes", "Read"),
    Action("info", ("i",), "where the article comes from", "Read", reason=_has_article),
    Action("related", ("S",), "articles on the same subject; H goes back", "Read", READING, _has_article),
    Action("links", (";",), "links in the article, to copy", "Read", reason=_has_article),
    Action("search.pane", ("/",), "search: the archive, inside the article, or the entities", "Search"),
    Action("search.archive", ("\\",), "search the archive from anywhere", "Search"),
    Action("complete", ("tab",), "complete the word; again for the next offer", "Search", TYPING),
    Action("literal", ("=",), "search for exactly what was typed", "Search", reason=_was_changed),
    Action("match.next", ("n",), "next match in the article", "Search", LINES, _has_matches),
    Action("match.previous", ("N",), "previous match in the article", "Search", LINES, _has_matches),
    Action("sort.next", ("o",), "next order: score, newer, date, oldest, title", "Search"),
    Action("sort.previous", ("O",), "previous order", "Search"),
    Action("explain", ("E",), "why these results, and why this article stands here", "Search", READING),
    Action("versions", ("V",), "versions of a text in one row, or in rows of their own", "Search", READING),
    Action(
        "versions.open",
        ("x",),
        "open or close the versions under the row",
        "Search",
        frozenset({Pane.LIST}),
        _is_grouped,
    ),
    Action("entities", ("e",), "show or hide the entities", "Narrow"),
    Action("narrow", ("+",), "narrow to the selected entity, value or time", "Narrow", CHOOSING),
    Action("exclude", ("-",), "exclude it", "Narrow", CHOOSING),
    Action("entity.select", ("v",), "select the entity, for w, + and *", "Narrow", ENTITIES),
    Action("narrow.any", ("*",), "narrow to any of the selected entities", "Narrow", ENTITIES),
    Action("entity.companions", ("w",), "what is named with it, or with all selected", "Narrow", ENTITIES),
    Action("timeline", ("T",), "show or hide the results along time", "Narrow"),
    Action("time.earlier", ("h", "left"), "earlier", "Narrow", frozenset({Pane.TIMELINE})),
    Action("time.later", ("l", "right"), "later", "Narrow", frozenset({Pane.TIMELINE})),
    Action("time.mark", ("v",), "begin or end a range", "Narrow", frozenset({Pane.TIMELINE})),
    Action("widen", ("u",), "undo the last narrowing", "Narrow", frozenset({Pane.TIMELINE}), _is_narrowed),
    Action("history.back", ("H",), "back to the view before", "Narrow"),
    Action("history.forward", ("L",), "forward again", "Narrow"),
    Action("mark.read", ("r",), "read or unread", "Mark", READING, _has_article),
    Action("mark.star", ("m",), "star, or take the star away", "Mark", READING, _has_article),
    Action("mark.tag", ("t",), "add tags of your own, or take them away", "Mark", READING, _has_article),
    Action("mark.note", ("a",), "write a note", "Mark", READING, _has_article),
    Action(
        "select",
        ("v",),
        "select the row: mark, copy, save and pipe all that are",
        "Mark",
        frozenset({Pane.LIST}),
        _has_article,
    ),
    Action("undo", ("u",), "undo the last mark, tag or note", "Mark", READING),
    Action("redo", ("ctrl+r",), "do again what was undone", "Mark", READING),
    Action("entity.merge", ("m",), "merge: this entity, then the one that it is", "Decide", ENTITIES),
    Action("entity.rename", ("r",), "give the entity another name", "Decide", ENTITIES),
    Action("entity.hide", ("x",), "hide the entity for good", "Decide", ENTITIES),
    Action("entity.retype", ("t",), "say that it is of another kind", "Decide", ENTITIES),
    Action("entity.split", ("d",), "part one of its names from it", "Decide", ENTITIES),
    Action("entity.here", (".",), "let the next decision be for this article alone", "Decide", ENTITIES),
    Action("entity.suggestions", ("c",), "go through entities that may be one", "Decide", ENTITIES),
    Action("entity.undo", ("u",), "undo the last narrowing or decision", "Decide", ENTITIES),
    Action("entity.redo", ("ctrl+r",), "decide again what was undone", "Decide", ENTITIES),
    Action("copy.text", ("y t",), "copy the text", "Take along", reason=_has_article, label="text"),
    Action("copy.citation", ("y c",), "copy a citation", "Take along", reason=_has_article, label="citation"),
    Action(
        "copy.path", ("y p",), "copy the path of the source", "Take along", reason=_has_article, label="path"
    ),
    Action("copy.id", ("y i",), "copy the id", "Take along", reason=_has_article, label="id"),
    Action(
        "copy.command", ("y x",), "copy the command that gives these results", "Take along", label="command"
    ),
    Action("save", ("s",), "save as text, Markdown, HTML or JSON", "Take along", reason=_has_article),
    Action("pipe", ("|",), "pipe the text to a command", "Take along", reason=_has_article),
    Action("add", ("A",), "add a file or folder; stop adding", "Program"),
    Action("failures", ("F",), "what could not be read, and why", "Program"),
    Action("reload", ("R",), "look again: what was added meanwhile", "Program"),
    Action("palette", (":",), "choose an action by name", "Program"),
    Action("help", ("?", "f1"), "all keys", "Program"),
    Action("redraw", ("ctrl+l",), "draw the screen anew", "Program", EVERYWHERE),
    Action("mouse", ("M",), "mouse on or off: off, the terminal selects text", "Program"),
    Action("suspend", ("ctrl+z",), "suspend; fg comes back", "Program", EVERYWHERE),
    Action("quit", ("Q", "ctrl+c"), "quit", "Program", EVERYWHERE),
)

BY_ID = {action.id: action for action in ACTIONS}

Hint = tuple[tuple[str, ...], str]
"""Actions whose first keys are shown together, and a word for them."""

_READING: tuple[Hint, ...] = (
    (("move.down", "move.up"), "move"),
    (("read.on",), "read"),
    (("search.pane",), "search"),
    (("entities",), "entities"),
    (("copy.text",), "copy"),
    (("help",), "help"),
)
# List and article differ in the last hint only: the line is sent again with every change of focus.
HINTS: dict[Pane, tuple[Hint, ...]] = {
    Pane.LIST: (*_READING, (("quit",), "quit")),
    Pane.ARTICLE: (*_READING, (("back",), "list")),
    Pane.ENTITIES: (
        (("move.down", "move.up"), "move"),
        (("narrow",), "narrow"),
        (("open",), "page"),
        (("entity.merge",), "merge"),
        (("entity.hide",), "hide"),
        (("entity.undo",), "undo"),
        (("help",), "help"),
    ),
    Pane.TIMELINE: (
        (("time.earlier", "time.later"), "move"),
        (("time.mark",), "range"),
        (("narrow",), "narrow"),
        (("exclude",), "exclude"),
        (("back",), "close"),
    ),
    Pane.QUERY: ((("open",), "done"), (("back",), "cancel")),
}
"""Five to seven keys for what has the focus, most useful first: the footer drops those that have no room."""

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


def markdown_table(keys: Callable[[str], tuple[str, ...]] | None = None) -> str:
    """The table of keys for the README, a row an action."""
    lines = ["| keys | action |", "|---|---|"]
    for action in ACTIONS:
        bound = keys(action.id) if keys else action.keys
        cells = " ".join(f"`{shown(k)}`".replace("|", "\\|") for k in bound)
        lines.append(f"| {cells} | {action.tooltip} |")
    return "\n".join(lines) + "\n"

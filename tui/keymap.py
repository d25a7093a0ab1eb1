"""Which key does what in which pane: the table of actions, a preset, and the settings on top."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tui.actions import Action, Hint, shown
from tui.reader.state import Pane

KeySequence = tuple[str, ...]
EDITING = ("space", "enter", "escape", "tab", "backspace", "delete", "insert")
MOVING = ("home", "end", "pageup", "pagedown", "up", "down", "left", "right")
NAMED = frozenset(EDITING + MOVING)
"""Keys that have a name; the others are the characters that they type, and f1 to f24."""
_KEY = re.compile(r"(?:ctrl\+|alt\+|shift\+)*(\S|f(?:1\d?|2[0-4]?|[3-9])|[a-z]{2,})")

PRESETS: dict[str, Mapping[str, tuple[str, ...]]] = {
    "default": {},
    "newsboat": {
        "read.on": ("space", "n"),
        "match.next": ("ctrl+n",),
        "match.previous": ("ctrl+p",),
        "article.next": ("]", "p"),
        "sort.next": ("g",),
        "sort.previous": ("G",),
        "go.top": ("home",),
        "go.end": ("end",),
        "guide": ("ctrl+x h",),
        "outline": ("ctrl+x o",),
        "theme": ("ctrl+x t",),
        "settings": ("ctrl+x s",),
        "save.list": ("ctrl+x w",),
        "thread": ("ctrl+x m",),
        "older": ("ctrl+x v",),
        "entity.beside": ("ctrl+x b",),
        "note.pane": ("ctrl+x a",),
        "note.editor": ("ctrl+x e",),
        "quit": ("Q",),
        "passage.mark": ("X",),
        "dossier.page": ("U",),
        "dossier.choose": ("Y",),
        "searches": ("W",),
    },
    "mutt": {
        "go.top": ("=", "home"),
        "literal": ("'",),
        "go.end": ("*", "end"),
        "page.down": ("z", "pagedown", "ctrl+f"),
        "page.up": ("Z", "pageup", "ctrl+b"),
        "half.down": ("]",),
        "half.up": ("[",),
        "article.next": ("J",),
        "article.previous": ("K",),
        "scroll.down": (")",),
        "scroll.up": ("(",),
        "unread.next": ("}",),
        "unread.previous": ("{",),
        "passage.next": (">",),
        "passage.previous": ("<",),
        "zoom": ("w",),
        "entity.companions": ("W",),
        "save.list": ("C",),
        "entity.beside": ("B",),
        "narrow.any": ("%",),
    },
    "vim": {
        "page.down": ("ctrl+f", "pagedown"),
        "page.up": ("ctrl+b", "pageup"),
        "quit": ("Z Z", "Z Q"),
        "history.back": ("ctrl+o", "H"),
        "focus.left": ("ctrl+w h", "h", "left"),
        "focus.right": ("ctrl+w l", "l", "right"),
        "focus.next": ("ctrl+w w", "tab"),
    },
}
"""Keys for hands that know another program; what a preset does not name stays as the table has it."""


def unknown_key(text: str) -> str:
    """The first key of a sequence that no keyboard has; empty when all are known."""
    for key in text.split(" "):
        found = _KEY.fullmatch(key)
        if not found or (len(found[1]) > 1 and found[1].isalpha() and found[1] not in NAMED):
            return key or "space"
    return ""


@dataclass(frozen=True, slots=True)
class Keymap:
    """Key sequences to actions, for each pane."""

    keys: Mapping[str, tuple[str, ...]]
    """Action id to its keys, in the notation of the table."""
    table: Mapping[Pane, Mapping[KeySequence, str]]
    actions: Mapping[str, Action] = field(default_factory=dict)
    """The table, by id."""
    footer: Mapping[Pane, tuple[Hint, ...]] = field(default_factory=dict)
    """The hints of each pane."""
    taken: tuple[str, ...] = ()
    """Keys that the user's own bindings take from actions that they do not name, a sentence each."""
    problems: tuple[str, ...] = ()
    """What is wrong with the bindings that were asked for, a sentence each."""
    _prefixes: Mapping[Pane, frozenset[KeySequence]] = field(default_factory=dict)

    def find(self, pane: Pane, keys: KeySequence) -> str | None:
        """The action that these keys mean in this pane."""
        return self.table[pane].get(keys)

    def is_prefix(self, pane: Pane, keys: KeySequence) -> bool:
        """Whether more keys could follow."""
        return keys in self._prefixes[pane]

    def continuations(self, pane: Pane, keys: KeySequence) -> list[tuple[str, str]]:
        """What may follow after the first keys of a sequence, and the action that it leads to."""
        return [
            (shown(" ".join(sequence[len(keys) :])), id)
            for sequence, id in self.table[pane].items()
            if sequence[: len(keys)] == keys and len(sequence) > len(keys)
        ]

    def shown(self, id: str) -> str:
        """The first key of an action, as people write it; empty when it has none."""
        keys = self.keys.get(id, ())
        return shown(keys[0]) if keys else ""

    def idle(self, keys: KeySequence) -> str:
        """What is said of keys that do nothing in the pane where they were pressed."""
        panes = [str(pane) for pane in self.table if pane is not Pane.QUERY and self.find(pane, keys)]
        text = shown(" ".join(keys))
        where = (
            f"works in the {', '.join(panes[:-1])}{' and ' if panes[1:] else ''}{panes[-1]}" if panes else ""
        )
        help = self.shown("help")
        return f"{text} {where or 'does nothing'}.{f' {help} shows all keys.' if help else ''}"

    def hints(self, pane: Pane) -> list[tuple[str, str]]:
        """Keys and labels for the footer."""
        hints = []
        for ids, label in self.footer.get(pane, ()):
            keys = "/".join(shown(self._beginning(pane, self.keys[id][0])) for id in ids if self.keys.get(id))
            if keys:
                hints.append((keys, label))
        return hints

    def _beginning(self, pane: Pane, keys: str) -> str:
        """A sequence, or its first key if it leads to several actions: these are told when it is pressed."""
        first = keys.partition(" ")[0]
        actions = {id for _, id in self.continuations(pane, (first,))}
        return first if len(actions) > 1 else keys


def build(
    actions: Sequence[Action],
    footer: Mapping[Pane, tuple[Hint, ...]],
    preset: Mapping[str, tuple[str, ...]] | None = None,
    own: Mapping[str, tuple[str, ...]] | None = None,
) -> Keymap:
    """The table's keys, replaced action by action by the preset's and then by the user's own.

    A key that two actions claim in one pane belongs to the one that was named last; the other loses it,
    and when both were named by the user, that is a problem.
    """
    own = own or {}
    by_id = {action.id: action for action in actions}
    wanted = {**(preset or {}), **own}
    problems = [f'There is no action "{id}".' for id in wanted if id not in by_id]
    keys = {action.id: wanted.get(action.id, action.keys) for action in actions}
    table: dict[Pane, dict[KeySequence, str]] = {pane: {} for pane in Pane}
    taken: list[str] = []
    named = {id: rank for rank, id in enumerate([*(preset or {}), *own], 1)}
    for action in sorted(actions, key=lambda action: named.get(action.id, 0)):
        for text in keys[action.id]:
            taken += _taken(table, action, text, own)
            problems += _bind(table, action, text, own)
    for bound_keys in table.values():
        _drop_unreachable(bound_keys)
    kept = {action.id: _kept(table, action, keys[action.id]) for action in actions}
    lost = tuple(dict.fromkeys(taken))
    return Keymap(kept, table, by_id, footer, lost, tuple(dict.fromkeys(problems)), _prefixes_of(table))


def _taken(
    table: Mapping[Pane, Mapping[KeySequence, str]],
    action: Action,
    text: str,
    own: Mapping[str, tuple[str, ...]],
) -> Iterable[str]:
    """What an action loses by a key that the user gave to another."""
    sequence = tuple(text.split(" "))
    for pane in action.where:
        for keys, holder in table[pane].items():
            same = keys == sequence or keys[: len(sequence)] == sequence
            if action.id in own and holder not in own and same:
                yield f'The key {shown(" ".join(keys))} is taken from "{holder}" by "{action.id}".'


def _bind(
    table: dict[Pane, dict[KeySequence, str]], action: Action, text: str, own: Mapping[str, tuple[str, ...]]
) -> Iterable[str]:
    sequence = tuple(text.split(" "))
    for pane in action.where:
        if pane is Pane.QUERY and (len(sequence[0]) == 1 or sequence[0] == "space"):
            continue  # there it is typed
        holder = table[pane].get(sequence)
        if holder is not None and holder in own and action.id in own:
            yield f'The key {shown(text)} is given to both "{holder}" and "{action.id}".'
        table[pane][sequence] = action.id


def _drop_unreachable(table: dict[KeySequence, str]) -> None:
    """A sequence that begins with a key which does something by itself cannot be typed."""
    for keys in list(table):
        if any(keys[:n] in table for n in range(1, len(keys))):
            del table[keys]


def _kept(
    table: Mapping[Pane, Mapping[KeySequence, str]], action: Action, bound: tuple[str, ...]
) -> tuple[str, ...]:
    return tuple(k for k in bound if any(table[p].get(tuple(k.split(" "))) == action.id for p in action.where))


def _prefixes_of(table: Mapping[Pane, Mapping[KeySequence, str]]) -> dict[Pane, frozenset[KeySequence]]:
    return {
        pane: frozenset(keys[:n] for keys in bound for n in range(1, len(keys)))
        for pane, bound in table.items()
    }

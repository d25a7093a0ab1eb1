"""The features, and the one table of actions: bindings, footer, help and the README's table come from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tui import keymap
from tui.actions import Action, Hint, shown
from tui.features.adding.adding import Adding
from tui.features.dossiers.collect import Collect
from tui.features.entities.decide import Decide
from tui.features.entities.sidebar import Entities
from tui.features.export.export import Export
from tui.features.export.saving import Saving
from tui.features.help.guide import Guide
from tui.features.help.help import Help
from tui.features.info.info import Info
from tui.features.marks import Marking
from tui.features.move import Move
from tui.features.narrow import Narrow
from tui.features.notes.notes import Notes
from tui.features.outline import Outline
from tui.features.passages import Passages
from tui.features.pictures.pictures import Pictures
from tui.features.program import Program
from tui.features.read import Read
from tui.features.results import Results
from tui.features.search import Search
from tui.features.timeline import TimelineFeature
from tui.reader.feature import Feature
from tui.reader.state import Pane

FEATURES: tuple[type[Feature], ...] = (
    Program,
    Search,
    Results,
    Entities,
    Decide,
    TimelineFeature,
    Read,
    Passages,
    Marking,
    Notes,
    Collect,
    Move,
    Narrow,
    Info,
    Pictures,
    Outline,
    Export,
    Saving,
    Adding,
    Help,
    Guide,
)
"""In the order in which they are told what happens, and asked to step back."""

GROUPS = ("Move", "Read", "Search", "Narrow", "Mark", "Decide", "Take along", "Program")
"""Headings of the ``?`` page, in order; within a group actions stand in the order of their features."""

ACTIONS: tuple[Action, ...] = tuple(
    sorted((row for feature in FEATURES for row in feature.actions), key=lambda row: GROUPS.index(row.group))
)
BY_ID = {action.id: action for action in ACTIONS}
HINTS: dict[Pane, tuple[Hint, ...]] = {
    pane: hints for feature in FEATURES for pane, hints in feature.hints.items()
}
"""What the footer names while a pane has the focus; it drops those that have no room."""


def build(
    preset: Mapping[str, tuple[str, ...]] | None = None, own: Mapping[str, tuple[str, ...]] | None = None
) -> keymap.Keymap:
    """The keys of the table, replaced action by action by the preset's and then by the user's own."""
    return keymap.build(ACTIONS, HINTS, preset, own)


def markdown_table(keys: Callable[[str], tuple[str, ...]] | None = None) -> str:
    """The table of keys for the README, a row an action."""
    lines = ["| keys | action |", "|---|---|"]
    for action in ACTIONS:
        bound = keys(action.id) if keys else action.keys
        cells = " ".join(f"`{shown(k)}`".replace("|", "\\|") for k in bound)
        lines.append(f"| {cells} | {action.tooltip} |")
    return "\n".join(lines) + "\n"

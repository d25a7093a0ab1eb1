"""Where the reader was left: question, article and pane, as they are written down and opened again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from search import Filter, Query, Sort
from tui.reader.state import Pane, ViewState

FOCUSED = (Pane.LIST, Pane.ARTICLE, Pane.ENTITIES)
"""Panes that have the focus again; of the others the list is what lies behind them."""

FLAGS = ("literal", "recent", "grouped")
"""What else a question can say."""


@dataclass(frozen=True, slots=True)
class Left:
    """What of a view is opened again."""

    query: Query = field(default_factory=lambda: Query().question)
    row: int = 0
    chosen: str = ""
    """The id of the article."""
    pane: Pane = Pane.LIST
    zoomed: bool = False

    @property
    def state(self) -> ViewState:
        """The view to open with."""
        drawer = self.pane is Pane.ENTITIES
        return ViewState(
            self.query, row=self.row, chosen=self.chosen, pane=self.pane, zoomed=self.zoomed, drawer=drawer
        )


def left(state: ViewState) -> Left:
    """What is written down of a view."""
    pane = state.pane if state.pane in FOCUSED else Pane.LIST
    return Left(replace(state.query, opened=frozenset()).question, state.row, state.chosen, pane, state.zoomed)


def as_dict(left: Left) -> dict[str, Any]:
    """What stands in the file."""
    query = left.query
    return {
        "text": query.text,
        "filters": [_of_filter(one) for one in query.filters],
        "sort": query.sort.value,
        **{flag: True for flag in FLAGS if getattr(query, flag)},
        "row": left.row,
        "article": left.chosen,
        "pane": left.pane.value,
        "zoomed": left.zoomed,
    }


def parse(data: Mapping[str, Any]) -> Left:
    """What a file says. Raises KeyError, TypeError and ValueError for what it cannot have said."""
    filters = tuple(_filter(one) for one in data["filters"])
    text, article = str(data["text"]), str(data["article"])
    literal, recent, grouped = (data.get(flag) is True for flag in FLAGS)
    query = Query(text, filters, Sort(data["sort"]), literal=literal, recent=recent, grouped=grouped).question
    pane = Pane(data["pane"])
    return Left(query, max(0, int(data["row"])), article, pane, data.get("zoomed") is True)


def _of_filter(one: Filter) -> list[Any]:
    return [one.field, one.value, one.exclude, [_of_filter(other) for other in one.others]]


def _filter(data: Any, depth: int = 0) -> Filter:
    field, value, exclude, others = data
    if depth > 1:
        raise ValueError("alternatives have no alternatives of their own")
    return Filter(str(field), str(value), exclude is True, tuple(_filter(one, depth + 1) for one in others))

"""What a feature is: its rows of the action table, the messages it hears, and what it does about events.

A feature is a subclass of :class:`Feature` in :mod:`tui.features`. It is given ports and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from tui.actions import PANES, Action, Hint, Reason, always, has_article
from tui.reader.state import Pane

if TYPE_CHECKING:
    from textual import events

    from search import Filter, Query
    from search.errors import DossierError
    from tui.reader.ports import Companion, Ports
    from tui.reader.state import ViewState

Method = TypeVar("Method", bound=Callable[..., object])


def action(
    id: str,
    keys: tuple[str, ...],
    tooltip: str,
    group: str,
    where: frozenset[Pane] = PANES,
    reason: Reason = always,
    label: str = "",
    *,
    waits: frozenset[Pane] | None = None,
    synonyms: str = "",
) -> Callable[[Method], Method]:
    """Make a method of a feature what an action does. The arguments are the action's row of the table.

    ``waits``: the panes in which the key is held until the selected article is on the screen. Unless it is
    said otherwise, what needs an article waits where the article has the focus, and its row cannot be seen.
    """
    if waits is None:
        waits = frozenset({Pane.ARTICLE}) if reason is has_article else frozenset()

    def register(method: Method) -> Method:
        row = Action(id, keys, tooltip, group, where, reason, label, waits, synonyms, method)
        setattr(method, "actions", (*getattr(method, "actions", ()), row))  # noqa: B010 (functions have no such field)
        return method

    return register


def hears(method: Method) -> Method:
    """Have a method of a feature called with every message of the kind that it names in its annotation."""
    setattr(method, "hears", method.__annotations__["message"])  # noqa: B010
    return method


class Feature:
    """Base of all features: every hook does nothing unless a feature wants to know."""

    actions: ClassVar[tuple[Action, ...]] = ()
    """The rows of the table, in the order of their methods."""
    hints: ClassVar[Mapping[Pane, tuple[Hint, ...]]] = {}
    """Five to seven keys that the footer names while a pane has the focus, most useful first."""
    hearers: ClassVar[Mapping[str, Callable[[Any, Any], object]]] = {}
    """What is called with which message, by the qualified name of its class: features load no widgets."""

    def __init__(self, ports: Ports) -> None:
        self.ports = ports

    def __init_subclass__(cls) -> None:
        own = list(vars(cls).values())
        cls.actions = tuple(row for method in own for row in getattr(method, "actions", ()))
        cls.hearers = {method.hears: method for method in own if hasattr(method, "hears")}

    def start(self) -> None:
        """The screen is there; nothing has been painted yet."""

    def ready(self) -> None:
        """The index is loaded: searching and counting work."""

    def library_opened(self) -> None:
        """Another library is shown from now on."""

    def question_changed(self, *, again: bool, delay: float) -> None:
        """The state has another question, or the same one is asked ``again`` and the article stays selected."""

    def state_changed(self, before: ViewState) -> None:
        """The state is another one; panes stand and have the focus as it says."""

    def count(self) -> None:
        """Ask for what is counted of the results, if that is on the screen and not known."""

    def hurry(self) -> None:
        """A key waits for the selected article: have it shown without delay."""

    def forget_counts(self) -> None:
        """What was counted may count otherwise now."""

    def nothing_found(self) -> None:
        """The answer has no rows."""

    def companion(self, query: Query, id: str) -> Companion | None:
        """What is to be shown in the same frame as an article, if it is quickly had."""
        return None

    def failed(self, subject: str, error: DossierError) -> bool:
        """A job has failed. Returns whether that has been told."""
        return False

    def marked(self) -> None:
        """Marks, notes or passages are other ones than before."""

    def typed(self, event: events.Key) -> bool:
        """Take a key before it is looked up in the table. Returns whether it was taken."""
        return False

    def places(self) -> Mapping[str, int]:
        """Places in articles, id to offset, to be remembered for the next session."""
        return {}

    def closing(self) -> None:
        """The reader is being left."""

    def items(self) -> tuple[Any, ...]:
        """What of the pane that has the focus would go into a dossier."""
        return ()

    def passage(self) -> str:
        """The key of the passage that a key is about; empty, and a word about it, when there is none."""
        return ""

    def save_dossier(self, key: str, path: Path) -> bool:
        """Write a dossier to a file. Returns whether that has begun."""
        return False

    # What a key comes to in the pane that has the focus: the first feature to do something ends it

    def open(self) -> bool:
        """Open what is selected. Returns whether there was anything to open."""
        return False

    def find(self) -> bool:
        """Search in the pane. Returns whether that can be done here."""
        return False

    def filters(self) -> tuple[Filter, ...]:
        """What one can narrow to: what is selected."""
        return ()

    def leave(self) -> bool:
        """Step out of something in the pane that has the focus. Returns whether there was anything to leave."""
        return False

    def widen(self) -> bool:
        """In the list: undo something that restricts the view. Returns whether there was anything."""
        return False

"""Notes by keys: on articles, on the passage that one has gone to, on the entity that is selected."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from search import passages
from search.errors import DossierError
from search.text import printable
from tui.actions import ENTITIES, LINES, READING, always, has_article
from tui.features.notes.editor import edit
from tui.features.notes.remarks import remarks_on
from tui.features.notes.targets import Target, on_articles, on_entity, on_passage, passage_in
from tui.reader.feature import Feature, action
from tui.reader.state import Pane

if TYPE_CHECKING:
    from textual import events

    from search import Query, Stop
    from tui.reader.ports import Companion, Ports
    from tui.widgets.query_line import QueryLine

SAID = 48
"""Characters of what a note is on that have room in a message."""
HELP = "Esc keep  ^X editor  ^C give up"


class Notes(Feature):
    """What a person writes beside what is read."""

    def __init__(self, ports: Ports) -> None:
        super().__init__(ports)
        self._target: Target | None = None
        """What the note in the pane is on; None while none is written."""

    # Shown beside the text

    def companion(self, query: Query, id: str) -> Companion | None:
        """The notes on an article and its passages are shown in the same frame."""
        library, marks = self.ports.view.library, self.ports.marks.marks

        def work(stop: Stop) -> Callable[[], object] | None:
            try:
                found = () if stop() else remarks_on(marks, library.article(id))
            except DossierError:
                return None
            return lambda: self.ports.panes.article.show_remarks(found)

        return work

    def marked(self) -> None:
        """Notes may be other ones now."""
        article = self.ports.panes.article.article
        if article is not None:
            self._attempt(
                lambda: self.ports.panes.article.show_remarks(remarks_on(self.ports.marks.marks, article))
            )

    def _attempt(self, work: Callable[[], object]) -> bool:
        """Do something with the notes; what is wrong with it is told."""
        try:
            work()
        except DossierError as error:
            self.ports.status.show_message(printable(f"{error.title}: {error}"), bad=True)
            return False
        return True

    # What a note is on

    def _meant(self) -> Target | None:
        """The entity that is selected, the passage that one has gone to, else the articles that are meant."""
        marks = self.ports.marks.marks
        if self.ports.view.state.pane is Pane.ENTITIES:
            item = self.ports.panes.entities.item
            if item is None or not item.names:
                self.ports.status.show_message("No entity is selected.")
                return None
            return on_entity(marks, item.field, item.names)
        key = passage_in(self.ports.first(lambda feature: feature.items()) or ())
        held = passages.passage_of(marks.notebook.book, key) if key else None
        return on_passage(marks, held) if held else self._on_articles()

    def _on_articles(self) -> Target | None:
        hits = self.ports.marks.targets()
        if not hits:
            self.ports.status.show_message("No article is selected.")
            return None
        return on_articles(self.ports.marks.marks, hits)

    def _keep(self, target: Target, text: str) -> bool:
        """Write the note over the one that is there; says what came of it."""

        def work() -> None:
            made = target.keep(text)
            self.ports.marks.show(self.ports.panes.list.at_hand())
            self.ports.view.marked()
            self.ports.status.show_message(_said(target, text, changed=bool(made.edits)))

        return self._attempt(work)

    # A line

    def _ask(self, target: Target | None) -> None:
        """Ask in the last line; a note that has several lines already is opened in the pane."""
        if target is None:
            return
        if target.is_long:
            self._open(target, target.text)
            return

        def finish(typed: str | None) -> None:
            if typed is not None:
                self._keep(target, typed)

        def more(line: QueryLine) -> None:
            self.ports.screens.end_prompt()
            self._open(target, line.line.text)

        label = f"Note on {printable(target.label, 30)} (Tab: more lines): "
        self.ports.screens.prompt(label, finish, target.text, complete=more)

    @action(
        "mark.note", ("a",), "write a note", "Mark", READING, has_article, synonyms="annotate comment remark"
    )
    def note(self) -> None:
        """A note on the articles that are meant; an empty one takes it away."""
        self._ask(self._on_articles())

    @action("passage.note", ("P n",), "note on the passage", "Mark", frozenset({Pane.ARTICLE}), has_article,
            label="note")  # fmt: skip
    def note_passage(self) -> None:
        """A note on the passage that is meant."""
        key = self.ports.first(lambda feature: feature.passage())
        marks = self.ports.marks.marks
        held = passages.passage_of(marks.notebook.book, key) if key else None
        if held is not None:
            self._ask(on_passage(marks, held))

    @action(
        "entity.note", ("a",), "write a note on the entity", "Decide", ENTITIES, synonyms="annotate comment"
    )
    def note_entity(self) -> None:
        """A note on the selected entity."""
        self._ask(self._meant())

    # Several lines

    @action("note.pane", ("g a",), "write a note of several lines", "Mark", LINES, always, label="long note",
            waits=frozenset({Pane.ARTICLE}), synonyms="annotate markdown pane")  # fmt: skip
    def write(self) -> None:
        """On the article, the passage that one has gone to, or the entity: in a pane beside the text."""
        if (target := self._meant()) is not None:
            self._open(target, target.text)

    @action("note.editor", ("g A",), "write the note in $EDITOR", "Mark", LINES, always, label="in $EDITOR",
            waits=frozenset({Pane.ARTICLE}), synonyms="annotate markdown vim nano emacs")  # fmt: skip
    def write_in_editor(self) -> None:
        """The same in the editor that the user has chosen."""
        if (target := self._meant()) is not None:
            self._edit(target, target.text)

    def _open(self, target: Target, text: str) -> None:
        pane = self.ports.panes.note
        self._target = target
        pane.open(f"Note on {target.label}", text)
        self.ports.screens.take_focus(pane)
        self.ports.status.show_message(HELP)

    def _close(self) -> None:
        self._target = None
        self.ports.panes.note.close()
        self.ports.screens.take_focus(None)

    def typed(self, event: events.Key) -> bool:
        """While a note is written, keys go into it."""
        target, pane = self._target, self.ports.panes.note
        if target is None:
            return False
        text = pane.text
        if event.key == "escape":
            if text.strip() == target.text or self._keep(target, text):
                self._close()
        elif event.key == "ctrl+c":
            self._close()
            self.ports.status.show_message("The note is as it was.")
        elif event.key == "ctrl+x":
            self._close()
            self._edit(target, text)
        elif event.key in self.ports.keys.keys["redraw"]:
            self.ports.screens.redraw()
        else:
            pane.take(event)
            self.ports.status.show_message(HELP)
        return True

    def _edit(self, target: Target, text: str) -> None:
        """In the editor; when that fails, or the note cannot be kept, the pane has the text."""

        def done(written: str) -> None:
            if not self._keep(target, written):
                self._open(target, written)

        def failed(error: DossierError) -> None:
            self._open(target, text)
            self.ports.status.show_message(printable(f"{error.title}: {error}"), bad=True)

        edit(text, self.ports.screens.lend, done, failed)

    def closing(self) -> None:
        """The terminal hangs up while a note is written: it is kept."""
        target, text = self._target, self.ports.panes.note.text
        if target is not None and text.strip() != target.text:
            self._target = None
            target.keep(text)


def _said(target: Target, text: str, *, changed: bool) -> str:
    """What became of a note."""
    if not changed:
        return "The note is as it was."
    what = "Noted" if text.strip() else "The note is gone"
    return f"{what}: {printable(target.label, SAID)}; u undoes it."

"""Passages of the article: marked by sentence or with the mouse, walked, tagged, noted, copied, taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from search import cite, passages
from search.errors import DossierError
from search.text import printable
from tui.actions import has_article
from tui.reader.feature import Feature, action, hears
from tui.reader.state import Pane
from tui.screens.keys import name_of

if TYPE_CHECKING:
    from textual import events

    from search import Article, NotebookChange, Query, Stop
    from tui.messages import Dragged
    from tui.reader.ports import Companion, Ports

ARTICLE = frozenset({Pane.ARTICLE})
HELP = "j k move  v from here  p paragraph  Enter keep  a note  t tag  D dossier  Esc"


@dataclass(frozen=True, slots=True)
class Marking:
    """What is about to be marked: units ``first`` to ``last`` of an article."""

    article: Article
    units: tuple[tuple[int, int], ...]
    first: int
    last: int
    fixed: bool = False
    """Whether the beginning stays where it is."""
    paragraphs: bool = False

    @property
    def span(self) -> tuple[int, int]:
        """Offsets into the article's text."""
        low, high = sorted((self.first, self.last))
        return self.units[low][0], self.units[high][1]

    def moved(self, step: int) -> Marking:
        """One unit further, or back."""
        last = min(max(0, self.last + step), len(self.units) - 1)
        return replace(self, last=last, first=self.first if self.fixed else last)

    def by(self, *, paragraphs: bool) -> Marking:
        """The same place in sentences or paragraphs."""
        return begun(self.article, self.span[0], paragraphs=paragraphs)


def begun(article: Article, offset: int, *, paragraphs: bool = False) -> Marking:
    """Marking that begins with the unit at an offset."""
    units = tuple(passages.paragraphs(article) if paragraphs else passages.units(article))
    at = next((i for i, (_, end) in enumerate(units) if end > offset), len(units) - 1)
    return Marking(article, units, at, at, paragraphs=paragraphs)


class Passages(Feature):
    """Passages that are marked in the article on the screen."""

    def __init__(self, ports: Ports) -> None:
        super().__init__(ports)
        self._marking: Marking | None = None
        self._placed: tuple[passages.Placed, ...] = ()
        """The passages of the article that is shown, in the order of its text; those not found last."""
        self._current = ""
        """The key of the passage that one has gone to."""

    def companion(self, query: Query, id: str) -> Companion | None:
        """The marked passages are shown in the same frame as the article."""
        library, notebook = self.ports.view.library, self.ports.marks.marks.notebook

        def work(stop: Stop) -> Callable[[], object] | None:
            try:
                every = passages.passages(notebook.book)
                if stop() or not every:
                    return lambda: self._take(())
                article = library.article(id)
                placed = passages.placed(article, passages.on(passages.subject_of(article), every))
            except DossierError:
                return lambda: self._take(())
            return lambda: self._take(tuple(placed))

        return work

    def _take(self, placed: tuple[passages.Placed, ...]) -> None:
        self._marking, self._placed, self._current = None, placed, ""
        self._draw()

    def _again(self) -> None:
        """The passages of the article on the screen are other ones now."""
        article = self.ports.panes.article.article
        if article is not None:
            every = passages.passages(self.ports.marks.marks.notebook.book)
            self._placed = tuple(passages.placed(article, passages.on(passages.subject_of(article), every)))
        self._draw()

    def _draw(self) -> None:
        spans = tuple((one.place.start, one.place.end) for one in self._placed if one.place)
        self.ports.panes.article.show_passages(spans, self._marking.span if self._marking else None)

    # Marking

    @action("passage.mark", ("p",), "mark a passage: j k v p, then Enter", "Mark", ARTICLE, has_article)
    def mark(self) -> None:
        """Begin with the sentence at the top of the pane, or at the match."""
        if (article := self.ports.article()) is None:
            return
        view = self.ports.panes.article
        offset = view.matches[view.current][0] if view.current >= 0 else view.place
        self._marking = begun(article, offset)
        self._draw()
        self.ports.status.show_message(HELP)

    @hears
    def dragged(self, message: Dragged) -> None:
        """The mouse was drawn over words."""
        article = self.ports.panes.article.article
        if article is not None and article.text[message.start : message.end].strip():
            self._marking = Marking(article, ((message.start, message.end),), 0, 0)
            self._draw()
            self.ports.status.show_message("Enter keeps the passage, a with a note, D into the dossier; Esc")

    def typed(self, event: events.Key) -> bool:
        """While a passage is being marked, keys move its end."""
        marking, shown = self._marking, self.ports.panes.article.article
        if marking is None:
            return False
        if shown is not marking.article or self.ports.view.state.pane is Pane.QUERY:
            self._leave("")
            return False
        name = name_of(event)
        if name in ("j", "down", "l", "right", "k", "up", "h", "left"):
            self._marking = marking.moved(1 if name in ("j", "down", "l", "right") else -1)
        elif name == "v":
            self._marking = replace(marking, fixed=not marking.fixed, first=marking.last)
        elif name == "p":
            self._marking = marking.by(paragraphs=not marking.paragraphs)
        elif name in ("enter", "a", "t", "D"):
            self._keep(marking, {"a": "passage.note", "t": "passage.tag", "D": "dossier.put"}.get(name, ""))
            return True
        else:
            self._leave("Nothing was marked.")
            return name in ("escape", "q", "ctrl+c")
        self._draw()
        self.ports.status.show_message(HELP)
        return True

    def _leave(self, said: str) -> None:
        self._marking = None
        self._draw()
        self.ports.status.show_message(said)

    def _keep(self, marking: Marking, then: str) -> None:
        """Keep what is marked, and go on with an action on it."""
        self._marking = None
        made = self._write("marked a passage", lambda: [passages.mark(marking.article, *marking.span)])
        if made is not None and made.edits:
            self._current = made.after[0].key
        self._again()
        if made is not None:
            self.ports.status.show_message("Marked.")
            if then:
                self.ports.act(then)

    def _write(self, name: str, drafts: Callable[[], list[Any]]) -> NotebookChange | None:
        try:
            return self.ports.marks.marks.write(name, drafts())
        except DossierError as error:
            self.ports.status.show_message(printable(f"{error.title}: {error}"), bad=True)
            return None

    # Walking

    @action("passage.next", ("}",), "next marked passage", "Mark", ARTICLE, has_article)
    def go_on(self) -> None:
        """The passage further down."""
        self._walk(1)

    @action("passage.previous", ("{",), "previous marked passage", "Mark", ARTICLE, has_article)
    def go_back(self) -> None:
        """The passage further up."""
        self._walk(-1)

    def _walk(self, step: int) -> None:
        self._again()
        keys = [one.passage.key for one in self._placed]
        if not keys:
            self.ports.status.show_message("No passage of this article is marked. p marks one.")
            return
        at = keys.index(self._current) + step if self._current in keys else (0 if step > 0 else len(keys) - 1)
        if not 0 <= at < len(keys):
            self.ports.status.show_message("There is no other passage that way.")
            return
        one = self._placed[at]
        self._current = keys[at]
        said = " ".join([f"Passage {at + 1} of {len(keys)}.", *(f"#{tag}" for tag in one.passage.tags)])
        if one.place is None:
            said = f"{said} The article has other words now; marked was: {one.passage.quote}"
        else:
            self.ports.panes.article.bring_into_view(one.place.start)
        note = " ".join(one.passage.note.split())
        self.ports.status.show_message(printable(f"{said} {note}".strip()))

    def marked(self) -> None:
        """Passages may be other ones now."""
        self._again()

    def passage(self) -> str:
        """The passage that one has gone to, else the only one."""
        held = self._chosen()
        return held.key if held else ""

    def _chosen(self) -> passages.Passage | None:
        """The passage that one has gone to, else the only one; None with a word about it."""
        found = [one.passage for one in self._placed if one.passage.key == self._current]
        if not found and len(self._placed) == 1:
            found = [self._placed[0].passage]
        if not found:
            self.ports.status.show_message("Go to a passage first, with } or {.")
            return None
        return found[0]

    def items(self) -> tuple[Any, ...]:
        """The passage that one has gone to goes into a dossier."""
        from search import passage_item

        if self.ports.view.state.pane is not Pane.ARTICLE:
            return ()
        return tuple(passage_item(one.passage) for one in self._placed if one.passage.key == self._current)

    # What is said of one

    @action("passage.tag", ("P t",), "tag the passage", "Mark", ARTICLE, has_article, label="tag")
    def tag(self) -> None:
        """Ask for tags to add, and with a minus to take away."""
        if (held := self._chosen()) is None:
            return
        book = self.ports.marks.marks.notebook

        def finish(text: str | None) -> None:
            if text and self._write("tagged", lambda: [passages.tag(book.book, held.key, text)]):
                self._again()
                self.ports.status.show_message("Tagged.")

        self.ports.screens.prompt(f"Tag the passage (has {' '.join(held.tags) or 'none'}): ", finish)

    @action("passage.drop", ("P x",), "take the mark away", "Mark", ARTICLE, has_article, label="take away")
    def drop(self) -> None:
        """The words stay, the mark goes; u brings it back."""
        held = self._chosen()
        if held is not None and self._write("took a mark away", lambda: [passages.drop(held.key)]):
            self._current = ""
            self._again()
            self.ports.status.show_message("The mark is gone; u brings it back.")

    @action("passage.copy", ("P y",), "copy it with its citation", "Mark", ARTICLE, has_article, label="copy")
    def copy(self) -> None:
        """The words in quotation marks, and where they are from."""
        held, article = self._chosen(), self.ports.article()
        if held is not None and article is not None:
            way = self.ports.screens.copy(f"“{held.quote}”\n{cite(article, self.ports.settings.citation)}")
            said = f"The passage was sent to the terminal ({way})." if way else "The terminal cannot be asked."
            self.ports.status.show_message(said)

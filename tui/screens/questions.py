"""What the reader asks the library, each question as work for a thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual.message import Message

from search import Library, Page, Progress, Query, Sort, Stop
from search.errors import DossierError
from tui.buckets import MOST, filled, finer
from tui.messages import (
    ArticleReady,
    CardsReady,
    CompletionsReady,
    Counts,
    Failed,
    Finished,
    MentionsReady,
    PageReady,
    Prepared,
    Progressed,
    ReasonsReady,
    RowsReady,
    SnippetsReady,
    TimesReady,
)
from tui.screens.desk import Desk
from tui.widgets.article_list import CHUNK
from tui.widgets.entity_sidebar import FACETS

if TYPE_CHECKING:
    from search import Marks

SETTLE = 0.15
"""Seconds the selection rests before entities are counted for it."""
CARDS = 60
"""Entities of each kind in the sidebar."""
FURTHER = 20 * CHUNK
"""Rows down to which an article is looked for that others came in before."""
WINDOW = 500
"""Rows at a time in which an unread one is looked for."""
VALUES = 8
"""Values of each facet in the sidebar."""


def from_store(query: Query) -> bool:
    """Whether the store alone can answer: everything, in an order that it keeps."""
    return not query.text.strip() and not query.filters


class Questions:
    """The library behind the desk. Every method returns at once; answers come as messages."""

    def __init__(self, library: Library, desk: Desk) -> None:
        self.library = library
        self.desk = desk
        self._counting: dict[str, object] = {}
        """What was asked last about what surrounds the rows, by subject: it is not asked twice."""
        self._counted: tuple[Query, int, Counts] | None = None
        """The counts that do not depend on the article being read, their question, and how often they may
        have changed until then."""
        self._epoch = 0

    def look_anew(self) -> None:
        """Entities, facets and times may count otherwise than when they were asked for."""
        self._counting.clear()
        self._epoch += 1

    def _page(self, query: Query, stop: Stop | None) -> Page:
        if from_store(query) and not query.grouped:
            sort = Sort.DATE if query.sort is Sort.SCORE else query.sort
            return self.library.rows(query.offset, query.limit, sort)
        return self.library.search(query, stop=stop)

    def first_rows(self, post: Callable[[Message], object]) -> None:
        """The newest articles, from the store, before anything else is loaded: a millisecond or two."""
        number = self.desk.number("page")
        try:
            post(PageReady(number, self.library.rows(0, CHUNK, Sort.DATE)))
        except DossierError as error:  # a damaged file
            post(Failed("page", number, error))

    def prepare(self) -> None:
        """Load the index, or rebuild it with progress."""

        def work(stop: Stop, _: int) -> Message:
            self.library.prepare(progress=self.report, stop=stop)
            return Prepared(self.library.mended)

        self.desk.ask("prepare", work)

    def report(self, progress: Progress) -> None:
        """Show how far long work is, from its thread."""
        self.desk.post(Progressed(progress))

    def page(self, query: Query, *, ready: bool, delay: float = 0.0) -> None:
        """The first window of a new question. Before the index is loaded it waits for :meth:`prepare`."""
        self.look_anew()

        def work(stop: Stop, number: int) -> Message:
            if query.offset and not from_store(query):  # what is asked anew is asked from its beginning
                self.library.search(query.window(0, 0), stop=stop)
            return PageReady(number, self._page(query, stop))

        if ready or from_store(query):
            self.desk.ask("page", work, delay=delay)

    def again(self, query: Query, row: int, chosen: str, *, ready: bool) -> None:
        """The window in which the selected article stands after others have come in before it."""

        def work(stop: Stop, number: int) -> Message:
            start = row // CHUNK * CHUNK
            first = page = self._page(query.window(start, CHUNK), stop)
            for at in range(start + CHUNK, min(page.rows, start + FURTHER) + CHUNK, CHUNK):
                place = next((i for i, hit in enumerate(page.hits) if hit.id == chosen), None)
                if place is not None:
                    return PageReady(number, page, chosen, page.query.offset + place)
                page = self._page(query.window(at, CHUNK), stop)
            return PageReady(number, first)

        self.look_anew()
        if ready or from_store(query):
            self.desk.ask("page", work)

    def rows(self, query: Query, *, ready: bool) -> None:
        """A further window of the present question."""
        if ready or from_store(query):
            self.desk.ask_more("page", lambda stop, _: RowsReady(self._page(query, stop)))

    def unread(self, query: Query, row: int, step: int, marks: Marks, then: Callable[[int], object]) -> None:
        """The nearest row from ``row`` on, or back from it, whose article was not read; -1 for none."""

        def work(stop: Stop, number: int) -> Message:
            near = row
            while not stop():
                start = max(0, near if step > 0 else near - WINDOW + 1)
                page = self._page(query.window(start, WINDOW if step > 0 else near - start + 1), stop)
                read = [mark.read for mark in marks.of(page.hits)]
                places = [start + at for at, done in enumerate(read) if not done]
                if places:
                    found = places[0] if step > 0 else places[-1]
                    return Finished("unread", number, partial(then, found))
                near = start + WINDOW if step > 0 else start - 1
                if not 0 <= near < page.rows or not page.hits:
                    break
            return Finished("unread", number, lambda: then(-1))

        self.desk.ask("unread", work)

    def snippets(self, query: Query, ids: Sequence[str]) -> None:
        """The best passages of rows of the present question."""
        self.desk.ask_more("page", lambda *_: SnippetsReady(query, self.library.snippets(query, ids)))

    def article(
        self, query: Query, id: str, *, ready: bool, with_cards: bool = False, delay: float = 0.0
    ) -> None:
        """An article to show, its matches marked when there is something to match.

        ``with_cards``: along with its entities, if that is a small thing by now.
        """

        def work(stop: Stop, number: int) -> Message:
            article = self.library.article(id)
            answer = ArticleReady(number, article)
            if ready and not stop() and not from_store(query):
                highlights = self.library.highlights(query, article)
                best = self.library.best_offset(query, article) if highlights and not stop() else 0
                answer = ArticleReady(number, article, highlights, best)
            # One frame for both, where the entities of the results have been counted.
            counts = self._counted
            if with_cards and counts is not None and counts[:2] == (query.question, epoch) and not stop():
                answer.around, answer.epoch = self._around(query, id, counts[2], stop), epoch
            return answer

        epoch = self._epoch
        self.desk.ask("article", work, delay=delay)

    def cards(self, query: Query, reading: str) -> None:
        """The entities of the results, with those of the article being read, and the facets."""
        wanted = (query.question, reading)
        if self._counting.get("cards") == wanted:
            return
        self._counting["cards"] = wanted
        epoch = self._epoch

        def work(stop: Stop, number: int) -> Message:
            counts = self._counts(query.question, epoch, stop)
            return CardsReady(number, self._around(query, reading, counts, stop))

        self.desk.ask("cards", work, delay=SETTLE)

    def take_as_asked(self, epoch: int, reading: str) -> bool:
        """Entities have come with the article, and need not be asked for; False when they are too old."""
        held = self._counted
        if epoch != self._epoch or held is None:
            return False
        self._counting["cards"] = (held[0], reading)
        self.desk.drop("cards")
        return True

    def _around(self, query: Query, reading: str, counts: Counts, stop: Stop) -> Counts:
        """The entities of the results with those of the article being read before them; and the facets."""
        cards, facets = counts
        asked = None if from_store(query) else query
        # Only those of the article: the others don't change from one row to the next.
        own = self.library.entities(asked, limit=0, reading=reading, stop=stop) if reading else ()
        named = {(card.kind, card.name) for card in own}
        return (*own, *(card for card in cards if (card.kind, card.name) not in named)), facets

    def _counts(self, query: Query, epoch: int, stop: Stop) -> Counts:
        """The entities and facets of the results, counted once for a question. Runs in threads."""
        held = self._counted
        if held is not None and held[:2] == (query, epoch):
            return held[2]
        asked = None if from_store(query) else query
        cards = self.library.entities(asked, limit=CARDS, by_relevance=True, stop=stop)
        facets = tuple((f, self.library.facets(query, f, limit=VALUES, stop=stop)) for f in FACETS)
        self._counted = (query, epoch, (cards, facets))
        return cards, facets

    def times(self, query: Query) -> None:
        """The results by year; by month when these are few, by day when the months are few."""
        if self._counting.get("times") == query.question:
            return
        self._counting["times"] = query.question

        def work(stop: Stop, number: int) -> Message:
            unit, done = "year", ""
            while unit != done:
                values = self.library.facets(query, unit, limit=MOST, stop=stop)
                done, unit = unit, finer(unit, values)
            return TimesReady(number, filled(unit, values))

        self.desk.ask("times", work, delay=SETTLE)

    def mentions(self, id: str, kind: str, names: Sequence[str]) -> None:
        """Where an entity is named in an article."""
        wanted = {name.casefold() for name in names}

        def work(_: Stop, number: int) -> Message:
            found = (m for m in self.library.mentions(id) if m.kind == kind)
            spans = ((m.start, m.end) for m in found if {m.name.casefold(), m.surface.casefold()} & wanted)
            return MentionsReady(number, tuple(spans))

        self.desk.ask("mentions", work)

    def completions(self, text: str) -> None:
        """Ways to go on with a query, given up to the cursor."""
        self.desk.ask("complete", lambda _, n: CompletionsReady(n, text, self.library.complete(text)))

    def reasons(self, query: Query) -> None:
        """Why a query finds nothing."""

        def work(stop: Stop, number: int) -> Message:
            return ReasonsReady(number, self.library.explain(query, stop=stop))

        self.desk.ask("reasons", work, delay=SETTLE)

    def do(self, subject: str, work: Callable[[], Message]) -> None:
        """Anything else that may take a while: writing a file, running a command."""
        self.desk.ask(subject, lambda _stop, _number: work())

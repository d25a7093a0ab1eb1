"""What is being looked at, as a frozen value; every change of it is a pure function."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from search import Filter, Page, Query, Sort

HISTORY = 200
"""Views that can be gone back to; each is small."""
ORDERS = ((Sort.SCORE, False), (Sort.SCORE, True), *((sort, False) for sort in list(Sort)[1:]))
"""What one key goes through: how to sort and, of the ranked order, whether newer articles are preferred."""


class Pane(StrEnum):
    """What can have the focus."""

    QUERY = "query"
    LIST = "list"
    ARTICLE = "article"
    ENTITIES = "entities"
    TIMELINE = "timeline"


@dataclass(frozen=True, slots=True)
class ViewState:
    """One view of the library: the question, what it gave, and where the reader is in it."""

    query: Query = field(default_factory=Query)
    total: int = 0
    """Articles that answer the question."""
    collection: int = 0
    """Articles in the library."""
    some: int = 0
    """Articles with some of the words, whose rows follow."""
    partial: bool = False
    notice: str = ""
    echo: str = ""
    correction: str = ""
    corrected: bool = False
    """Whether the correction was answered in place of what was asked."""
    row: int = 0
    """The selected row."""
    chosen: str = ""
    """The id of the article in that row; empty when there is none."""
    title: str = ""
    """Its title."""
    pane: Pane = Pane.LIST
    zoomed: bool = False
    """One pane at a time on the screen: the one that has the focus."""
    drawer: bool = False
    """The entities are shown where there is no room for a column of them."""
    timeline: bool = False
    """The timeline is shown under the list."""
    sought: str = ""
    """What is looked for inside the article; empty: the query's matches are marked."""

    # What is true of the state

    @property
    def narrowed_or_asked(self) -> bool:
        """Whether anything restricts the view."""
        return bool(self.query.text.strip() or self.query.filters)

    @property
    def stance(self) -> tuple[object, ...]:
        """What decides how the panes stand."""
        return self.pane, self.drawer, self.zoomed, self.timeline

    @property
    def rows(self) -> int:
        """Articles that have a row: with all of the words, or with some."""
        return self.total + self.some

    @property
    def offer(self) -> str:
        """What may have been meant, where the answer is to what was typed."""
        return "" if self.corrected or self.query.literal else self.correction

    @property
    def sort(self) -> Sort:
        """The order that the hits really have."""
        if self.query.sort is Sort.SCORE and not self.query.text.strip():
            return Sort.DATE
        return self.query.sort

    # Questions

    def _question(self, query: Query) -> ViewState:
        return replace(self, query=query.question, row=0, chosen="", title="", notice="", correction="", some=0)

    def asked(self, text: str) -> ViewState:
        """Another text; the filters stay. Misspelt words are set right again."""
        return self._question(replace(self.query, text=text, literal=False, opened=frozenset()))

    def literally(self) -> ViewState:
        """The same words, exactly as they were typed."""
        return self._question(replace(self.query, literal=True))

    def narrowed(self, *filters: Filter) -> ViewState:
        """More filters; one that contradicts an earlier one replaces it, one that is there stays once."""
        new = {(f.field, f.value) for f in filters if not f.others}
        kept = tuple(f for f in self.query.filters if f.others or (f.field, f.value) not in new)
        filters = tuple(f for f in filters if f not in kept)
        return self._question(replace(self.query, filters=(*kept, *filters)))

    def only(self, *filters: Filter) -> ViewState:
        """What these filters let through, whatever was asked before; every version in a row of its own."""
        return self._question(Query(filters=filters, strict=self.query.strict))

    def demanding(self, strict: bool) -> ViewState:
        """The same question, for articles with all of the words alone or for those with some as well."""
        return replace(self, query=replace(self.query, strict=strict))

    def widened(self) -> ViewState:
        """The last filter undone or, when there is none, the text."""
        if self.query.filters:
            return self._question(replace(self.query, filters=self.query.filters[:-1]))
        return self.asked("")

    def sorted(self, sort: Sort, *, recent: bool = False) -> ViewState:
        """The same articles in another order."""
        return self._question(replace(self.query, sort=sort, recent=recent))

    def next_sort(self, step: int = 1) -> ViewState:
        """The next order; SCORE only where there is something to score."""
        orders = [o for o in ORDERS if o[0] is not Sort.SCORE or self.query.text.strip()]
        now = (self.sort, self.query.recent and self.sort is Sort.SCORE)
        sort, recent = orders[((orders.index(now) if now in orders else 0) + step) % len(orders)]
        return self.sorted(sort, recent=recent)

    @property
    def order(self) -> str:
        """How the rows stand, in two words at most."""
        name = "newer" if self.query.recent and self.sort is Sort.SCORE else str(self.sort)
        return f"{name}, grouped" if self.query.grouped else name

    def likened(self, id: str) -> ViewState:
        """The articles on the subject of one, the most alike first."""
        return self._question(Query(f"like:{id}", grouped=self.query.grouped, strict=self.query.strict))

    # Versions

    def grouped(self) -> ViewState:
        """Articles that are nearly the same text in one row, or each in its own; the article stays chosen."""
        return replace(
            self, query=replace(self.query, grouped=not self.query.grouped, opened=frozenset()).question
        )

    def opened(self, id: str, row: int) -> ViewState:
        """The versions under a row shown, or hidden again with the cursor on the row."""
        opened = self.query.opened ^ {id}
        return replace(self, query=replace(self.query, opened=opened).question, row=row)

    # Answers

    def found(self, page: Page) -> ViewState:
        """The first window of an answer to the question."""
        return replace(
            self,
            total=page.total,
            some=page.some,
            corrected=page.corrected,
            collection=self.collection if self.narrowed_or_asked else page.total,
            partial=page.partial,
            notice=page.notice,
            echo=page.echo,
            correction=page.correction,
        )

    # Moving about

    def chose(self, row: int, id: str = "", title: str = "") -> ViewState:
        """Another row is selected; what was looked for in one article is not looked for in the next."""
        sought = self.sought if id == self.chosen else ""
        return replace(self, row=row, chosen=id, title=title, sought=sought)

    def focused(self, pane: Pane) -> ViewState:
        """Another pane has the focus; leaving the drawer closes it."""
        return replace(
            self,
            pane=pane,
            drawer=self.drawer and pane is Pane.ENTITIES,
            timeline=self.timeline and pane is not Pane.ENTITIES,
        )

    def zoom(self) -> ViewState:
        """One pane at a time, the one that has the focus; or all of them again."""
        return replace(self, zoomed=not self.zoomed)


@dataclass(frozen=True, slots=True)
class History:
    """The views behind and ahead of the present one, nearest last."""

    past: tuple[ViewState, ...] = ()
    future: tuple[ViewState, ...] = ()

    def visited(self, left: ViewState, now: ViewState) -> History:
        """``left`` was left for ``now``. A view of the same question is not worth a step."""
        if left.query == now.query:
            return self
        return History((*self.past, left)[-HISTORY:], ())

    def back(self, now: ViewState) -> tuple[ViewState, History]:
        """The view before, and the history as seen from there; the same view when there is none."""
        if not self.past:
            return now, self
        return self.past[-1], History(self.past[:-1], (*self.future, now))

    def forward(self, now: ViewState) -> tuple[ViewState, History]:
        """The view that was gone back from."""
        if not self.future:
            return now, self
        return self.future[-1], History((*self.past, now), self.future[:-1])

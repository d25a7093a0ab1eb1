"""Pages about entities by keys: of one, of two, of all of a kind; and the ways from them into the archive."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from search import EntityKind, Filter, entity_notes
from search.errors import Cancelled, DossierError
from tui.features.entities.queue import DecisionQueue, Make
from tui.features.entities.rows import Named, Period, Sentence, Taken
from tui.features.results import FURTHER, from_store
from tui.reader.state import Pane

if TYPE_CHECKING:
    from search import Beside, Candidate, Changed, Curation, Dossier, EntityCard, Stop, Suggestion
    from tui.features.entities.entity_page import EntityScreen, RowScreen
    from tui.features.entities.listing import EntityListScreen, Listed
    from tui.features.entities.rows import Target
    from tui.reader.ports import Companion, Ports

LISTED = 5_000
"""Entities of a kind in the list of all of them; the filter asks for all there are."""
Found = TypeVar("Found")
Tell = Callable[[str], object]


class Pages:
    """Opens pages, and goes where their rows lead."""

    def __init__(self, ports: Ports, queue: DecisionQueue) -> None:
        self.ports = ports
        self.queue = queue
        self.glyphs = ports.glyphs
        self.width = ports.settings.text_width
        self._wanted: Sentence | None = None
        """The place at which the next article opens."""
        self._left: dict[tuple[Named, ...], int] = {}
        """Where the cursor stood on pages that were left."""

    # Opening pages

    def open(self) -> bool:
        """Enter: the page of an entity, put together in a thread; on ``59 more`` the list of all."""
        pane = self.ports.panes.entities
        if self.ports.view.state.pane is not Pane.ENTITIES:
            return False
        if pane.more:
            self._list(EntityKind(pane.more), pane.wanted)
            return True
        if pane.item is None or not pane.item.names:
            return False
        here = self.ports.view.state.chosen if pane.item.here else ""
        self._page(EntityKind(pane.item.field), pane.item.value, here=here)
        return True

    def _page(self, kind: EntityKind, name: str, *, here: str = "", tell: Tell | None = None) -> None:
        curation = self.ports.view.library.curation
        self._ask(
            "entity", lambda stop: curation.dossier(kind, name, here=here, stop=stop), self._show_page, tell
        )

    def _ask(
        self,
        subject: str,
        work: Callable[[Stop], Found],
        then: Callable[[Found], object],
        tell: Tell | None = None,
    ) -> None:
        """Work in a thread; what it finds wrong is told by ``tell``, which is that of the screen in front."""

        def tried(stop: Stop) -> Found | DossierError:
            try:
                return work(stop)
            except DossierError as error:
                return error

        def ended(found: Found | DossierError) -> None:
            if not isinstance(found, DossierError):
                then(found)
            elif not isinstance(found, Cancelled):
                (tell or self.ports.status.show_message)(f"{found.title}: {found}")

        self.ports.jobs.run(subject, tried, ended)

    def _show_page(self, page: Dossier) -> None:
        from tui.features.entities.entity_page import EntityScreen

        screen = EntityScreen(page, self)
        screen.pane.cursor = self._left.get(screen.subjects, -1)
        self.ports.screens.push(screen)

    def notes(self, page: Dossier) -> Sequence[str]:
        """What the user noted on the entity, by whatever name; nothing where the notes cannot be read."""
        names = [page.name, *(form for form, _ in page.aliases)]
        try:
            return entity_notes.notes_on(self.ports.marks.marks.notebook.book, page.kind.value, names)
        except DossierError:
            return ()

    def who(self) -> None:
        """The people with full names who may be meant."""
        item = self.ports.panes.entities.item
        if item is None or item.field != EntityKind.PERSON:
            self.ports.status.show_message("No person is selected.")
            return
        here = self.ports.view.state.chosen if item.here else ""
        self._ask_candidates(item.value, here, self.ports.status.show_message)

    def _ask_candidates(self, name: str, here: str, tell: Tell) -> None:
        curation = self.ports.view.library.curation

        def show(found: tuple[Candidate, ...]) -> None:
            if not found:
                tell("No person with a full name has it.")
                return
            self._show_list(_candidates(name, here, found))

        kind = EntityKind.PERSON
        self._ask("candidates", lambda _: curation.candidates(kind, name, here=here), show, tell)

    def side_by_side(self) -> None:
        """The page of two."""
        picked = self.ports.panes.entities.picked
        if len(picked) != 2:
            key = self.ports.keys.shown("entity.select")
            self.ports.status.show_message(f"Select two entities: {key} selects one.")
            return
        one, other = (Named(EntityKind(item.field), item.value) for item in picked)
        self._beside(one, other, self.ports.status.show_message)

    def _beside(self, one: Named, other: Named, tell: Tell) -> None:
        curation = self.ports.view.library.curation
        pair = (one.kind, one.name), (other.kind, other.name)
        self._ask("beside", lambda _: curation.beside(*pair), self._show_beside, tell)

    def _show_beside(self, page: Beside) -> None:
        from tui.features.entities.entity_page import BesideScreen

        self.ports.screens.push(BesideScreen(page, self))

    # From a page

    def go(self, page: RowScreen, target: Target) -> None:
        """Open what a row leads to: another page over this one, or the reader."""
        if isinstance(target, Named):
            self._page(target.kind, target.name, tell=page.status.show_message)
        elif isinstance(target, Taken):
            page.status.show_message("It was taken for this one: d parts it.")
        elif isinstance(target, Period):
            self.narrow(page, target)
        else:
            self._read(page, target)

    def narrow(self, page: RowScreen, target: Target | None) -> None:
        """The articles that name the entity, and what the row says beside it."""
        filters = [Filter(str(one.kind), one.name) for one in page.subjects]
        if isinstance(target, Named):
            filters.append(Filter(str(target.kind), target.name))
        elif isinstance(target, Period):
            filters.append(Filter("date", target.date))
        self._leave(page)
        view = self.ports.view
        view.change(view.state.only(*dict.fromkeys(filters)).focused(Pane.LIST))

    def _read(self, page: RowScreen, target: Sentence) -> None:
        """The articles of the entity, this one selected and open at the sentence."""
        filters = [Filter(str(one.kind), one.name) for one in page.subjects]
        if page.articles > FURTHER and target.date:
            filters.append(Filter("date", target.date))
        self._leave(page)
        self._wanted = target
        view = self.ports.view
        state = view.state.only(*filters).focused(Pane.ARTICLE)
        asked = state.query == view.state.query
        view.change(replace(state, chosen=target.article, title=target.title), again=True)
        if asked:
            view.ask(again=True)
        shown = self.ports.panes.article.article
        if shown is not None and shown.id == target.article:
            self.ports.panes.article.open_at(target.start, target.end)

    def _leave(self, page: RowScreen) -> None:
        """Leave all pages, and remember where the cursor stood."""
        self._left[page.subjects] = page.pane.cursor
        self.ports.screens.pop_all()

    def companion(self, id: str) -> Companion | None:
        """The article that a sentence led to opens there, until another one is looked at."""
        wanted = self._wanted
        if wanted is None or wanted.article != id:
            self._wanted = None
            return None
        return lambda _: partial(self.ports.panes.article.open_at, wanted.start, wanted.end)

    def compare(self, page: EntityScreen, other: Named) -> None:
        """The page's entity and another side by side."""
        self._beside(page.subjects[0], other, page.status.show_message)

    def candidates(self, page: EntityScreen) -> None:
        """Who a person of one name may be."""
        one = page.page
        here = one.quotations[0].article if one.articles == 1 and one.quotations else ""
        self._ask_candidates(one.name, here, page.status.show_message)

    def part(self, page: EntityScreen, target: Target | None) -> None:
        """What was taken for the entity is another one."""
        if not isinstance(target, Taken):
            page.status.show_message("Choose a name that was taken for it; d parts it.")
            return
        name = page.page.name
        self._decide(page, lambda curation: curation.split_entity(target.kind, target.name, name), 1)

    def undo(self, page: EntityScreen) -> None:
        """Take back what was decided here."""
        if not self.queue.decided:
            page.status.show_message("Nothing was decided here.")
            return
        self._decide(page, lambda curation: curation.undo_decision(), -1)

    def _decide(self, page: EntityScreen, make: Make, step: int) -> None:
        """Keep a decision, tell it on the page, and put the page together anew."""
        kind, name = page.page.kind, page.page.name
        curation = self.ports.view.library.curation

        def told(text: str) -> None:
            page.status.show_message(text)
            self._ask("entity", lambda stop: curation.dossier(kind, name, stop=stop), page.renew)

        self.queue.put(make, step, told)

    # Lists

    def _list(self, kind: EntityKind, wanted: str) -> None:
        self._ask_list(kind, wanted, self._show_list)

    def _ask_list(self, kind: EntityKind, wanted: str, then: Callable[[Listed], object]) -> None:
        from tui.features.entities.listing import Listed

        library, question = self.ports.view.library, self.ports.view.state.query.question

        def work(stop: Stop) -> Listed:
            asked = None if from_store(question) else question
            cards = library.entities(asked, kind=kind, limit=LISTED, containing=wanted, stop=stop)
            return Listed(
                kind, cards, library.entity_numbers(asked, containing=wanted, stop=stop)[kind], wanted
            )

        self._ask("all entities", work, then)

    def _show_list(self, found: Listed) -> None:
        from tui.features.entities.listing import EntityListScreen

        self.ports.screens.push(EntityListScreen(found, self))

    def list_again(self, screen: EntityListScreen, wanted: str) -> None:
        """The list with those whose names have some words."""
        self._ask_list(screen.found.kind, wanted.strip(), screen.take)

    def open_page(self, screen: RowScreen, kind: EntityKind, name: str) -> None:
        """The page of one of a list."""
        self._page(kind, name, tell=screen.status.show_message)

    def narrow_to(self, screen: RowScreen, kind: EntityKind, name: str) -> None:
        """Leave the list for the articles that name one, in the results that are shown."""
        self.ports.screens.pop_all()
        view = self.ports.view
        view.change(view.state.narrowed(Filter(str(kind), name)))

    def show_both(self, screen: RowScreen, one: Named, other: Named) -> None:
        """Two of a list side by side."""
        self._beside(one, other, screen.status.show_message)

    def review_kind(self, screen: EntityListScreen, kind: EntityKind) -> None:
        """Pairs of the kind that may be one."""
        from tui.features.entities.review import ReviewScreen

        curation = self.ports.view.library.curation

        def show(pairs: tuple[Suggestion, ...]) -> None:
            if pairs:
                self.ports.screens.push(ReviewScreen(self.queue, self.glyphs, pairs))
            else:
                screen.status.show_message("No two of them look as if they were one.")

        self._ask("suggestions", lambda _: curation.suggestions(kind=kind), show, screen.status.show_message)

    def merge_into(self, screen: EntityListScreen, bare: EntityCard, into: str) -> None:
        """The person of one name is one of the candidates."""
        kind, here = bare.kind, screen.found.here

        def make(curation: Curation) -> Changed:
            return curation.merge_entities(kind, bare.name, into, here=here)

        self.queue.put(make, 1, screen.status.show_message)


def _candidates(name: str, here: str, found: tuple[Candidate, ...]) -> Listed:
    """Candidates as a list, with what speaks for each."""
    from search import EntityCard
    from tui.features.entities.listing import Listed

    def said(one: Candidate) -> str:
        together = f"{one.together} named beside both" if one.together else ""
        return ", ".join(filter(None, (together, one.card.detail)))

    bare = EntityCard(name, EntityKind.PERSON, 1)
    return Listed(
        EntityKind.PERSON,
        tuple(one.card for one in found),
        len(found),
        notes=tuple(map(said, found)),
        bare=bare,
        here=here,
    )

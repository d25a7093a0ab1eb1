"""Curation: what the user decides about entities, and the page, the companions and the doubles of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from search.article.model import Article
from search.entities.beside import Beside
from search.entities.decisions import Action, Decision, in_force, parse
from search.entities.dictionary import entity_key
from search.entities.dossier import Dossier, compile_dossier
from search.entities.keys import bare_name, bare_norm
from search.entities.log import DecisionLog, read_export
from search.entities.model import EntityCard, EntityKind, Mention
from search.entities.overlay import Key
from search.entities.replay import Conflict
from search.entities.suggestions import Suggestion, suggestions
from search.errors import EntityError, LibraryReadOnly
from search.library.derived import Derived
from search.library.entity_pages import Candidate, beside, candidates
from search.query.interface import Query
from search.store.store import Store
from search.text import counted, printable
from search.work.lock import WriterLock
from search.work.progress import Stop

if TYPE_CHECKING:
    from search.entities.counts import Companion, EntityCounts

MAX_READ = 200
"""Articles that a page's names, ranks and sentences come from: as many as are read in half a second."""
COMPARED = 2000
"""Entities of each kind that are compared for suggestions: the rest are named once or twice."""
_KINDS = {
    EntityKind.PERSON: "a person",
    EntityKind.ORG: "an organisation",
    EntityKind.PLACE: "a place",
    EntityKind.EVENT: "an event",
}
_WORDS = {Action.SAME: "merge", Action.DIFFERENT: "split"}
MAX_NAME = 200
"""Characters of a new name."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What a decision did."""

    decision: Decision
    sentence: str
    articles: int
    """Articles in which an entity is another one now, or has another name."""


class Curation:
    """Decisions about the entities of one library, in force at once and for good; safe from several threads.

    An entity is told by a kind and any of its names; without a kind, the name must fit one entity only.
    ``here`` is the id of the one article that a decision is for; empty: the whole library. Every method
    raises IndexUnusable when entities have not been counted, and those that change something LibraryReadOnly.
    """

    def __init__(self, store: Store, derived: Derived) -> None:
        self._store = store
        self._derived = derived
        self._folder = store.folder / "curation"

    @property
    def _counts(self) -> EntityCounts:
        return self._derived.tagging.counts()

    # Deciding

    def merge_entities(self, kind: EntityKind | None, name: str, into: str, *, here: str = "") -> Changed:
        """Let one entity be another, under the other's name. Raises EntityError."""
        kind, name, key = self._named(kind, name, here)
        _, other, other_key = self._named(None if self._retyped(kind, into) else kind, into)
        if (kind, name) == (kind, other):
            raise EntityError(f"“{printable(name)}” is “{printable(into)}” already.")
        decision = Decision(Action.SAME, key, other_key, name=other, here=here, was=name)
        return self._decide(decision, f"“{name}” is “{other}” now", kind, name)

    def split_entity(self, kind: EntityKind | None, name: str, other: str, *, here: str = "") -> Changed:
        """Keep two entities apart; with ``here``, let the one that the article names be ``other``."""
        asked = name
        kind, name, key = self._named(kind, name, here)
        if here:
            decision = Decision(Action.DIFFERENT, key, key, name=_checked(other), here=here)
            return self._decide(decision, f"“{name}” is “{other}” in this article", kind, name)
        other_key = self._named(kind, other)[2]
        if key == other_key:
            raise EntityError(
                f"“{printable(name)}” and “{printable(other)}” are one name.",
                "Split them in one article, under another name.",
            )
        decision = Decision(Action.DIFFERENT, key, other_key, name=name)
        return self._decide(decision, f"“{asked}” and “{other}” stay apart", kind, name)

    def rename_entity(self, kind: EntityKind | None, name: str, new: str, *, here: str = "") -> Changed:
        """Give an entity another name; its own ones still find it. Raises EntityError."""
        kind, name, key = self._named(kind, name, here)
        decision = Decision(Action.RENAME, key, name=_checked(new), here=here, was=name)
        return self._decide(decision, f"“{name}” is “{decision.name}” now", kind, name)

    def hide_entity(self, kind: EntityKind | None, name: str, *, here: str = "") -> Changed:
        """Show an entity no more. Raises EntityError."""
        kind, name, key = self._named(kind, name, here)
        decision = Decision(Action.HIDE, key, name=name, here=here)
        return self._decide(decision, f"“{name}” is hidden", kind, name)

    def retype_entity(self, kind: EntityKind | None, name: str, new: EntityKind, *, here: str = "") -> Changed:
        """Let an entity be of another kind. Raises EntityError."""
        kind, name, key = self._named(kind, name, here)
        decision = Decision(Action.RETYPE, key, name=name, kind=new, here=here)
        return self._decide(decision, f"“{name}” is {_KINDS[new]} now", kind, name)

    def undo_decision(self) -> Changed | None:
        """Take the latest decision back; None when there is none."""
        with self._writing() as log:
            decision = log.undo()
        return self._again(decision, "Taken back") if decision else None

    def redo_decision(self) -> Changed | None:
        """Put the decision that was taken back last in force again; None when there is none."""
        with self._writing() as log:
            decision = log.redo()
        return self._again(decision, "In force again") if decision else None

    def decisions(self) -> tuple[Decision, ...]:
        """Those in force, oldest first."""
        return in_force(self._derived.tagging.log())

    def import_decisions(self, path: Path) -> tuple[Conflict, ...]:
        """Add the decisions of another library's export; what contradicts what. Raises Unreadable."""
        theirs = read_export(path)
        with self._writing() as log:
            return log.take_in(theirs)

    def take_in(self, lines: Iterable[str]) -> tuple[Conflict, ...]:
        """The same for the lines of an export. Raises ValueError for one that is none."""
        theirs = [parse(line) for line in lines]
        with self._writing() as log:
            return log.take_in(theirs)

    def export_decisions(self) -> str:
        """Every decision ever made, a line each, for :meth:`import_decisions` of another library."""
        return self._derived.tagging.log().export()

    @contextmanager
    def _writing(self) -> Iterator[DecisionLog]:
        """The file as it is, with nobody else writing to it. An import may go on meanwhile."""
        if self._store.read_only:
            raise LibraryReadOnly(
                "The library is open for reading only: no decision about an entity can be kept.",
                "Copy it to a place that can be written to.",
            )
        self._folder.mkdir(parents=True, exist_ok=True)
        with WriterLock(self._folder, within=True):
            yield self._derived.tagging.log()

    def _decide(self, decision: Decision, said: str, kind: EntityKind, name: str) -> Changed:
        """Keep a decision and tell what it did."""
        if decision.here and decision.here not in self._store.pks([decision.here]):
            raise EntityError(f"No article has the id “{printable(decision.here)}”.", "Give all of it.")
        articles = 1 if decision.here else self._articles(kind, name)
        with self._writing() as log:
            if decision.action is Action.SAME and not decision.here:
                _must_hold(log, decision)
            kept = log.record(decision)
        return Changed(kept, f"{printable(said)} ({counted(articles, 'article')}).", articles)

    def _articles(self, kind: EntityKind, name: str) -> int:
        counts = self._counts
        return len(counts.pks_of(self._called(kind, name)[:1] or counts.find(kind, name, True)))

    def _again(self, decision: Decision, said: str) -> Changed:
        one = self._shown(decision.key) if decision.other else decision.name or decision.key[1]
        what = _WORDS.get(decision.action, decision.action.value)
        if decision.action is Action.SAME and one == decision.key[1]:  # it goes by the other's name now
            what, one = "merge into", decision.name
        return Changed(decision, printable(f"{said}: {what} “{one}”."), 0)

    def _shown(self, key: Key) -> str:
        """The name under which an entity is shown that goes by its own; else its key."""
        names = (self._counts.name(entity) for entity in self._called(*key))
        return next((name for name in names if entity_key(key[0], name) == key[1]), key[1])

    # Finding

    def _named(self, kind: EntityKind | None, name: str, here: str = "") -> tuple[EntityKind, str, Key]:
        """Kind, shown name and key of the entity that a name means, in one article or at all.

        Raises EntityError.
        """
        counts = self._counts
        if kind is not None and here and (linked := self._linked_here(kind, name, here)) is not None:
            return kind, name, linked
        if kind is not None and counts.knows(own := (kind, entity_key(kind, name))):
            found = self._called(kind, name)
            return kind, counts.name(found[0]) if found else name, own
        if kind is not None and here and counts.knows(own := (kind, bare_norm(name, here))):
            return kind, name, own
        entity = self._entity(kind, name, here)
        card = counts.card(entity)
        return card.kind, card.name, self._key(entity, card)

    def _linked_here(self, kind: EntityKind, name: str, here: str) -> Key | None:
        """The key of the single name under which an article names an entity that it was linked with."""
        called = set(self._called(kind, name))
        for pk in self._store.pks([here]).values():
            for entity, written in self._counts.written(pk):
                own = kind, bare_norm(bare_name(written), here)
                if entity in called and bare_name(written) and self._counts.knows(own):
                    return own
        return None

    def _key(self, entity: int, card: EntityCard) -> Key:
        """The key of an entity; that of a single name tells the article that names it."""
        bare = bare_name(card.name)
        if bare:
            pks = self._counts.raw_pks(entity)
            rows = self._store.rows(pks.tolist())
            keys = ((card.kind, bare_norm(bare, row.id)) for row in rows.values())
            own = next((key for key in keys if self._counts.knows(key)), None)
            if own is not None:
                return own
        return self._counts.key(entity) or (card.kind, entity_key(card.kind, card.name))

    def _called(self, kind: EntityKind | None, name: str) -> list[int]:
        """Entities with exactly this name or alias, those first whose name it is and that are named most."""
        counts = self._counts
        cards = {entity: counts.card(entity) for entity in counts.find(kind, name, True)}
        return sorted(cards, key=lambda entity: (cards[entity].name != name, -cards[entity].articles, entity))

    def _retyped(self, kind: EntityKind, name: str) -> bool:
        """Whether the only entity with this name is of another kind by now."""
        return not self._called(kind, name) and len(self._called(None, name)) == 1

    def _entity(self, kind: EntityKind | None, name: str, here: str = "") -> int:
        """The entity that a name means. Raises EntityError when none fits, or several do equally."""
        counts = self._counts
        found = self._called(kind, name)
        if here and len(found) > 1:
            inside = set(self._store.pks([here]).values())
            found = [e for e in found if inside & set(counts.pks_of([e]).tolist())] or found
        if found and kind is not None and counts.name(found[0]) == name:
            return found[0]
        found = [e for e in found if counts.name(e) == name] or found or counts.find(kind, name, False)
        if len(found) == 1:
            return found[0]
        shown = printable(name, 60)
        if not found:
            raise EntityError(f"No entity is called “{shown}”.", "Find it with: dossier entities QUERY")
        some = sorted(map(counts.card, found), key=lambda card: -card.articles)[:5]
        fits = ", ".join(f"{printable(card.name, 60)} ({card.kind.value})" for card in some)
        more = f" and {len(found) - len(some)} more" if len(found) > len(some) else ""
        raise EntityError(f"“{shown}” may be {fits}{more}.", "Give the full name, and the kind.")

    # Telling

    def dossier(
        self, kind: EntityKind | None, name: str, *, here: str = "", stop: Stop | None = None
    ) -> Dossier:
        """The page of an entity, as the article ``here`` means its name. Raises EntityError, Cancelled."""
        from search.work.ticker import go_on

        counts = self._counts
        entity = self._entity(kind, name, here)
        card = counts.card(entity)
        pks = counts.pks_of([entity])
        rows = self._store.rows(pks.tolist())
        dated = sorted(rows, key=lambda pk: (rows[pk].date or "9999", pk))

        def named() -> Iterator[tuple[Article, tuple[Mention, ...]]]:
            for pk, article in self._store.articles(_spread(dated)):
                go_on(stop)
                yield article, self._derived.tagging.mentions(pk)

        return compile_dossier(
            card.name,
            card.kind,
            named(),
            dates=[rows[pk].date for pk in dated],
            mentions=card.mentions,
            companions=counts.companions(pks),
            linked=counts.linked(entity),
            merged=[
                (d.was or d.key[1], d.at[:10])
                for d in self.decisions()
                if d.action is Action.SAME and not d.here and counts.entity_of(d.key) == entity
            ],
        )

    def beside(self, one: tuple[EntityKind | None, str], other: tuple[EntityKind | None, str]) -> Beside:
        """Two entities side by side, each told by kind and name. Raises EntityError."""
        return beside(self._store, self._counts, self._entity(*one), self._entity(*other))

    def candidates(self, kind: EntityKind | None, name: str, *, here: str = "") -> tuple[Candidate, ...]:
        """Who may be meant by a person's surname or given name alone. Raises EntityError."""
        return candidates(self._counts, self._entity(kind, name, here))

    def suggestions(self, limit: int = 50, *, kind: EntityKind | None = None) -> tuple[Suggestion, ...]:
        """Pairs of entities (of one kind, or of any) that may be one, without those that are kept apart."""
        apart = [
            {d.key, d.other}
            for d in self.decisions()
            if d.action is Action.DIFFERENT and d.other and not d.here
        ]
        cards = self._counts.cards(None, kind=kind, limit=COMPARED)
        found = suggestions(cards, limit=2 * limit + len(apart))
        keys = [{(c.kind, entity_key(c.kind, c.name)) for c in (s.one, s.other)} for s in found]
        kept = (one for one, pair in zip(found, keys, strict=True) if pair not in apart)
        return tuple(islice((one for one in kept if not self._together(one)), limit))

    def _together(self, pair: Suggestion) -> bool:
        """Whether one article names both by their full names: then they are two, as father and son are."""
        if pair.one.kind is not EntityKind.PERSON:
            return False
        ids = [self._called(card.kind, card.name)[:1] for card in (pair.one, pair.other)]
        return all(ids) and len(self._counts.naming([one for some in ids for one in some])) > 0

    def companions(
        self,
        query: Query,
        limit: int = 20,
        *,
        of: Sequence[tuple[EntityKind | None, str]] = (),
        any_of: bool = False,
        stop: Stop | None = None,
    ) -> tuple[Companion, ...]:
        """What the results name more often than the library does, the most telling first.

        ``of``: kinds and names; then only the results count that name all of them (``any_of``: one of
        them), and what is named together with them is told. Raises QueryError, EntityError, Cancelled.
        """
        counts = self._counts
        chosen = [self._entity(kind, name) for kind, name in of]
        results = None
        if query.as_text() or not chosen:
            results = self._derived.answers.matching(query, stop)
        pks = counts.naming(chosen, any_of=any_of, within=results)
        return counts.companions(pks, limit=limit, without=chosen)


def _spread(pks: list[int]) -> list[int]:
    """At most as many as are read for a page: the first, the last, and evenly between."""
    if len(pks) <= MAX_READ:
        return pks
    step = (len(pks) - 1) / (MAX_READ - 1)
    return [pks[round(k * step)] for k in range(MAX_READ)]


def _checked(name: str) -> str:
    """A name on one line. Raises EntityError when it has no characters, or too many."""
    clean = " ".join(printable(name).split())
    if not clean or len(clean) > MAX_NAME:
        raise EntityError(f"A name has between 1 and {MAX_NAME} characters.")
    return clean


def _must_hold(log: DecisionLog, decision: Decision) -> None:
    """Raises EntityError when an earlier decision forbids a merge."""
    if log.forbids(decision) is not None:
        raise EntityError(
            printable(f"“{decision.called}” stays apart from “{decision.name}”."),
            "They were split before; take that back first.",
        )

"""How many articles of a result name each entity, and what is shown of it: the sidebar's source."""

from __future__ import annotations

from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from search.entities.keys import fold
from search.entities.model import EntityCard, EntityKind
from search.entities.overlay import Overlay
from search.entities.recorder import KINDS, EntityWriter, open_segment, read_manifest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

MAX_ALIASES = 8
"""Aliases on a card."""


class EntityCounts:
    """The counts of a folder as one commit left them; safe to read from several threads."""

    def __init__(self, folder: Path, overlay: Overlay | None = None) -> None:
        from search.entities.counting import Counting

        self.folder = folder
        manifest = read_manifest(folder)
        self.mark = manifest.mark
        """What the last commit was marked with."""
        segments = [open_segment(folder, name) for name in manifest.segments]
        self._counting = Counting(segments, overlay or Overlay())

    @classmethod
    def open(cls, folder: Path, overlay: Overlay | None = None) -> Self:
        """The counts in ``folder``, seen through decisions. Raises IndexUnusable."""
        return cls(folder, overlay)

    @classmethod
    def create(cls, folder: Path) -> Self:
        """Empty counts in ``folder``, in the place of what was there."""
        EntityWriter.fresh(folder).commit()
        return cls(folder)

    def writer(self) -> EntityWriter:
        """Something to add articles with; what it commits is seen when the folder is opened again."""
        return EntityWriter(self.folder)

    def seen_through(self, overlay: Overlay) -> Self:
        """The same counts through other decisions: merges, names, kinds, what is hidden. Cheap."""
        other = copy(self)
        other._counting = self._counting.seen_through(overlay)
        return other

    def total(self) -> int:
        """Entities that are shown and named by at least one article."""
        return len(self._counting.tally(None).ids)

    def cards(
        self,
        pks: Array | None,
        *,
        kind: EntityKind | None = None,
        limit: int = 100,
        reading_pk: int | None = None,
    ) -> tuple[EntityCard, ...]:
        """Entities that these articles (None: all) name, ``limit`` of each kind, the most frequent first.

        ``pks``: distinct article numbers in any order. ``reading_pk``: the article being read; its entities
        come along whatever their rank, with ``here`` set.
        """
        import numpy as np

        found = self._counting.tally(None if pks is None else np.asarray(pks, dtype=np.int64))
        here = self._counting.row(reading_pk) if reading_pk is not None else {}
        here = {i: here[i] for i in self._counting.shown(here)}
        kinds = self._counting.view.kinds
        chosen: set[int] = set()
        for index, one in enumerate(KINDS):
            if kind in (None, one):
                inside = np.flatnonzero(kinds[found.ids] == index)
                chosen.update(found.ids[inside[_largest(found.articles[inside], limit)]].tolist())
        chosen.update(i for i in here if kind in (None, KINDS[kinds[i]]))
        cards = [self._card(i, *found.of(i), here.get(i, 0)) for i in chosen]
        return tuple(sorted(cards, key=_order))

    def matching(self, kind: EntityKind, text: str, exact: bool) -> Array:
        """The pks, ascending, of articles that name an entity of this kind whose name or alias fits.

        ``exact``: the whole name or alias; otherwise the text stands in it between word boundaries.
        """
        return self._counting.pks_of(self.find(kind, text, exact))

    def find(self, kind: EntityKind | None, text: str, exact: bool) -> list[int]:
        """The ids of shown entities (of one kind, or of any) whose name or alias fits, ascending."""
        counting, folded = self._counting, fold(" ".join(text.split()))
        found = {
            counting.canonical(int(raw))
            for part in counting.parts
            for raw in part.find_forms(folded, exact=exact)
        }
        found |= {i for i, name in counting.view.names.items() if i >= 0 and _fits(fold(name), folded, exact)}
        kinds = counting.view.kinds
        return sorted(i for i in counting.shown(found) if kind in (None, KINDS[kinds[i]]))

    def pks_of(self, ids: list[int]) -> Array:
        """The pks, ascending, of the articles that name one of these entities."""
        return self._counting.pks_of(ids)

    def card(self, entity: int) -> EntityCard:
        """One entity with its counts over all articles."""
        return self._card(entity, *self._counting.tally(None).of(entity), 0)

    def forms(self, entity: int) -> list[tuple[str, int, int]]:
        """How an entity is written, the usual name first: (text, count as name, count as surface)."""
        summed: dict[str, list[int]] = {}
        for part in self._counting.parts:
            for raw in self._counting.members(entity):
                for text, names, surfaces in part.forms(raw):
                    both = summed.setdefault(text, [0, 0])
                    both[0] += names
                    both[1] += surfaces
        rows = [(text, names, surfaces) for text, (names, surfaces) in summed.items()]
        return sorted(rows, key=lambda row: (-row[1], -row[2], row[0]))

    def _card(self, entity: int, articles: int, mentions: int, here: int) -> EntityCard:
        view, parts = self._counting.view, self._counting.parts
        forms = [text for text, _, _ in self.forms(entity)]
        name = view.names.get(entity) or (forms[0] if forms else "")
        aliases = tuple(text for text in forms if text != name)[:MAX_ALIASES]
        said = [part.detail(raw) for part in parts for raw in self._counting.members(entity)]
        latest = max((detail for detail in said if detail), key=lambda detail: detail[0], default=(0, ""))
        return EntityCard(name, KINDS[view.kinds[entity]], articles, mentions, aliases, here, latest[1])


def _largest(counts: Array, limit: int) -> Array:
    """Where the ``limit`` largest counts stand; of equal ones the first. In any order."""
    import numpy as np

    if len(counts) <= limit:
        return np.arange(len(counts))
    if limit <= 0:
        return np.zeros(0, dtype=np.int64)
    threshold = np.partition(counts, len(counts) - limit)[len(counts) - limit]
    above = np.flatnonzero(counts > threshold)
    return np.concatenate((above, np.flatnonzero(counts == threshold)[: limit - len(above)]))


def _order(card: EntityCard) -> tuple[int, int, int, str, str]:
    return KINDS.index(card.kind), -card.articles, -card.mentions, fold(card.name), card.name


def _fits(name: str, text: str, exact: bool) -> bool:
    return name == text if exact else f" {text} " in f" {name} "

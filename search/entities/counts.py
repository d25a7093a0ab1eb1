"""How many articles of a result name each entity, and what is shown of it: the sidebar's source."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import reduce, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Self, TypeVar

from search.entities.dictionary import entity_key, key_of
from search.entities.keys import fold
from search.entities.manifest import REMEDY, SegmentName, open_segment, read_manifest
from search.entities.model import EntityCard, EntityKind, Mention
from search.entities.overlay import Key, Overlay
from search.entities.recorder import KINDS, EntityWriter
from search.errors import NONSENSE, IndexUnusable
from search.text import printable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from search.entities.counting import Tally

    Array = NDArray[Any]

MAX_ALIASES = 8
"""Aliases on a card."""
WEIGHED = 20_000
"""Entities whose relevance is worked out, those named by most articles: a thousand times what is shown."""


@dataclass(frozen=True, slots=True)
class Companion:
    """An entity that is named together with others."""

    id: int
    name: str
    kind: EntityKind
    together: int
    """Articles that name it, of those asked about."""
    articles: int
    """Articles that name it in all."""
    bits: float
    """Pointwise mutual information: 3 bits are eight times as often as by chance."""


_P = ParamSpec("_P")
_R = TypeVar("_R")


def unusable(error: Exception) -> IndexUnusable:
    """The error for counts of which sound code makes no sense."""
    return IndexUnusable(f"The counts of entities make no sense ({printable(str(error), 120)}).", REMEDY)


def _sensibly(
    method: Callable[Concatenate[EntityCounts, _P], _R],
) -> Callable[Concatenate[EntityCounts, _P], _R]:
    """What stored bytes make the method raise is told by whoever opened the counts, as IndexUnusable."""

    @wraps(method)
    def guarded(self: EntityCounts, /, *args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return method(self, *args, **kwargs)
        except NONSENSE as error:
            raise self.told(error) from error

    return guarded


class EntityCounts:
    """The counts of a folder as one commit left them; safe to read from several threads."""

    def __init__(
        self, folder: Path, overlay: Overlay | None = None, *, before: EntityCounts | None = None
    ) -> None:
        from search.entities.counting import Counting

        self.folder = folder
        self.told: Callable[[Exception], IndexUnusable] = unusable
        """What becomes of an error that stored bytes can cause; it may raise it, too."""
        manifest = read_manifest(folder)
        self.mark = manifest.mark
        """What the last commit was marked with."""
        sound = before._segments if before is not None and before.folder == folder else {}
        self._segments: dict[SegmentName, Any] = {
            name: open_segment(folder, name, sound) for name in manifest.segments
        }
        self._counting = Counting(tuple(self._segments.values()), overlay or Overlay())

    @classmethod
    def open(cls, folder: Path, overlay: Overlay | None = None, *, before: EntityCounts | None = None) -> Self:
        """The counts in ``folder``, seen through decisions. Raises IndexUnusable.

        ``before``: an earlier state of the same folder, whose files need not be compared again.
        """
        return cls(folder, overlay, before=before)

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

    @_sensibly
    def total(self) -> int:
        """Entities that are shown and named by at least one article."""
        return len(self._counting.tally(None).ids)

    @_sensibly
    def cards(
        self,
        pks: Array | None,
        *,
        kind: EntityKind | None = None,
        limit: int = 100,
        reading_pk: int | None = None,
        by_relevance: bool = False,
        containing: str = "",
    ) -> tuple[EntityCard, ...]:
        """Entities that these articles (None: all) name, ``limit`` of each kind, the most frequent first.

        ``pks``: distinct article numbers in any order. ``reading_pk``: the article being read; its entities
        come along whatever their rank, with ``here`` set. ``by_relevance``: those first that these articles
        name more often than others do. ``containing``: only those in whose name or aliases every one of
        these words stands, whole or in part.
        """
        import numpy as np

        found = self._counting.tally(None if pks is None else np.asarray(pks, dtype=np.int64))
        if containing.strip():
            found = found.where(np.isin(found.ids, self._containing(containing)))
        here = self._counting.row(reading_pk) if reading_pk is not None else {}
        here = {i: here[i] for i in self._counting.shown(here)}
        kinds = self._counting.view.kinds
        chosen: dict[int, float] = dict.fromkeys(
            (i for i in here if kind in (None, KINDS[kinds[i]])), -math.inf
        )
        if limit:
            lots = self._counting.lots(found.ids)
            weights = found.articles
            if by_relevance and pks is not None:
                weights = self._weights(found, len(pks), lots)
            of_kind = kinds[found.ids]
            for index in (index for index, one in enumerate(KINDS) if kind in (None, one)):
                best = _largest(np.flatnonzero(of_kind == index), limit, weights, found.mentions, lots)
                chosen.update(zip(found.ids[best].tolist(), weights[best].tolist(), strict=True))
        cards = [(weight, self._card(i, *found.of(i), here.get(i, 0))) for i, weight in chosen.items()]
        return tuple(card for _, card in sorted(cards, key=_order))

    @_sensibly
    def numbers(self, pks: Array | None, containing: str = "") -> dict[EntityKind, int]:
        """How many entities of each kind these articles (None: all) name; ``containing`` as there."""
        import numpy as np

        found = self._counting.tally(None if pks is None else np.asarray(pks, dtype=np.int64))
        ids = found.ids
        if containing.strip():
            ids = ids[np.isin(ids, self._containing(containing))]
        counted = np.bincount(self._counting.view.kinds[ids], minlength=len(KINDS)).tolist()
        return dict(zip(KINDS, counted, strict=True))

    def _containing(self, words: str) -> list[int]:
        """The ids in whose name or aliases every word stands, whole or in part."""
        sets = []
        for word in fold(words).split():
            raws = (part.find_forms(word, exact=False, anywhere=True).tolist() for part in self._counting.parts)
            found = {self._counting.canonical(raw) for some in raws for raw in some}
            found |= {i for i, name in self._counting.view.names.items() if i >= 0 and word in fold(name)}
            sets.append(found)
        return sorted(set.intersection(*sets)) if sets else []

    def _weights(self, found: Tally, results: int, lots: Array) -> Array:
        """How much these articles have to do with each entity; those named least often are not looked at."""
        import numpy as np

        from search.entities.relevance import surprise

        everywhere = self._counting.tally(None)
        weights = np.full(len(found.ids), -math.inf)
        likely = _largest(np.arange(len(found.ids)), WEIGHED, found.articles, found.mentions, lots)
        over = everywhere.articles[np.searchsorted(everywhere.ids, found.ids[likely])]
        weights[likely] = surprise(found.articles[likely], results, over, max(results, self._live()))
        return weights

    def _live(self) -> int:
        return sum(part.live for part in self._counting.parts)

    @_sensibly
    def matching(self, kind: EntityKind, text: str, exact: bool) -> Array:
        """The pks, ascending, of articles that name an entity of this kind whose name or alias fits.

        ``exact``: the whole name or alias; otherwise the text stands in it between word boundaries.
        """
        return self._counting.pks_of(self.find(kind, text, exact))

    @_sensibly
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

    @_sensibly
    def linked(self, entity: int) -> tuple[tuple[str, EntityKind, str], ...]:
        """What the program itself took for this entity: name, kind and reason, each."""
        counting = self._counting
        kinds = counting.raw_kinds()
        reasons = counting.view.reasons
        return tuple(
            (counting.raw_name(raw), KINDS[kinds[raw]], reasons[raw])
            for raw in counting.members(entity)
            if raw in reasons
        )

    @_sensibly
    def written(self, pk: int) -> list[tuple[int, str]]:
        """The entities of one article, and under which name of its own each stands there."""
        raws = [raw for part in self._counting.parts for raw in part.row_of(pk)[0].tolist()]
        return [(self._counting.canonical(raw), self._counting.raw_name(raw)) for raw in raws]

    @_sensibly
    def raw_pks(self, entity: int) -> Array:
        """The pks, ascending, of the articles that name an entity under its own norm."""
        return self._counting.raw_pks(entity)

    @_sensibly
    def pks_of(self, ids: list[int]) -> Array:
        """The pks, ascending, of the articles that name one of these entities."""
        return self._counting.pks_of(ids)

    @_sensibly
    def card(self, entity: int) -> EntityCard:
        """One entity with its counts over all articles."""
        return self._card(entity, *self._counting.tally(None).of(entity), 0)

    @_sensibly
    def curated(self, pk: int, mentions: Iterable[Mention]) -> tuple[Mention, ...]:
        """An article's mentions as the cards have them: chosen names and kinds, without what is hidden."""
        found = tuple(mentions)
        keys = list(dict.fromkeys(map(key_of, found)))
        moves = dict(self._counting.view.here.get(pk, ()))
        seen: dict[Key, tuple[str, EntityKind] | None] = {}
        for key, raw in zip(keys, self._counting.ids(keys).tolist(), strict=True):
            if raw >= 0:
                entity = moves[raw] if raw in moves else self._counting.canonical(raw)
                shown = entity >= 0 and self._counting.shown([entity])
                seen[key] = (self.name(entity), KINDS[self._counting.view.kinds[entity]]) if shown else None
        return tuple(_renamed(found, seen))

    @_sensibly
    def name(self, entity: int) -> str:
        """What an entity is called: the chosen name, else the usual one."""
        forms = self.forms(entity)
        return self._counting.view.names.get(entity) or (forms[0][0] if forms else "")

    @_sensibly
    def key(self, entity: int) -> Key | None:
        """A key by which decisions tell an entity: that of one of its own names."""
        raw_kinds = self._counting.raw_kinds()
        for raw in self._counting.members(entity):
            if raw >= len(raw_kinds):  # only a decision speaks of it
                continue
            kind = KINDS[raw_kinds[raw]]
            for part in self._counting.parts:
                for text, _, _ in part.forms(raw):
                    key = kind, entity_key(kind, text)
                    if self._counting.ids([key])[0] == raw:
                        return key
        return None

    def entity_of(self, key: Key) -> int | None:
        """The id of the entity that a kind and norm belong to by now; None when no article names it."""
        raw = int(self._counting.ids([key])[0])
        return self._counting.canonical(raw) if raw >= 0 else None

    def ids_in(self, pks: Array) -> list[int]:
        """The ids, ascending, of the shown entities that these articles name."""
        return list(map(int, self._counting.tally(pks).ids))

    def ids_and_cards(self, kind: EntityKind, *, containing: str, limit: int) -> list[tuple[int, EntityCard]]:
        """Entities of a kind in whose name or aliases the words stand, named most first, over all articles."""
        found = self._counting.tally(None)
        kinds = self._counting.view.kinds
        ids = [i for i in self._counting.shown(self._containing(containing)) if KINDS[kinds[i]] is kind]
        counted = sorted(((*found.of(i), i) for i in ids), reverse=True)
        return [(i, self._card(i, n, m, 0)) for n, m, i in counted[:limit] if n]

    @_sensibly
    def knows(self, key: Key) -> bool:
        """Whether an article names an entity with this kind and norm, shown or not."""
        return bool(self._counting.ids([key])[0] >= 0)

    @_sensibly
    def naming(self, ids: Sequence[int], *, any_of: bool = False, within: Array | None = None) -> Array:
        """The pks, ascending, ``within`` these (None: all) that name every entity; ``any_of``: one of them."""
        import numpy as np

        sets = [self.pks_of([entity]) for entity in ids]
        found = [reduce(np.union1d if any_of else np.intersect1d, sets)] if sets else []
        everything = [*found, *([] if within is None else [within])]
        return reduce(np.intersect1d, everything) if everything else self._counting.all_pks()

    @_sensibly
    def companions(
        self, pks: Array, *, least: int = 2, limit: int = 20, without: Collection[int] = ()
    ) -> tuple[Companion, ...]:
        """What these articles name more often than the library does, the most telling first.

        Pointwise mutual information in bits, log2(P(entity | articles) / P(entity)), ordered by its
        value times the discount for small counts of Pantel and Lin (Discovering word senses from text,
        KDD 2002). ``least``: articles in which an entity must be named together with them.
        ``without``: ids that are left out, such as those that the articles were chosen by.
        """
        import numpy as np

        here, everywhere = self._counting.tally(np.asarray(pks, dtype=np.int64)), self._counting.tally(None)
        here = here.where((here.articles >= least) & ~np.isin(here.ids, list(without)))
        total = self._live()
        if not len(here.ids) or not len(pks):
            return ()
        over = everywhere.articles[np.searchsorted(everywhere.ids, here.ids)]
        bits = np.log2(here.articles * total / (over * len(pks)))
        smaller = np.minimum(over, len(pks))
        weight = bits * here.articles / (here.articles + 1) * smaller / (smaller + 1)
        best = np.lexsort((here.ids, -weight))[:limit]
        return tuple(
            Companion(
                int(here.ids[k]),
                self.name(int(here.ids[k])),
                KINDS[self._counting.view.kinds[here.ids[k]]],
                int(here.articles[k]),
                int(over[k]),
                float(bits[k]),
            )
            for k in best.tolist()
            if bits[k] > 0
        )

    @_sensibly
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
        own = self._own_names(entity)
        return sorted(rows, key=lambda row: (row[0] not in own if own else False, -row[1], -row[2], row[0]))

    def _own_names(self, entity: int) -> set[str]:
        """The full names of a person whom the program linked with a title or surname: they come first."""
        counting = self._counting
        kinds, reasons = counting.raw_kinds(), counting.view.reasons
        members = counting.members(entity)
        person = entity < len(kinds) and KINDS[kinds[entity]] is EntityKind.PERSON
        if not person or not any(raw in reasons for raw in members):
            return set()
        return {
            text
            for part in counting.parts
            for raw in members
            if raw not in reasons and raw < len(kinds)
            for text, names, _ in part.forms(raw)
            if names
        }

    def _card(self, entity: int, articles: int, mentions: int, here: int) -> EntityCard:
        view, parts = self._counting.view, self._counting.parts
        forms = [text for text, _, _ in self.forms(entity)]
        name = view.names.get(entity) or (forms[0] if forms else "")
        aliases = tuple(text for text in forms if text != name)[:MAX_ALIASES]
        said = [part.detail(raw) for part in parts for raw in self._counting.members(entity)]
        latest = max((detail for detail in said if detail), key=lambda detail: detail[0], default=(0, ""))
        stands_for = (
            next((alias for alias in aliases if len(alias) > 2 * len(name)), "") if name.isupper() else ""
        )
        detail = latest[1] or stands_for
        return EntityCard(name, KINDS[view.kinds[entity]], articles, mentions, aliases, here, detail)


def _renamed(
    mentions: Iterable[Mention], seen: Mapping[Key, tuple[str, EntityKind] | None]
) -> Iterator[Mention]:
    for mention in mentions:
        shown = seen.get(key_of(mention), (mention.name, mention.kind))
        if shown == (mention.name, mention.kind):
            yield mention
        elif shown is not None:
            yield replace(mention, name=shown[0], kind=shown[1])


def _largest(places: Array, limit: int, *keys: Array) -> Array:
    """The ``limit`` places where the first key is largest; of equal ones by the next key. In any order."""
    import numpy as np

    if len(places) <= limit or not keys:
        return places[: max(limit, 0)]
    if limit <= 0:
        return places[:0]
    values = keys[0][places]
    threshold = np.partition(values, len(values) - limit)[len(values) - limit]
    above = places[values > threshold]
    return np.concatenate((above, _largest(places[values == threshold], limit - len(above), *keys[1:])))


def _order(weighed: tuple[float, EntityCard]) -> tuple[int, float, int, int, str, str]:
    weight, card = weighed
    return KINDS.index(card.kind), -weight, -card.articles, -card.mentions, fold(card.name), card.name


def _fits(name: str, text: str, exact: bool) -> bool:
    return name == text if exact else f" {text} " in f" {name} "

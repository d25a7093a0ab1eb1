"""Entities that the program itself takes for one, and why.

Only what the whole archive speaks for is linked, and every link can be parted by a decision: a single name is
the full one that alone bears the title, or the one in whose company it stands; an authority without a country
is that of the country at hand; a name that was read as two kinds is what it was read as nearly always.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.entities.keys import fold
from search.entities.kinship import Part
from search.entities.lexicon import CITY, COUNTRY, bits
from search.entities.model import EntityKind

Array = NDArray[Any]
KINDS = tuple(EntityKind)
KIND_SHARE = 3
"""A name is of one kind when it was read so at least this many times as often as otherwise ..."""
KIND_LEAST = 4
"""... and in at least this many articles."""
ALONE_SHARE = 0.9
"""Share of a family's articles from which one member is the one that is meant."""
TITLED_SHARE = 0.75
"""The same where a title speaks for it too."""
ALONE_LEAST = 5
"""Articles from which a member may be the one that is meant."""
SHARED = 2
"""Uncommon companions that a single name and a full one have in common, to be one."""
TITLED_SHARED = 4
"""The same for a title and surname of which nothing says whose they are, over all of their articles."""
UNCOMMON = 0.02
"""Share of all articles up to which a companion is uncommon."""
MOST_COMPARED = 20_000
"""Single names whose companions are compared: a second's work. Beyond it they stay apart."""
MOST_ROWS = 300
"""Articles of a full name whose companions are gathered."""


class Link(NamedTuple):
    """One entity that stands for another."""

    root: int
    reason: str


@dataclass(frozen=True, slots=True)
class Archive:
    """What is asked of the counts. Arrays have an entry a raw id."""

    kinds: Array
    families: Array
    parts: Array
    plain: Array
    """The norm without its kind, as a number."""
    articles: Array
    live: int
    """Articles in all."""
    name: Callable[[int], str]
    detail: Callable[[int], str]
    """What is said beside a name, in small letters."""
    rows: Callable[[int, int], Array]
    """Raw id and a number: the ids that stand in so many of its articles, each once an article."""


def links(archive: Archive) -> dict[int, Link]:
    """Raw id to the one that stands for it; chains are followed to their end."""
    found: dict[int, Link] = {}
    for raw, link in (*_kinds(archive), *_countries(archive), *_people(archive)):
        found.setdefault(raw, link)
    return dict(_followed(found))


def _followed(found: dict[int, Link]) -> Iterator[tuple[int, Link]]:
    for raw, link in found.items():
        root, seen = link.root, {raw}
        while root in found and root not in seen:
            seen.add(root)
            root = found[root].root
        if root != raw and root not in seen - {root}:
            yield raw, Link(root, link.reason)


def _grouped(numbers: Array, chosen: Array) -> Iterator[Array]:
    """The ids of ``chosen`` that share a number with another one."""
    if not len(chosen):
        return
    order = chosen[np.argsort(numbers[chosen], kind="stable")]
    cuts = np.flatnonzero(np.diff(numbers[order])) + 1
    yield from (group for group in np.split(order, cuts) if len(group) > 1)


_NOUNS = {"person": "a person", "org": "an organisation", "place": "a place", "event": "an event"}


def _kinds(archive: Archive) -> Iterator[tuple[int, Link]]:
    """A name that was read as two kinds is what it was read as nearly always."""
    single = (archive.parts != Part.BARE) & (archive.parts != Part.RARE) & (archive.articles > 0)
    for group in _grouped(archive.plain, np.flatnonzero(single)):
        counts = archive.articles[group]
        best = int(group[counts.argmax()])
        total = int(counts.sum())
        most = int(archive.articles[best])
        if most < KIND_LEAST or most < (_share(archive, best)) * (total - most):
            continue
        noun = _NOUNS[KINDS[archive.kinds[best]].value]
        for raw in group.tolist():
            if raw != best and fold(archive.name(raw)) == fold(archive.name(best)):
                yield raw, Link(best, f"read as {noun} in {most:,} of {total:,} articles")


def _share(archive: Archive, best: int) -> float:
    """How many times as often a name must have been read as one kind; less for a town that lists know."""
    place = KINDS[archive.kinds[best]] is EntityKind.PLACE
    return 1.0 if place and bits()[archive.name(best)] & (CITY | COUNTRY) else KIND_SHARE


def _countries(archive: Archive) -> Iterator[tuple[int, Link]]:
    """``Coast Guard`` is the ``U.S. Coast Guard`` where the archive hardly speaks of another country's."""
    orgs = archive.kinds == KINDS.index(EntityKind.ORG)
    for group in _grouped(
        archive.families, np.flatnonzero(orgs & (archive.families != 0) & (archive.articles > 0))
    ):
        bare = group[archive.parts[group] == Part.COUNTRYLESS]
        full = group[archive.parts[group] == Part.FULL]
        best = _best(archive, full)
        if best >= 0:
            reason = f"the archive speaks of hardly any other than {archive.name(best)}"
            yield from ((int(raw), Link(best, reason)) for raw in bare)


def _best(archive: Archive, full: Array) -> int:
    """The member of a family that is nearly always meant; -1 without one."""
    if not len(full):
        return -1
    counts = archive.articles[full]
    best = int(counts.argmax())
    sure = counts[best] >= ALONE_LEAST and counts[best] >= ALONE_SHARE * counts.sum()
    return int(full[best]) if sure else -1


def _people(archive: Archive) -> Iterator[tuple[int, Link]]:
    people = archive.kinds == KINDS.index(EntityKind.PERSON)
    compared = 0
    chosen = np.flatnonzero(people & (archive.families != 0) & (archive.articles > 0))
    for group in _grouped(archive.families, chosen):
        parts = archive.parts[group]
        full, titled = group[parts == Part.FULL], group[parts == Part.TITLED]
        bare = group[(parts == Part.BARE) | (parts == Part.RARE)]
        yield from _titled(archive, titled.tolist(), full)
        if not len(full):
            yield from _rare(archive, group, bare)
        elif len(bare):
            by_title = dict(_by_title(archive, bare.tolist(), full.tolist()))
            yield from by_title.items()
            best = _best(archive, full)
            left = [raw for raw in bare.tolist() if raw not in by_title]
            if best >= 0 and compared < MOST_COMPARED:
                compared += len(left)
                yield from _in_company(archive, left, best)


def _titled(archive: Archive, titled: Sequence[int], full: Array) -> Iterator[tuple[int, Link]]:
    """``President Putin`` is the only full name with that surname of which the archive says that title."""
    for raw in titled:
        title = archive.name(raw).rpartition(" ")[0].lower()
        bearers = [one for one in full.tolist() if _bears(title, archive.detail(one))]
        if len(bearers) > 1:
            bearers = _most(archive, bearers)
        if len(bearers) == 1:
            name = archive.name(bearers[0])
            yield raw, Link(bearers[0], f"of those with that surname, “{title}” is {name}")
        elif len(full) == 1:
            yield from _in_company(archive, [raw], int(full[0]), TITLED_SHARED)


_BELOW = frozenset({"vice", "deputy", "under", "assistant", "lady"})
"""Words before a title that make it another one."""


def _bears(title: str, said: str) -> bool:
    """Whether one of the lines gives somebody the title: ``former president`` does, ``vice president`` not."""
    below = _BELOW - set(title.split())
    return any(title in line and below.isdisjoint(line.split()) for line in said.split("\n"))


def _most(archive: Archive, full: list[int]) -> list[int]:
    """The one that is meant when a title is said of several: by far the most frequent one."""
    best = max(full, key=lambda one: archive.articles[one], default=-1)
    sure = best >= 0 and archive.articles[best] >= TITLED_SHARE * sum(archive.articles[one] for one in full)
    return [best] if sure else []


def _rare(archive: Archive, group: Array, bare: Array) -> Iterator[tuple[int, Link]]:
    """A rare name that the archive never writes in full is one person's."""
    rare = bare[archive.parts[bare] == Part.RARE]
    titled = group[archive.parts[group] == Part.TITLED]
    root = int(titled[0]) if len(titled) == 1 else int(rare[0]) if len(rare) and not len(titled) else -1
    if root >= 0:
        reason = "a rare name, which the archive never writes in full"
        yield from ((int(raw), Link(root, reason)) for raw in rare if raw != root)


def _by_title(archive: Archive, bare: Sequence[int], full: Sequence[int]) -> Iterator[tuple[int, Link]]:
    """A single name with the rank of one full name alone."""
    said: dict[str, list[int]] = defaultdict(list)
    for one in full:
        for rank in archive.detail(one).split("\n"):
            said[rank.partition(",")[0].strip()].append(one)
    for raw in bare:
        rank = archive.detail(raw).partition("\n")[0].partition(",")[0].strip()
        bearers = set(said.get(rank, ())) if rank and rank not in _EVERYBODY else set()
        if len(bearers) == 1:
            (root,) = bearers
            yield raw, Link(root, f"“{rank}” is said of {archive.name(root)} alone of that surname")


_EVERYBODY = frozenset(
    {"mr.", "mrs.", "ms.", "miss", "dr.", "sir", "judge", "detective", "agent", "special agent"}
)


def _in_company(
    archive: Archive, bare: Sequence[int], best: int, least: int = SHARED
) -> Iterator[tuple[int, Link]]:
    """A single name in an article that names others whom the full one stands beside: ``least`` of them."""
    ids, counts = np.unique(archive.rows(best, MOST_ROWS), return_counts=True)
    most = max(3, int(UNCOMMON * archive.live))
    company = set(ids[(counts > 1) & (archive.articles[ids] <= most)].tolist()) - {best, *bare}
    if len(company) < least:
        return
    for raw in bare:
        own = archive.rows(raw, 1 if least == SHARED else MOST_ROWS).tolist()
        shared = sorted(company.intersection(own), key=lambda i: archive.articles[i])
        if len(shared) >= least:
            names = " and ".join(archive.name(i) for i in shared[:2])
            yield raw, Link(best, f"named beside {names}, as {archive.name(best)} is")

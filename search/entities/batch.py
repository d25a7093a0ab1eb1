"""What an article adds to the counts, in few words; and many articles on their way into a segment."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from search.entities.dictionary import key_of
from search.entities.keys import clean
from search.entities.model import Mention

NO_DAY = -(2**31)
"""The day of what has no date."""


class Named(NamedTuple):
    """An entity that an article names; made of plain values, so that it can travel as JSON."""

    kind: str
    norm: str
    detail: str
    """What to show beside its name: ``Maj. Gen., director of plans and policy``; empty when nothing is said."""
    forms: list[tuple[str, int, int]]
    """How it is written: (text, mentions of which it is the name, mentions of which it is the surface)."""


def named(mentions: Iterable[Mention]) -> list[Named]:
    """The entities that an article's mentions name, in the order of their first mentions."""
    forms: dict[tuple[str, str], dict[str, list[int]]] = {}
    details: dict[tuple[str, str], str] = {}
    for mention in mentions:
        kind, norm = key_of(mention)
        key = kind.value, norm
        written = forms.setdefault(key, {})
        written.setdefault(mention.name, [0, 0])[0] += 1
        written.setdefault(clean(mention.surface), [0, 0])[1] += 1
        if mention.attributes:
            details[key] = detail(mention.attributes)
    return [
        Named(*key, details.get(key, ""), [(text, n, s) for text, (n, s) in written.items()])
        for key, written in forms.items()
    ]


def detail(attributes: Iterable[tuple[str, str]]) -> str:
    """What to show beside a name: ``Maj. Gen., director of plans and policy``."""
    said = dict(attributes)
    return ", ".join(said[key] for key in ("rank", "role") if said.get(key))


@dataclass(frozen=True, slots=True)
class Row:
    """One article in a batch; entities and forms by their numbers there."""

    day: int
    entities: array[int]
    tally: array[int]
    """Mentions of each."""
    uses: array[int]
    """Form, mentions with it as name, mentions with it as surface; form, ..."""
    details: list[tuple[int, str]]
    """Entity and what is said beside its name."""


@dataclass(slots=True)
class Batch:
    """Articles on their way into a segment. Entities and forms are numbered within the batch."""

    numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    """Kind and norm to the number of an entity."""
    forms: dict[tuple[int, str], int] = field(default_factory=dict)
    """Entity and text to the number of a form."""
    rows: dict[int, Row] = field(default_factory=dict)
    """By pk; of an article that comes twice, the later row counts."""
    pairs: int = 0

    def add(self, pk: int, entities: Iterable[Named], day: int) -> None:
        """Take in one article; ``day`` is its date in days since 1970-01-01."""
        row = Row(day, array("i"), array("i"), array("i"), [])
        for one in entities:
            entity = self.numbers.setdefault((one.kind, one.norm), len(self.numbers))
            row.entities.append(entity)
            row.tally.append(sum(names for _, names, _ in one.forms))
            for text, names, surfaces in one.forms:
                form = self.forms.setdefault((entity, text), len(self.forms))
                row.uses.extend((form, names, surfaces))
            if one.detail:
                row.details.append((entity, one.detail))
        self.rows[pk] = row
        self.pairs += len(row.entities)

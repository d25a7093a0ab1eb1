"""Where an article's text names somebody or something."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class EntityKind(StrEnum):
    """What an entity is. The values are the field names of the query language."""

    PERSON = "person"
    ORG = "org"
    PLACE = "place"
    EVENT = "event"

    __hash__ = str.__hash__
    """That of its value, as it is equal to it; an enumeration's own is worked out in Python each time."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One place in an article's text at which an entity is named."""

    start: int
    """Offset into :attr:`search.article.model.Article.text`."""
    end: int
    kind: EntityKind
    surface: str
    """The characters from start to end, line breaks unwrapped."""
    name: str
    """The name of the entity inside this article: the fullest form among its aliases."""
    source: str = "rule"
    """What found it: ``rule``, ``acronym``, ``gazetteer``, ``model``, ``document``."""
    evidence: str = ""
    """The name of the rule, or what the model went by; shown for "why?"."""
    attributes: tuple[tuple[str, str], ...] = ()
    """What is said beside the name: ``("rank", "Maj. Gen.")``, ``("role", "director of plans")``."""

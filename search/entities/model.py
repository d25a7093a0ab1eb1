"""The frozen types of entities."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

NORM = "norm"
"""The attribute of a mention that names its entity's norm, where that does not follow from the name."""


class EntityKind(StrEnum):
    """What an entity is. The values are the field names of the query language."""

    PERSON = "person"
    ORG = "org"
    PLACE = "place"
    EVENT = "event"


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


@dataclass(frozen=True, slots=True)
class EntityCard:
    """An entity with its counts, as a row of the sidebar or of ``dossier entities``."""

    name: str
    """Canonical name."""
    kind: EntityKind
    articles: int
    """Articles in the results that name it; exact."""
    mentions: int = 0
    """Mentions in those articles."""
    aliases: tuple[str, ...] = ()
    here: int = 0
    """Mentions in the article being read; 0 when none is."""
    detail: str = ""
    """Latest rank or role, or what an acronym stands for."""

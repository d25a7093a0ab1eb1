"""The frozen types of entities."""

from __future__ import annotations

from dataclasses import dataclass

from search.article.mention import EntityKind as EntityKind
from search.article.mention import Mention as Mention

NORM = "norm"
"""The attribute of a mention that names its entity's norm, where that does not follow from the name."""


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

"""What must be there to answer a query."""

from __future__ import annotations

from search.errors import QueryError
from search.query.grammar import parse
from search.query.interface import Query
from search.query.tree import Entity, leaves


def names_entities(query: Query) -> bool:
    """Whether a query asks for an entity. One that cannot be understood asks for nothing."""
    try:
        return any(isinstance(leaf, Entity) for leaf in leaves(parse(query.as_text())))
    except QueryError:
        return False

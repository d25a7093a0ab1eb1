"""``dossier entities``: who and what is named in the results of a query."""

from __future__ import annotations

import argparse

from search import EntityCard, EntityKind, Query
from tui.cli import hits, libraries, output

DESCRIPTION = "List the entities that the matching articles name, with exact counts, the most frequent first."


def configure(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    parser.add_argument("query", nargs="*", metavar="QUERY", help="without one: the whole library")
    parser.add_argument("--kind", choices=[k.value for k in EntityKind], default=None)
    parser.add_argument(
        "--limit", type=hits.number, default=20, metavar="N", help="at most N of each kind (20)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    libraries.add_option(parser)


def run(args: argparse.Namespace) -> int:
    """Print the entities."""
    args.query = " ".join(args.query)
    kind = EntityKind(args.kind) if args.kind else None
    with libraries.open_chosen(args) as library:
        libraries.prepare(library)
        cards = library.entities(Query(args.query), kind=kind, limit=args.limit)
    if args.json:
        for card in cards:
            output.record(as_json(card))
    else:
        _print_cards(cards)
    return output.FOUND if cards else output.NONE


def as_json(card: EntityCard) -> dict[str, object]:
    """The fields that scripts read."""
    return {
        "name": card.name,
        "kind": card.kind.value,
        "articles": card.articles,
        "mentions": card.mentions,
        "aliases": list(card.aliases),
        "detail": card.detail,
    }


def _print_cards(cards: tuple[EntityCard, ...]) -> None:
    heading = None
    for card in cards:
        if card.kind is not heading:
            heading = card.kind
            output.line(heading.value)
        detail = f" ({card.detail})" if card.detail else ""
        output.line(f"  {card.articles:>9,}  {card.name}{detail}")

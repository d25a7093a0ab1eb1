"""``dossier values``: addresses, numbers, amounts and laws in the results of a query; turned on and off."""

from __future__ import annotations

import argparse

from search import Library, Query, ValueKind
from tui.cli import hits, libraries, output

DESCRIPTION = (
    "List the e-mail and web addresses, phone numbers, amounts of money, case numbers, laws and other values "
    "that the matching articles have, with exact counts. A library keeps none until --on, which finds them by "
    "exact patterns; then email:, money:>1m, case: and others can be asked for, and the sidebar shows them."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    parser.add_argument("query", nargs="*", metavar="QUERY", help="without one: the whole library")
    parser.add_argument("--kind", choices=[kind.value for kind in ValueKind], default=None)
    parser.add_argument(
        "--limit", type=hits.number, default=20, metavar="N", help="at most N of each kind (20)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    switch = parser.add_mutually_exclusive_group()
    switch.add_argument("--on", action="store_true", help="find values, and keep them in step from now on")
    switch.add_argument("--off", action="store_true", help="delete what was found, and find no more")
    libraries.add_option(parser)


def run(args: argparse.Namespace) -> int:
    """Turn values on or off, or print them."""
    query = " ".join(args.query)
    with libraries.open_chosen(args) as library:
        if args.off:
            library.values.turn_off()
            output.line("Values are off.")
            return output.FOUND
        if args.on:
            with output.progress_line() as progress:
                library.values.turn_on(progress=progress)
        elif not library.values.on:
            output.complain("", "This library keeps no values.", "Have them found with: dossier values --on")
            return output.ERROR
        libraries.prepare(library)
        found = _listed(library, query, args)
    return output.FOUND if found else output.NONE


def _listed(library: Library, query: str, args: argparse.Namespace) -> int:
    """Print the values of each kind; gives how many."""
    number = 0
    for kind in [ValueKind(args.kind)] if args.kind else ValueKind:
        counted = library.values.counts(Query(query), kind, limit=args.limit)
        number += len(counted)
        if args.json:
            for value in counted:
                output.record({"kind": kind.value, "value": value.value, "articles": value.count})
            continue
        if counted:
            output.line(kind.value)
        for value in counted:
            output.line(f"  {value.count:>9,}  {value.value}")
    return number

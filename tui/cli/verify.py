"""``dossier verify``: is a bundle as it was sealed?"""

from __future__ import annotations

import argparse

from search import bundles
from tui.cli import libraries, output

DESCRIPTION = (
    "Check a bundle without taking anything in: its manifests, every byte, every article, and its signature. "
    "With --against, say what it has that an older one has not."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    parser.add_argument("path", nargs="+", type=libraries.named_path, metavar="BUNDLE", help="all of its parts")
    parser.add_argument(
        "--against", nargs="+", type=libraries.named_path, metavar="OLD", help="an older bundle"
    )
    add_signers(parser)


def add_signers(parser: argparse.ArgumentParser) -> None:
    """Who may have signed it."""
    parser.add_argument(
        "--signers", type=libraries.named_path, metavar="FILE", help="allowed signers, as ssh-keygen has them"
    )
    parser.add_argument("--signer", default="", metavar="NAME", help="it must be this one of them")


def run(args: argparse.Namespace) -> int:
    """Check."""
    with output.progress_line() as progress:
        bags, signed = bundles.check(args.path, signers=args.signers, signer=args.signer, progress=progress)
        older = bundles.check(args.against)[0] if args.against else ()
    files = sum(len(bag.files) for bag in bags)
    output.line(f"As it was sealed: {files:,} files in {len(bags)} part{'s' * (len(bags) != 1)}; {signed}.")
    if older:
        words = ("more", "changed", "fewer")
        for what, ids in zip(words, bundles.differences(older, bags), strict=True):
            output.line(f"{len(ids):,} articles {what}{': ' if ids else ''}{' '.join(ids[:20])}")
    return output.FOUND

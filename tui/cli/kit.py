"""``dossier kit``: a folder that installs the program on a machine without a network."""

from __future__ import annotations

import argparse
from pathlib import Path

from search import Kit, KitRequest, make_kit, verify_kit
from search.errors import KitError
from tui.cli import output

DESCRIPTION = (
    "Make a folder with everything that an installation needs: wheels, pinned and with their hashes, an "
    "install script, a bill of materials, the guide, checksums. pip collects the wheels that the locks of the "
    "project name, so this is run where there is a network, in a checkout. With --verify, compare such a "
    "folder with its checksums."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="the kit")
    parser.add_argument("--verify", action="store_true", help="check a kit instead of making one")
    parser.add_argument("--source", type=Path, default=Path(), metavar="FOLDER", help="the checkout (here)")
    parser.add_argument(
        "--extras", default="", metavar="NAMES", help="extras to install, with commas: html,office"
    )
    parser.add_argument(
        "--unlocked", action="store_true", help="the newest versions that fit, not those of the locks"
    )
    parser.add_argument("--python", default="", metavar="VERSION", help="for another Python than this: 3.12")
    parser.add_argument(
        "--platform",
        action="append",
        default=[],
        metavar="TAG",
        help="for another machine: manylinux_2_28_x86_64",
    )
    parser.add_argument("--bundle", type=Path, metavar="BUNDLE", help="articles that go along, by dossier pack")
    parser.add_argument("--sign", type=Path, metavar="KEY", help="sign the checksums with this private SSH key")
    parser.add_argument(
        "--signers", type=Path, metavar="FILE", help="with --verify: allowed signers of ssh-keygen"
    )
    parser.add_argument("--identity", default="", metavar="NAME", help="with --signers: who must have signed")


def run(args: argparse.Namespace) -> int:
    """Make or check a kit."""
    if args.verify:
        kit = verify_kit(args.folder, args.signers, args.identity)
        proof = (
            "and by whom you named" if args.signers else "its signature was not asked for" if kit.signed else ""
        )
        output.line(f"{_size(kit)}: all as they were made{', ' if proof else ''}{proof}.")
        return output.FOUND
    if args.signers or args.identity:
        raise KitError("--signers and --identity go with --verify.", "To sign, use --sign KEY.")
    extras = tuple(name.strip() for name in args.extras.split(",") if name.strip())
    request = KitRequest(
        args.folder,
        args.source,
        extras,
        args.python,
        tuple(args.platform),
        args.bundle,
        args.sign,
        locked=not args.unlocked,
    )
    kit = make_kit(request)
    output.line(f"{kit.folder}: {_size(kit)}. On the other side: sh {kit.folder.name}/{_INSTALL} FOLDER")
    return output.FOUND


_INSTALL = "install.sh"


def _size(kit: Kit) -> str:
    return f"{kit.files} files, {kit.wheels} of them wheels"

"""``dossier reindex``: rebuild what is derived."""

from __future__ import annotations

import argparse

from tui.cli import libraries, output

DESCRIPTION = (
    "Delete and rebuild the index, the mentions and the entities from the stored articles. "
    "Articles and personal state are not touched; searches give the same answers afterwards."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Define the options."""
    libraries.add_option(parser)


def run(args: argparse.Namespace) -> int:
    """Rebuild, then say what there is."""
    with libraries.open_chosen(args) as library:
        with output.progress_line() as progress:
            library.reindex(progress=progress)
        status = library.status()
    output.line(f"Indexed {status.articles:,} articles; {status.entities:,} entities.")
    return output.FOUND

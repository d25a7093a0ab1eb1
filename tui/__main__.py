"""``dossier`` and ``python -m tui``: hand the arguments to the command line."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line on ``sys.argv``; returns the exit code."""
    from tui.cli.main import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())

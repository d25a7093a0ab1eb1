"""``python -m tui`` and the ``dossier`` command."""

from __future__ import annotations


def main() -> int:
    """Run the command line; returns the exit code."""
    raise SystemExit("not built yet")


if __name__ == "__main__":
    raise SystemExit(main())

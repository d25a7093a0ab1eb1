"""``dossier`` and ``python -m tui``: hand the arguments to the command line."""

from __future__ import annotations

import os
import sys

ONE_THREAD = "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"
"""What keeps numpy's libraries from starting a thread for each processor: no large matrices are multiplied."""


def main() -> int:
    """Run the command line on ``sys.argv``; returns the exit code."""
    for name in ONE_THREAD:  # before numpy is loaded, which looks once
        os.environ.setdefault(name, "1")
    from tui.cli.main import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())

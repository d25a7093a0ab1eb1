"""Fuzz one target, led by which branches were taken.

``PYTHONPATH=. python tests/fuzz/atheris_run.py TARGET [-max_total_time=60]``; without a target, they are named.
Needs atheris, which is in no extra: it has wheels for some Pythons only.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["search", "tui"]):
    from tests.fuzz.targets import TARGETS


def main() -> None:
    """Hand the target to atheris."""
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        print(*TARGETS, sep="\n")
        sys.exit(2)
    target = TARGETS[sys.argv[1]]
    seeds = Path(tempfile.mkdtemp(prefix="seeds-"))
    for number, seed in enumerate(target.seeds):
        (seeds / f"{number}").write_bytes(seed)
    atheris.Setup([sys.argv[0], *sys.argv[2:], str(seeds)], target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()

"""What the reader's private memory comes to over thousands of random keys.

    python tests/bench/reader_memory.py --library FOLDER [--keys 5000] [--size 120x40] [--seed 1]

Keys that change the library, open other programs or leave are not pressed. Memory is what only the reader has
(Private_Clean and Private_Dirty of smaps_rollup), read every so many keys.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.terminal import Terminal  # noqa: E402

KEYS = (*"jjjjkkkJKnN[]{}eeoOTSHLzVxvi?gG123+-", "space", "b", "pagedown", "pageup", "tab", "enter", "escape")
WORDS = ("tax", "fraud", "health care", "prison", "harbour", "date:2014", "-guilty", "indict*", "bank")
EVERY = 250
"""Keys between two looks at the memory."""
PAUSE = 0.02
"""Seconds between two keys: of a hand that hurries."""


def private(pid: int) -> float:
    """Megabytes that only this process has."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8")
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Private_")) / 1024


def walk(terminal: Terminal, keys: int, rng: random.Random) -> list[tuple[int, float]]:
    """Press keys; (number of keys, megabytes) now and then."""
    found = [(0, private(terminal.pid))]
    for number in range(1, keys + 1):
        if rng.random() < 0.03:
            terminal.send("\x1b\x1b/")
            terminal.send(rng.choice(WORDS) + "\r")
        else:
            terminal.press(rng.choice(KEYS), quiet=PAUSE)
        terminal.listen(PAUSE)
        if number % EVERY == 0:
            terminal.quiet(1.0)
            found.append((number, private(terminal.pid)))
            print(f"{number:>6} keys {found[-1][1]:>8.1f} MB", flush=True)
    return found


def main() -> int:
    """Run the walk; prints the growth."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--keys", type=int, default=5000)
    parser.add_argument("--size", default="120x40")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most", type=float, default=30.0, help="megabytes over the start that are no fault")
    args = parser.parse_args()
    columns, rows = map(int, args.size.split("x"))
    with tempfile.TemporaryDirectory() as temporary:
        homes = {f"XDG_{name}_HOME": temporary for name in ("CONFIG", "DATA", "STATE", "CACHE")}
        command = [sys.executable, "-m", "tui", "--library", str(args.library.resolve())]
        environ = {**os.environ, **homes, "HOME": temporary, "PYTHONPATH": str(ROOT)}
        with Terminal(command, columns, rows, environ=environ, folder=ROOT) as terminal:
            terminal.wait_for(lambda text: len(text.split()) > 8, 60)
            terminal.quiet(3.0)
            begun = time.monotonic()
            found = walk(terminal, args.keys, random.Random(args.seed))
    grown = found[-1][1] - found[0][1]
    print(f"{args.keys:,} keys in {time.monotonic() - begun:.0f} s: {found[0][1]:.1f} MB, then {grown:+.1f}")
    return int(grown > args.most)


if __name__ == "__main__":
    raise SystemExit(main())

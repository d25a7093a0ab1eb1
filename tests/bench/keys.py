"""What a key costs: CPU of the reader for each kind of key, at 80x24 and 200x60, beside stock output's.

    python tests/bench/keys.py [--source FILE.jsonl.gz | --library FOLDER] [--size 200x60] [--no-stock] [--json]

CPU is that of the whole process, all threads, from the key until nothing more is sent for a moment: with the
questions to the library, their answers, and everything that is drawn for them. What Textual's thread for input
costs by looking ten times a second is measured first, told, and taken off. The median of several keys is told.
The same reader runs with Textual's own output and settings for comparison. A yardstick, some work in plain
Python, is timed before and after: it tells whether the machine was busy with something else.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.bench.wire import CPU_LIMIT_MS, Bench, build_library  # noqa: E402
from tests.terminal import Terminal  # noqa: E402

SIZES = ((80, 24), (200, 60))
TIMES = 8
"""How often each key is pressed."""
IDLE = "a second without a key"
RESTING = 4.0
"""Seconds over which that is measured."""
SETTLED = 0.6
"""Seconds of quiet after which a key has had its effect: entities are counted once a selection has rested."""


@dataclass(frozen=True)
class Kind:
    """A kind of key: what leads to it, and the keys that are pressed in turn, the first of them measured."""

    name: str
    keys: tuple[str, ...]
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    """Keys that lead back."""
    searches: bool = False
    """Whether the library is searched for it, which the limit is not about."""


KINDS = (
    Kind("next row, with preview", ("j",)),
    Kind("next page of the list", ("pagedown",)),
    Kind("scroll the article from the list", ("J",)),
    Kind("focus the next pane", ("tab",)),
    Kind("line of the article", ("j",), ("2",), ("1",)),
    Kind("page of the article", ("pagedown", "home"), ("2",), ("1",)),
    Kind("next entity", ("j",), ("3",), ("1",)),
    Kind("open the query line", ("/", "escape")),
    Kind("leave the query line", ("escape", "/"), ("/",)),
    Kind("type, with results", ("s", "p", "a", "c"), ("/",), ("escape",), searches=True),
    Kind("open a prompt", ("/", "escape"), ("2",), ("1",)),
    Kind("type into a prompt", ("a",), ("2", "/"), ("escape", "1")),
    Kind("timeline, or back", ("T",)),
    Kind("zoom, or back", ("z",)),
    Kind("next row, alone", ("j",), ("z",), ("z",)),
    Kind("star", ("m",)),
    Kind("select", ("v",)),
    Kind("page of keys", ("?", "escape")),
)


@dataclass
class Cost:
    """Median milliseconds of one kind of key."""

    program: str
    size: str
    name: str
    cpu_ms: float
    bytes: int
    searches: bool


def measure(bench: Bench, program: str, columns: int, rows: int) -> list[Cost]:
    """Press every kind of key in one run of a program."""
    costs = []
    command = bench.reader() if program == "dossier" else bench.stock()
    with bench.open(command, columns, rows) as terminal:
        terminal.quiet(2.0)
        rate = idle(terminal)
        costs.append(Cost(program, f"{columns}x{rows}", IDLE, round(rate, 1), 0, searches=True))
        for kind in KINDS:
            for key in kind.before:
                terminal.press(key, quiet=SETTLED)
            effects = [_press(terminal, kind.keys[n % len(kind.keys)], rate) for n in range(TIMES)]
            counted = effects if len(kind.keys) != 2 else effects[::2]
            cpu = statistics.median(cpu for cpu, _ in counted)
            sent = int(statistics.median(sent for _, sent in counted))
            costs.append(Cost(program, f"{columns}x{rows}", kind.name, round(cpu, 1), sent, kind.searches))
            for key in kind.after:
                terminal.press(key, quiet=SETTLED)
    return costs


def idle(terminal: Terminal) -> float:
    """Milliseconds of CPU that a second costs in which nothing happens."""
    before = terminal.cpu()
    terminal.listen(RESTING)
    return (terminal.cpu() - before) * 1000 / RESTING


def _press(terminal: Terminal, key: str, rate: float) -> tuple[float, int]:
    """Press a key; its milliseconds of CPU beyond those of doing nothing so long, and the bytes sent."""
    start = time.monotonic()
    effect = terminal.press(key, quiet=SETTLED)
    return effect.cpu * 1000 - rate * (time.monotonic() - start), effect.size


def yardstick() -> float:
    """Milliseconds of CPU for a fixed piece of work: the least of three."""

    def once() -> float:
        start = time.thread_time()
        counts: dict[int, str] = {}
        for number in range(200_000):
            counts[number % 1000] = str(number)
        return (time.thread_time() - start) * 1000

    return min(once() for _ in range(3))


def table(costs: list[Cost]) -> str:
    """Costs as text: a line for each kind of key, the ratio to stock output beside it."""
    lines = []
    for size in dict.fromkeys(cost.size for cost in costs):
        lines.append(f"\n{size + ', CPU of a key':<36}{'ms':>8}{'bytes':>8}{'stock ms':>10}{'ratio':>7}")
        here = {(cost.program, cost.name): cost for cost in costs if cost.size == size}
        for cost in (cost for cost in here.values() if cost.program == "dossier"):
            stock = here.get(("stock", cost.name))
            over = "!" if cost.cpu_ms > CPU_LIMIT_MS and not cost.searches else ""
            beside = f"{stock.cpu_ms:>10}{cost.cpu_ms / stock.cpu_ms:>7.2f}" if stock and stock.cpu_ms else ""
            lines.append(f"{cost.name:<36}{f'{cost.cpu_ms}{over}':>8}{cost.bytes:>8,}{beside}")
    return "\n".join(lines)


def main() -> int:
    """Run the benchmark; returns 1 if a key costs more than it should."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path, help="JSONL file whose records make the library")
    parser.add_argument("--library", type=Path, help="a library that exists already")
    parser.add_argument("--size", help="one size only, such as 200x60")
    parser.add_argument("--no-stock", action="store_true", help="only the reader")
    parser.add_argument("--json", action="store_true", help="print results as JSON")
    args = parser.parse_args()
    sizes = [tuple(map(int, args.size.split("x")))] if args.size else SIZES
    costs: list[Cost] = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        library = build_library(folder, args.source) if args.source else args.library
        bench = Bench(folder, library.resolve() if library else None)
        work = [yardstick()]
        for columns, rows in sizes:
            for program in ("dossier",) if args.no_stock else ("dossier", "stock"):
                costs += measure(bench, program, columns, rows)
        work.append(yardstick())
    if args.json:
        print(json.dumps({"keys": [asdict(cost) for cost in costs], "yardstick_ms": work}, indent=1))
    else:
        print(table(costs))
        print(f"limit {CPU_LIMIT_MS:.0f} ms; yardstick before and after: {work[0]:.1f} and {work[1]:.1f} ms")
    return int(
        any(cost.cpu_ms > CPU_LIMIT_MS for cost in costs if cost.program == "dossier" and not cost.searches)
    )


if __name__ == "__main__":
    raise SystemExit(main())

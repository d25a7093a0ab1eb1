"""Start-up: CPU until the first screen stands, and memory, above those of a bare Textual application.

    python tests/bench/startup.py [--source FILE.jsonl.gz | --library FOLDER] [--runs 5] [--json]

The reader is opened on the bundled collection and, with --source, on a library of its records. Each run
opens the bare application and the reader one after the other, so that both meet the same machine; the
medians are compared. CPU is that of the whole process until the wanted text is on the screen; memory is
resident, after everything has settled. As in an installed program, the bytecode is made beforehand: by the
unmeasured start of each.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.terminal import Terminal  # noqa: E402

BARE = """
from textual.app import App
from textual.widgets import Static

class Bare(App):
    def compose(self):
        yield Static("a bare application")

Bare().run()
"""
CPU_LIMIT = 1.5
"""The reader's CPU to first paint over the bare application's."""
MEMORY_LIMIT = 60.0
"""Megabytes above the bare application."""


@dataclass
class Start:
    """Medians over the runs."""

    name: str
    cpu_ms: float
    first_ms: float
    """Wall time until the text was on the screen."""
    settled_cpu_ms: float
    memory_mb: float


def start(command: list[str], wanted: str, environ: dict[str, str]) -> tuple[float, float, float, float]:
    """CPU and wall milliseconds to the wanted text, CPU and megabytes when the program has settled."""
    with Terminal(command, environ=environ, folder=ROOT) as terminal:
        first = terminal.wait_for(wanted, 60) * 1000
        cpu = terminal.cpu() * 1000
        terminal.quiet(1.5)
        return cpu, first, terminal.cpu() * 1000, terminal.memory()


def median(name: str, runs: list[tuple[float, float, float, float]]) -> Start:
    """The medians of some runs."""
    return Start(name, *(round(statistics.median(column), 1) for column in zip(*runs, strict=True)))


def compare(runs: int, readers: dict[str, tuple[list[str], str]], environ: dict[str, str]) -> list[Start]:
    """The bare application and every reader, `runs` times in turn (and once before, unmeasured)."""
    programs = {"bare": ([sys.executable, "-c", BARE], "a bare application"), **readers}
    measured: dict[str, list[tuple[float, float, float, float]]] = {name: [] for name in programs}
    for number in range(runs + 1):
        for name, (command, wanted) in programs.items():
            result = start(command, wanted, environ)
            if number:
                measured[name].append(result)
    return [median(name, results) for name, results in measured.items()]


def first_title(library: Path) -> str:
    """The beginning of the title that the reader shows first."""
    from search import Library

    with Library.open(library, read_only=True) as opened:
        return opened.rows(0, 1).hits[0].title[:30]


def main() -> int:
    """Run the benchmark; returns 1 if a limit was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path, help="JSONL file whose records make the library")
    parser.add_argument("--library", type=Path, help="a library that exists already")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="print results as JSON")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        environ = {f"XDG_{name}_HOME": str(folder / name) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
        environ |= {"HOME": str(folder), "PYTHONPATH": str(ROOT)}
        environ |= {"PYTHONPYCACHEPREFIX": str(folder / "bytecode"), "PYTHONDONTWRITEBYTECODE": ""}
        command = [sys.executable, "-m", "tui"]
        readers = {"bundled": (command, "Welcome")}
        library = args.library.resolve() if args.library else None
        if args.source:
            library = folder / "library"
            subprocess.run(
                [*command, "add", "--library", str(library), str(args.source)], check=True, capture_output=True
            )
        if library:
            readers["library"] = ([*command, "--library", str(library)], first_title(library))
        results = compare(args.runs, readers, environ)
    return report(results, as_json=args.json)


def report(results: list[Start], *, as_json: bool) -> int:
    """Print the results; returns 1 if a limit was missed."""
    bare, *readers = results
    if as_json:
        print(json.dumps([asdict(result) for result in results], indent=1))
    else:
        print(f"{'':<10}{'CPU ms':>9}{'x bare':>8}{'wall ms':>9}{'settled':>9}{'MB':>8}{'above':>8}")
        for one in results:
            print(
                f"{one.name:<10}{one.cpu_ms:>9.0f}{one.cpu_ms / bare.cpu_ms:>8.2f}{one.first_ms:>9.0f}"
                f"{one.settled_cpu_ms:>9.0f}{one.memory_mb:>8.1f}{one.memory_mb - bare.memory_mb:>8.1f}"
            )
        print(f"limits: {CPU_LIMIT} times the CPU, {MEMORY_LIMIT:.0f} MB above")
    late = any(one.cpu_ms > CPU_LIMIT * bare.cpu_ms for one in readers)
    return int(late or any(one.memory_mb - bare.memory_mb > MEMORY_LIMIT for one in readers))


if __name__ == "__main__":
    raise SystemExit(main())

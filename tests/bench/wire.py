"""What goes over the wire: bytes for each key of the reader, beside stock Textual, newsboat and less.

    python tests/bench/wire.py [--source FILE.jsonl.gz] [--json] [--quick]

Runs every program in a real pty at 80x24 (and 200x60), with a terminal that answers like a modern one,
and prints exact bytes. Without --source the bundled collection is read; with it, a library of its records.
Also a slow link (2 KB/s, 300 ms there and back): how far the screen is behind when a key was held.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.terminal import Terminal  # noqa: E402

STOCK = """
import sys
from pathlib import Path
from search import Library, open_bundled
from tui.app import DossierApp
library = Library.open(Path(sys.argv[1]), read_only=True) if sys.argv[1:] else open_bundled()
with library:
    DossierApp(library, wired=False).run()
"""
REPEATS = 5
"""Times that a key is pressed; the median is told, since lines differ in length."""
OURS = ("dossier", "on Enter")
"""Programs that the limits are for: the reader, and the reader that searches when Enter is pressed."""
CPU_LIMIT_MS = 15.0
"""The most CPU that a key may cost at 200x60."""
MOMENT, REST = 0.25, 0.9
"""Seconds of quiet after which a key has had its effect, and after which nothing more is to come."""


@dataclass(frozen=True)
class Step:
    """Something to measure in one program."""

    name: str
    keys: tuple[str, ...]
    budget: int | None = None
    """The most bytes that it should cost, if a limit is set."""
    before: tuple[str, ...] = ()
    """Keys that lead to the place where it is measured."""
    repeats: int = REPEATS
    between: tuple[str, ...] = ()
    """Keys that lead back before it is repeated."""


READER = (
    Step("cursor down, preview of another article", ("j",), 1400),
    Step("next page in the list", ("pagedown",), 700, repeats=3),
    Step("focus another pane", ("tab",), 60),
    Step("line down in the article", ("j",), 200, before=("1", "2")),
    Step("page down in the article", ("pagedown",), 1100, repeats=3),
    Step("cursor down without preview", ("j",), 60, before=("1", "z")),
    Step("next page in the list, alone", ("pagedown",), repeats=3),
    Step("open the search line", ("/",), 60, before=("z",), between=("escape",), repeats=3),
    Step("type a character, with results", ("u",), 900, before=("/",), between=("ctrl+u",), repeats=3),
)
WIDE = tuple(step for step in READER if "article" not in step.name.partition(",")[0])
"""Without scrolling the article: many fit on a large screen."""
ECHO = (Step("type a character (echo)", ("u",), 20, before=("/",)),)
NEWSBOAT = (
    Step("cursor down without preview", ("j",), before=("enter",)),
    Step("next page in the list, alone", ("pagedown",), repeats=3),
    Step("line down in the article", ("\x1bOB",), before=("enter",)),
    Step("page down in the article", ("pagedown",), repeats=3),
)
LESS = (
    Step("line down in the article", ("j",)),
    Step("page down in the article", ("space",), repeats=3),
    Step("open the search line", ("/",), between=("escape", "escape"), repeats=1),
    Step("type a character (echo)", ("u",), before=("escape", "escape", "/")),
)


@dataclass
class Measured:
    """Bytes, and CPU in milliseconds, of one step."""

    program: str
    size: str
    name: str
    bytes: int
    cpu_ms: float
    budget: int | None = None


class Bench:
    """Programs, the folder that they may write to, and what was measured."""

    def __init__(self, folder: Path, library: Path | None, idle: int = 30) -> None:
        self.folder = folder
        self.library = library
        self.idle = idle
        self.results: list[Measured] = []
        self.environ = {
            **{f"XDG_{name}_HOME": str(folder / name.lower()) for name in ("CONFIG", "DATA", "STATE", "CACHE")},
            "HOME": str(folder),
            "PYTHONPATH": str(ROOT),
        }

    def reader(self) -> list[str]:
        """The command that opens the reader."""
        return [sys.executable, "-m", "tui", *(["--library", str(self.library)] if self.library else [])]

    def stock(self) -> list[str]:
        """The same reader with Textual's own output and settings."""
        return [sys.executable, "-c", STOCK, *([str(self.library)] if self.library else [])]

    @contextmanager
    def open(self, command: Sequence[str], columns: int, rows: int, **link: float) -> Iterator[Terminal]:
        """Start a program and wait until it has drawn its first screen."""
        with Terminal(
            command,
            columns,
            rows,
            environ=self.environ,
            folder=ROOT,
            rate=link.get("rate", 0),
            rtt=link.get("rtt", 0),
        ) as terminal:
            terminal.wait_for(lambda text: len(text.split()) > 8, 60)
            terminal.quiet(1.0)
            yield terminal

    def measure(
        self, program: str, command: Sequence[str], steps: Sequence[Step], columns: int = 80, rows: int = 24
    ) -> None:
        """Press the keys of all steps in one run of a program."""
        size = f"{columns}x{rows}"
        start_budget = {"80x24": 4000, "200x60": 15000}.get(size)
        with self.open(command, columns, rows) as terminal:
            budget = start_budget if program == "dossier" else None
            cpu = terminal.cpu() * 1000
            self.note(Measured(program, size, "start to first full screen", terminal.total, cpu, budget))
            for step in steps:
                self.step(program, size, terminal, step)
            terminal.quiet(2.0)
            idle = terminal.listen(self.idle)
            limit = 0 if program in OURS else None
            self.note(Measured(program, size, f"idle, {self.idle} s", idle, 0.0, limit))

    def step(self, program: str, size: str, terminal: Terminal, step: Step) -> None:
        """Measure one step several times; the median counts."""
        for key in step.before:
            terminal.press(key, quiet=REST)
        effects, rests = [], []
        for number in range(step.repeats):
            if number:
                for key in step.between:
                    terminal.press(key, quiet=REST)
            effects.append(terminal.press(*step.keys, quiet=MOMENT))
            before = terminal.total
            terminal.quiet(REST)
            rests.append(terminal.total - before)
        self.note(
            Measured(
                program,
                size,
                step.name,
                int(statistics.median(effect.size for effect in effects)),
                statistics.median(effect.cpu for effect in effects) * 1000,
                step.budget if size == "80x24" and program in OURS else None,
            )
        )
        if any(rests):
            name = f"- and after a rest ({step.name})"
            self.note(Measured(program, size, name, int(statistics.median(rests)), 0.0))

    def note(self, measured: Measured) -> None:
        """Keep a result."""
        self.results.append(measured)


def behind(bench: Bench, program: str, command: Sequence[str], seconds: float = 2.0) -> dict[str, float | str]:
    """Hold ``j`` on a slow link; seconds from its release until the screen stands still."""
    with bench.open(command, 80, 24, rate=2000, rtt=0.3) as terminal:
        before = terminal.total
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            terminal.send("j")
            terminal.listen(0.05)
        released = time.monotonic()
        terminal.quiet(1.5, 120)
        last = terminal.log[-1][0] if terminal.log else released
        sent = terminal.total - before
    return {"program": program, "behind_s": round(max(0.0, last - released), 2), "bytes": sent}


def echo_delay(bench: Bench, command: Sequence[str]) -> float:
    """Seconds until a typed character is seen on a slow link of 0.3 s there and back, the slowest of five."""
    delays = []
    with bench.open(command, 80, 24, rate=2000, rtt=0.3) as terminal:
        terminal.press("/", quiet=1.0)
        typed = ""
        for character in "space":
            typed += character
            start = time.monotonic()
            terminal.send(character)
            terminal.wait_for(lambda text: typed in text.partition("\n")[0])  # noqa: B023
            delays.append(time.monotonic() - start)
            terminal.listen(0.1)
    return round(max(delays), 2)


def feed(folder: Path, texts: Sequence[tuple[str, str]]) -> list[str]:
    """A feed of articles for newsboat, fetched already; returns the command."""
    items = "".join(
        f"<item><title>{escape(title)}</title><guid>{n}</guid><description>{escape(text)}</description></item>"
        for n, (title, text) in enumerate(texts)
    )
    path = folder / "feed.xml"
    path.write_text(
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>Articles</title>{items}</channel></rss>'
    )
    (folder / "urls").write_text(f"file://{path}\n")
    (folder / "newsboat.conf").write_text("text-width 80\n")
    command = ["newsboat", "-u", "urls", "-c", "cache.db", "-C", "newsboat.conf"]
    command = [
        str(folder / part) if part in ("urls", "cache.db", "newsboat.conf") else part for part in command
    ]
    subprocess.run([*command, "-x", "reload"], check=True, capture_output=True, cwd=folder)
    return command


def articles(bench: Bench, count: int = 200) -> list[tuple[str, str]]:
    """Titles and texts of the library's first articles, for the other programs."""
    from search import Library, open_bundled

    library = Library.open(bench.library, read_only=True) if bench.library else open_bundled()
    with library:
        page = library.rows(0, count)
        return [(hit.title, library.article(hit.id).text) for hit in page.hits]


def build_library(folder: Path, source: Path) -> Path:
    """A library of the records of a source file."""
    library = folder / "library"
    command = [sys.executable, "-m", "tui", "add", "--library", str(library), str(source)]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    return library


def table(results: Sequence[Measured]) -> str:
    """Results as text: a line a step, a column a program; limits that are missed are marked."""
    programs = list(dict.fromkeys(result.program for result in results))
    lines = []
    for size in dict.fromkeys(result.size for result in results):
        here = [result for result in results if result.size == size]
        shown = [program for program in programs if any(result.program == program for result in here)]
        lines.append(f"\n{size + ', bytes':<42}{'limit':>8}" + "".join(f"{name:>12}" for name in shown))
        for name in dict.fromkeys(result.name for result in here):
            cells = {result.program: result for result in here if result.name == name}
            limit = next((result.budget for result in cells.values() if result.budget is not None), None)
            line = f"{name:<42}{'' if limit is None else f'{limit:,}':>8}"
            for program in shown:
                found = cells.get(program)
                missed = found and found.budget is not None and found.bytes > found.budget
                line += f"{'-' if found is None else f'{found.bytes:,}' + '!' * bool(missed):>12}"
            lines.append(line)
    return "\n".join(lines)


def cpu_line(results: Sequence[Measured]) -> str:
    """CPU of the reader's keys at 200x60."""
    keys = [
        f"{result.name} {result.cpu_ms:.0f}"
        for result in results
        if (result.program, result.size) == ("dossier", "200x60")
        and result.cpu_ms
        and "start" not in result.name
    ]
    return f"CPU of a key at 200x60, ms (limit {CPU_LIMIT_MS:.0f}): " + "; ".join(keys) if keys else ""


def main() -> int:
    """Run the benchmark; returns 1 if a limit was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path, help="JSONL file whose records make the library")
    parser.add_argument("--library", type=Path, help="a library that exists already")
    parser.add_argument("--json", action="store_true", help="print results as JSON")
    parser.add_argument("--quick", action="store_true", help="only the reader, at 80x24, without slow links")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        library = args.library.resolve() if args.library else None
        if args.source:
            library = build_library(folder, args.source)
        bench = Bench(folder, library, 3 if args.quick else 30)
        links = run(bench, quick=args.quick)
    missed = [result for result in bench.results if result.budget is not None and result.bytes > result.budget]
    if args.json:
        print(json.dumps({"steps": [asdict(result) for result in bench.results], "slow_link": links}, indent=1))
    else:
        print(table(bench.results))
        print(cpu_line(bench.results))
        for link in links:
            print("2 KB/s, 300 ms:", ", ".join(f"{name} {value}" for name, value in link.items()))
    return 1 if missed else 0


def run(bench: Bench, *, quick: bool) -> list[dict[str, float | str]]:
    """Everything that is measured; returns what the slow link showed."""
    settings = bench.folder / "config" / "dossier" / "settings.toml"
    settings.parent.mkdir(parents=True)
    bench.measure("dossier", bench.reader(), READER)
    settings.write_text("search_as_you_type = false\n")
    bench.measure("on Enter", bench.reader(), ECHO)
    settings.unlink()
    if quick:
        return []
    bench.measure("stock", bench.stock(), READER)
    texts = articles(bench)
    if shutil.which("newsboat"):
        bench.measure("newsboat", feed(bench.folder, texts), NEWSBOAT)
    if shutil.which("less"):
        path = bench.folder / "article.txt"
        path.write_text("\n\n".join(text for _, text in texts[:20]))
        bench.measure("less", ["less", str(path)], LESS)
    bench.measure("dossier", bench.reader(), WIDE, 200, 60)
    bench.measure("stock", bench.stock(), WIDE, 200, 60)
    links = [behind(bench, "dossier", bench.reader()), behind(bench, "stock", bench.stock(), 0.5)]
    links.append({"program": "dossier", "echo_s": echo_delay(bench, bench.reader())})
    return links


if __name__ == "__main__":
    raise SystemExit(main())

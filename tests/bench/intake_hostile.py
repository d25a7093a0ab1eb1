"""Every hostile file is imported or refused with a reason: how long each takes, and what comes through.

    python tests/bench/intake_hostile.py --source ARCHIVE.tar.xz [ARCHIVE.tar.xz ...]

Each file of the archives goes through a worker process by itself, named outright, so that none is skipped.
Printed are the slowest, those that crashed an importer or its process, and every control character in an
article or a reason. Exit code 1 tells of a crash, a control character, a file over ten seconds of processor
time, or anything written beside the files.
"""

from __future__ import annotations

import argparse
import os
import sys
import tarfile
import tempfile
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

sys.path[0] = str(Path(__file__).parents[2])  # before this folder, which has a search.py of its own

from search.article.model import Article  # noqa: E402
from search.intake.model import Ready, SourceFile  # noqa: E402
from search.intake.pipeline import plan  # noqa: E402
from search.intake.pool import Pool  # noqa: E402
from search.text import sanitise  # noqa: E402
from tests.processes import cpu, tree  # noqa: E402

MOST_SECONDS = 10.5
"""The limit, and what noticing takes."""
FAULTS = ("crashed", "importer failed")
SLOWEST = 10


@dataclass
class Tally:
    """What came of the files."""

    files: int = 0
    articles: int = 0
    failures: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    seconds: list[tuple[float, float, str]] = field(default_factory=list)
    """Processor time, elapsed time, name."""

    def text(self, where: str, texts: Iterator[str]) -> None:
        """Look for what a terminal must never see."""
        self.faults += [f"{where}: unsafe text {text[:60]!r}" for text in texts if _unsafe(text)]

    def line(self, where: str, text: str) -> None:
        """A reason is one line."""
        self.text(where, iter((text,)))
        if "\n" in text or any(fault in text for fault in FAULTS):
            self.faults.append(f"{where}: {text}")


def _unsafe(text: str) -> bool:
    """Whether there is a character that is never stored; accents may be apart from their letters in names."""
    return sanitise(text) != unicodedata.normalize("NFC", text)


def texts(article: Article) -> Iterator[str]:
    """Everything in an article that can reach a screen."""
    yield from (article.text, article.url, article.source_key, article.category, article.organisation)
    yield from (article.dateline, article.place, article.number, article.language, article.date, article.kind)
    yield from (*article.tags, *article.warnings, article.renditions[0].path, article.renditions[0].encoding)
    for block in article.blocks:
        yield from (block.text, block.rule, *(span.target for span in block.spans))


def read(pool: Pool, source: SourceFile, tally: Tally) -> None:
    """Parse one file and note what came of it."""
    name = str(source.path)
    before, start = spent(), time.perf_counter()
    for result in pool.parse([source]):
        for item in result.items:
            if isinstance(item, Ready):
                tally.articles += 1
                tally.text(name, texts(item.parcel.article))
            else:
                tally.failures += 1
                tally.line(name, item.reason)
                tally.text(name, iter((item.path,)))
        if result.error is not None:
            tally.refused[type(result.error).__name__] += 1
            tally.line(name, str(result.error))
    # A worker that was ended took its count along; then elapsed time is all there is.
    used, elapsed = spent() - before, time.perf_counter() - start
    tally.files += 1
    tally.seconds.append((used if used >= 0 else elapsed, elapsed, name))


def spent() -> float:
    """Processor seconds of this process and of the workers that live."""
    return sum(map(cpu, tree(os.getpid())))


def listing(folder: Path) -> dict[str, tuple[int, int]]:
    """Every path below a folder with size and time."""
    found = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        found[str(path)] = (status.st_size, status.st_mtime_ns)
    return found


def main() -> int:
    """Unpack, read, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--source", type=Path, nargs="+", required=True, help="tar archives of hostile files")
    options = parser.parse_args()
    wrong = 0
    for archive in options.source:
        with tempfile.TemporaryDirectory() as folder:
            with tarfile.open(archive) as packed:
                packed.extractall(folder, filter="data")
            os.chdir(folder)  # where whatever is written under a relative name would land
            wrong += judge(archive.name, Path(folder))
    return min(wrong, 1)


def judge(name: str, folder: Path) -> int:
    """Read all files of a folder and print what came of them; how many faults there were."""
    before = listing(folder)
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    tally = Tally()
    with Pool(1) as pool:
        for path in files:
            for source in plan([path]):
                read(pool, source, tally)
    tally.faults += [f"{path} was written" for path in listing(folder).items() ^ before.items()]
    tally.faults += [f"{n}: {used:.1f} s" for used, _, n in tally.seconds if used > MOST_SECONDS]
    refused = ", ".join(f"{count} {kind}" for kind, count in tally.refused.most_common())
    print(f"{name}: {tally.files} files, {tally.articles} articles, {tally.failures} failures inside of files")
    print(f"  refused: {sum(tally.refused.values())} ({refused})")
    for used, elapsed, slow in sorted(tally.seconds, reverse=True)[:SLOWEST]:
        print(f"  {used:6.2f} s of processor, {elapsed:6.2f} s elapsed: {Path(slow).relative_to(folder)}")
    print(f"  faults: {len(tally.faults)}")
    for fault in tally.faults:
        print(f"    {fault}")
    return len(tally.faults)


if __name__ == "__main__":
    sys.exit(main())

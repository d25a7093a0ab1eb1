"""What every importer keeps of what a person sees: words visible, kept, dropped by a rule, lost.

    python tests/bench/intake_ledger.py [PATH ...] [--rules] [--worst N]

Without a path, the same text is written in every format and read back; with paths, the files there are read.
``--rules`` tells the words that each rule dropped, ``--worst`` the articles that lack the most. Exit code 1
tells that words were lost, or that an importer does not say what was visible.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

sys.path[0] = str(Path(__file__).parents[2])  # before this folder, which has a search.py of its own

from search.errors import IntakeError  # noqa: E402
from search.intake.ledger import balance  # noqa: E402
from search.intake.model import Draft  # noqa: E402
from search.intake.pipeline import parse, plan  # noqa: E402
from search.work.progress import Failure  # noqa: E402
from tests.written import WRITERS, write_zim  # noqa: E402

SAMPLE = [
    "The harbour board has put off the crane, which had been promised for March.",
    "Nobody knows until when, said Ada Quimby (62), who has worked there since 1987.",
    "The lock gate will be mended first, then the quay; both cost 1.5 million.",
]


@dataclass
class Account:
    """One importer's words."""

    articles: int = 0
    unseen: int = 0
    """Articles of which the importer does not say what was visible."""
    visible: int = 0
    kept: int = 0
    lost: int = 0
    rules: Counter[str] = field(default_factory=Counter)

    def enter(self, draft: Draft) -> int:
        """Count an article; gives the words that it lacks."""
        self.articles += 1
        self.unseen += draft.seen is None
        ledger = balance(draft)
        self.visible += ledger.visible
        self.kept += ledger.kept
        self.lost += ledger.lost
        self.rules.update(ledger.dropped)
        return ledger.lost


def written(folder: Path) -> Iterator[Path]:
    """The sample in every format."""
    for format, (name, write) in WRITERS.items():
        path = folder / format / name
        path.parent.mkdir()
        path.write_bytes(write(SAMPLE))
        yield path
    try:
        write_zim(folder / "a.zim", SAMPLE)
        yield folder / "a.zim"
    except ImportError:
        print("zim: not tried, libzim is not installed")


def items(paths: Iterator[Path]) -> Iterator[Draft | Failure]:
    """The articles of files and folders; what is refused is a failure."""
    for source in plan(paths):
        try:
            yield from parse(source)
        except IntakeError as error:
            yield Failure(str(source.path), str(error))


def main() -> int:
    """Read, count, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument(
        "paths", type=Path, nargs="*", help="files and folders; without any, samples are written"
    )
    parser.add_argument("--rules", action="store_true", help="tell the words that each rule dropped")
    parser.add_argument(
        "--worst", type=int, default=0, metavar="N", help="tell the articles that lack the most"
    )
    options = parser.parse_args()
    accounts: defaultdict[str, Account] = defaultdict(Account)
    lacking: list[tuple[int, str]] = []
    failures: list[Failure] = []
    with tempfile.TemporaryDirectory() as spare:
        for item in items(iter(options.paths) if options.paths else written(Path(spare))):
            if isinstance(item, Failure):
                failures.append(item)
                continue
            origin = item.article.renditions[0]
            if lost := accounts[origin.importer.partition(" ")[0]].enter(item):
                lacking.append((lost, origin.path))
    _print(accounts, rules=options.rules)
    for lost, path in sorted(lacking, reverse=True)[: options.worst]:
        print(f"  {lost:>6,} lost  {path}")
    for failure in failures[:20]:
        print(f"  refused: {failure.path}: {failure.reason}")
    return int(any(account.lost or account.unseen for account in accounts.values()))


def _print(accounts: dict[str, Account], *, rules: bool) -> None:
    print(f"{'importer':<12}{'articles':>9}{'visible':>11}{'kept':>11}{'by rule':>10}{'lost':>8}{'unseen':>8}")
    for name, account in sorted(accounts.items()):
        dropped = account.rules.total()
        print(
            f"{name:<12}{account.articles:>9,}{account.visible:>11,}{account.kept:>11,}{dropped:>10,}"
            f"{account.lost:>8,}{account.unseen:>8,}"
        )
        if rules:
            for rule, words in account.rules.most_common():
                print(f"{'':<12}{words:>9,}  {rule}")


if __name__ == "__main__":
    sys.exit(main())

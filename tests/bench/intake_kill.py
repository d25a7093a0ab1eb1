"""Is an import that was killed again and again the same in the end as one that was not?

    python tests/bench/intake_kill.py --source FILE [--kills 50] [--seed 7]

FILE is imported by ``dossier add`` into one library in a single run, and into another by runs of which each
is killed (SIGKILL) at a random moment, until so many were; then once more to the end. A run that ends before
its moment has come leaves a library that is compared too, and the next begins a new one. Compared are
articles, blocks, mentions, renditions, journal and counts, the answers of index and entities, and what
``dossier check`` says. Exit code 1 tells of a difference.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).parents[2])  # before this folder, which has a search.py of its own

from search import Library, Query  # noqa: E402

TABLES = {
    "articles": """SELECT id, source_key, url, title, subtitle, date, category, byline, organisation, dateline,
        place, tags, number, kind, text_hash, sketch, revision, warnings, format FROM articles ORDER BY id""",
    "blocks": "SELECT id, packed FROM articles JOIN blocks USING (pk) ORDER BY id",
    "mentions": "SELECT id, extractor, count, packed FROM articles JOIN mentions USING (pk) ORDER BY id",
    "renditions": """SELECT path, member, id, r.sha256, r.format, r.text_hash, r.digest FROM renditions r
        JOIN sources USING (source) JOIN articles USING (pk) ORDER BY path, member""",
    "originals": """SELECT path, member, packed FROM originals JOIN sources USING (source)
        ORDER BY path, member""",
    "journal": "SELECT path, size, sha256, outcome, reason, articles FROM sources ORDER BY path",
    "failures": "SELECT s.path, f.path, f.reason FROM failures f JOIN sources s USING (source) ORDER BY 1, 2",
    "keys": "SELECT key, id FROM keys JOIN articles USING (pk) ORDER BY key",
    "revisions": "SELECT id, count(*) FROM revisions JOIN articles USING (pk) GROUP BY id ORDER BY id",
    "counters": "SELECT * FROM counters WHERE name NOT IN ('library', 'generation') ORDER BY name",
}
QUERIES = (
    "fraud", "tax evasion", '"health care fraud"', "kickback*", "attorney OR general", "title:sentenced -bank",
    "date:2014", "org:fbi", "person:holder", "place:miami fraud", "mony laundering~1",
)  # fmt: skip
SHOWN = 50
SHARE = 0.35
"""The longest time to a kill, as a share of a whole run: a run that goes on has less to do."""
GRACE = 15.0
"""Seconds in which the workers of a killed run must end by themselves."""


@dataclass
class Kills:
    """The runs that are killed, and the libraries that they leave."""

    source: Path
    scratch: Path
    rng: random.Random
    longest: float
    done: int = 0
    libraries: int = 1

    @property
    def library(self) -> Path:
        """The one that is being filled."""
        return self.scratch / f"killed-{self.libraries}"

    def run(self) -> None:
        """One run, killed if it lasts until its moment."""
        process = subprocess.Popen(command(self.library, self.source), stdout=subprocess.DEVNULL)
        delay = self.rng.uniform(0.3, self.longest)
        try:
            process.wait(delay)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            self.done += 1
            print(f"kill {self.done} after {delay:.1f} s: {state(self.library)}", flush=True)
        else:
            print("a run came to its end", flush=True)
            self.libraries += 1


def command(library: Path, source: Path) -> list[str]:
    """Import as a user does."""
    return [sys.executable, "-m", "tui", "add", "--library", str(library), str(source)]


def state(library: Path) -> str:
    """How far an import has come."""
    try:
        counters = dict(rows(library, "SELECT name, value FROM counters"))
        return f"{counters['articles']:,} articles, {counters['tagged']:,} with entities"
    except sqlite3.Error as error:
        return str(error)


def rows(library: Path, select: str) -> list[tuple[Any, ...]]:
    """What a select gives, through a connection of its own."""
    connection = sqlite3.connect(f"file:{library}/articles.sqlite?mode=ro", uri=True)
    try:
        return connection.execute(select).fetchall()
    finally:
        connection.close()


def orphans(library: Path) -> list[int]:
    """Processes that still know the folder, or were started by one that did and is gone."""
    found = []
    for path in Path("/proc").glob("[0-9]*/fd"):
        try:
            if any(str(link.readlink()).startswith(str(library)) for link in path.iterdir()):
                found.append(int(path.parent.name))
        except OSError:  # it ended meanwhile, or is another user's
            continue
    return found


def answers(library: Path) -> dict[str, Any]:
    """What the index and the entities say, and what is wrong."""
    with Library.open(library, read_only=True) as opened:
        found: dict[str, Any] = {}
        for text in QUERIES:
            page = opened.search(Query(text, limit=SHOWN))
            found[text] = page.total, [hit.id for hit in page.hits]
        found["entities"] = [(c.name, c.kind, c.articles, c.mentions) for c in opened.entities(limit=SHOWN)]
        found["check"] = opened.check()
        return found


def differences(one: Path, other: Path) -> Iterator[str]:
    """In what two libraries differ."""
    for name, select in TABLES.items():
        ours, theirs = rows(one, select), rows(other, select)
        if ours != theirs:
            alone = len(set(ours) ^ set(theirs))
            yield f"{name}: {len(ours):,} rows and {len(theirs):,}, {alone:,} in one alone"
    ours_said, theirs_said = answers(one), answers(other)
    for what, answer in ours_said.items():
        if answer != theirs_said[what]:
            yield f"{what}: {str(answer)[:80]} and {str(theirs_said[what])[:80]}"


def main() -> int:
    """Import, kill, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--source", type=Path, required=True, help="what is imported: a file or a folder")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--scratch", type=Path, help="folder for the libraries; else they are deleted")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scratch = options.scratch or Path(folder)
        whole = scratch / "whole"
        start = time.monotonic()
        subprocess.run(command(whole, options.source), check=True)
        seconds = time.monotonic() - start
        print(f"a single run: {seconds:.0f} s, {state(whole)}", flush=True)
        kills = Kills(options.source, scratch, random.Random(options.seed), SHARE * seconds)
        while kills.done < options.kills:
            kills.run()
        subprocess.run(command(kills.library, options.source), check=True)
        return judge(whole, [scratch / f"killed-{n + 1}" for n in range(kills.libraries)])


def judge(whole: Path, killed: list[Path]) -> int:
    """Print in what each differs; 1 when one does."""
    time.sleep(GRACE)
    wrong = 0
    for library in killed:
        said = [*differences(whole, library), *(f"process {pid} is still there" for pid in orphans(library))]
        print(f"{library.name}: {'; '.join(said) or 'equal in everything'}")
        wrong += bool(said)
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())

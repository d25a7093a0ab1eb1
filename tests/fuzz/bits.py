"""Single flipped bits over all files of a library.

``PYTHONPATH=. python tests/fuzz/bits.py [COUNT] [SEED] [NAME]``; ``NAME``: only in files that are called so,
as ``articles.sqlite``.

Each bit is flipped in a copy. Then everything is used and compared with what the sound library gives, and it
is checked. An exception that is none of ours, a difference that nobody is told of, or damage that ``check``
does not see is a finding. Bits that change nothing (slack in the pages of SQLite) are counted apart, and shown
to be such: every row and the whole schema are the same.
"""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from search import Library, Marks, Query
from search.article.row import Hit, Sort
from search.entities.model import EntityKind
from search.errors import DossierError
from search.library.documents import Documents, article_item
from search.marks import dossiers, passages

QUERIES = (
    "fraud",
    "title:case",
    '"money launderers"',
    "launder*",
    "date:2015-03",
    'person:"Clinton E. Crosier"',
    "tag:Tax",
)
BODY = (
    "OMAHA – Maj. Gen. Clinton E. Crosier met Adm. Katsutoshi Kawano in Japan about fraud number {}."
    "\n\nMoney {}."
)


def make(folder: Path, articles: int = 60) -> Path:
    """A library with originals, a revision, decisions, marks and notes; the marks lie beside it."""
    source = folder / "in.jsonl"
    records = [
        {"id": f"r-{i}", "title": f"Fraud case {i}", "date": f"2015-03-{i % 28 + 1:02d}", "tags": ["Tax"]}
        | {"body": BODY.format(i, i)}
        for i in range(articles)
    ]
    source.write_text("".join(json.dumps(one) + "\n" for one in records), "utf-8")
    home = folder / "library"
    with Library.open(home, create=True) as library:
        library.add([source])
        records[0] |= {"body": f"{records[0]['body']} It was settled later."}
        source.write_text("".join(json.dumps(one) + "\n" for one in records), "utf-8")
        library.add([source])
        library.curation.rename_entity(EntityKind.PERSON, "Katsutoshi Kawano", "K. Kawano")
        library.curation.hide_entity(EntityKind.PLACE, "Japan")
        library.marks = marks_of(home)
        hits = library.rows(0, 9).hits
        library.marks.toggle_star(hits[:3])
        library.marks.tag(hits[:2], "urgent later")
        library.marks.note(hits[:1], "Ask about the settlement.")
        library.marks.opened(hits[3])
        library.marks.toggle_read(hits[4:7])
        make_notes(library, hits)
    return home


def marks_of(home: Path) -> Marks:
    """The marks that lie in the library's folder, where bits are flipped as well."""
    return Marks(home / "marks.sqlite", home / "curation" / "dossiers.jsonl")


def make_notes(library: Library, hits: Sequence[Hit]) -> None:
    """Passages with notes, a dossier of one's own, a shared one, and a saved search."""
    marks, documents = library.marks, Documents(library)
    for hit in hits[:4]:
        marks.write("mark", [passages.mark(library.article(hit.id), 0, 30)])
    one = passages.passages(marks.notebook.book)[0]
    marks.write("note", [passages.note(marks.notebook.book, one.key, "Who said so?")])
    for name in ("Mine", "Everybody's"):
        marks.write("new", dossiers.new(marks.notebook.book, name))
        documents.put(dossiers.named(marks.notebook.book, name), [article_item(hit) for hit in hits[:3]])
    shared = dossiers.named(marks.notebook.book, "Everybody's")
    marks.notebook.share([shared.key, *(item.key for item in shared.items)])
    documents.save_search("Money", "launder*")


def _hits(library: Library, query: str) -> Any:
    return library.search(Query(query)).hits


def _window(library: Library, at: int, sort: Sort) -> Any:
    return library.rows(at, 10, sort).hits


def _paths(library: Library) -> list[str]:
    return library._store.sources_below("/")


def _asked(library: Library) -> dict[str, Callable[[], Any]]:
    """Everything that is used, by name."""
    ids = [hit.id for hit in library.rows(0, 100).hits]
    asked: dict[str, Callable[[], Any]] = {"rows": lambda: library.rows(0, 100).hits}
    asked |= {f"search {query}": partial(_hits, library, query) for query in QUERIES}
    asked |= {f"article {id}": partial(library.article, id) for id in ids}
    asked |= {f"original {id}": partial(library.original, id) for id in ids[:10]}
    asked |= {f"revisions {id}": partial(library.revisions, id) for id in ids}
    asked |= {f"mentions {id}": partial(library.mentions, id) for id in ids}
    asked["entities"] = lambda: library.entities()
    asked["decisions"] = lambda: library.curation.decisions()
    asked["marks"] = lambda: library.marks.exported()
    asked["dossiers"] = lambda: dossiers.dossiers(library.marks.notebook.book)
    asked["added"] = partial(_hits, library, "added:today")
    asked |= {f"window {at} {sort}": partial(_window, library, at, sort) for at in (0, 13, 57) for sort in Sort}
    asked["status"] = lambda: replace(library.status(), path="")
    asked["sources"] = lambda: [library._store.source(path) for path in _paths(library)]
    return asked


def use(home: Path) -> tuple[dict[str, Any], list[str]]:
    """What a library gives, and what it tells. Raises whatever is none of our errors."""
    found: dict[str, Any] = {}
    told: list[str] = []
    try:
        with Library.open(home) as library:
            library.marks = marks_of(home)
            library.prepare()
            for name, ask in _asked(library).items():
                try:
                    found[name] = ask()
                except DossierError as error:
                    told.append(error.sentence)
            told += library.damaged_marks
            if library.mended:
                told.append(library.mended)
    except DossierError as error:
        told.append(error.sentence)
    return found, told


def checked(home: Path) -> tuple[str, ...]:
    """What ``check`` says."""
    try:
        with Library.open(home) as library:
            library.marks = marks_of(home)
            return library.check()
    except DossierError as error:
        return (error.sentence,)


def content(path: Path) -> list[Any] | None:
    """All that a database says: its schema and every row; None when that can't be read."""
    try:
        connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
        try:
            tables = [
                name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
            ]
            rows = [sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"'))) for name in sorted(tables)]
            schema = sorted(
                map(repr, connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema"))
            )
            return [schema, rows, list(connection.execute("PRAGMA user_version"))]
        finally:
            connection.close()
    except sqlite3.Error:
        return None


def damaged_row(hit: Any) -> bool:
    """Whether a value says itself that it is damaged."""
    return "damaged on the disk" in repr(hit)


def trial(home: Path, sound: dict[str, Any], path: Path, bit: int) -> str:
    """What one flipped bit does: ``slack``, ``noticed``, or a finding that begins with ``!``."""
    work = home.with_name("flipped")
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(home, work)
    target = work / path.relative_to(home)
    data = bytearray(target.read_bytes())
    data[bit // 8] ^= 1 << bit % 8
    target.write_bytes(data)
    kept = target.with_name(target.name + ".flipped")
    shutil.copy(target, kept)
    where = f"{path.relative_to(home)} bit {bit}"
    try:
        seen = checked(work)
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        return f"! exception at check: {type(error).__name__}: {error} ({where})"
    shutil.copy(kept, target)
    try:
        found, told = use(work)
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        return f"! exception at use: {type(error).__name__}: {error} ({where})"
    different = [name for name, value in sound.items() if name in found and found[name] != value]
    silent = [name for name in different if not damaged_row(found[name])] if not told else []
    if silent:
        return f"! silently different: {silent[:3]} ({where})"
    if seen:
        return "noticed"
    if path.suffix == ".sqlite" and content(kept) == content(path):
        return "slack"
    if path.name.endswith(".lock"):
        return "slack"
    return f"! not seen by check ({where})"


def run(count: int, seed: int, articles: int = 60, only: str = "") -> tuple[Counter[str], list[str]]:
    """Flip so many bits; what became of them, and the findings."""
    draw = random.Random(seed)
    told: Counter[str] = Counter()
    findings: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        home = make(Path(folder), articles)
        sound, _ = use(home)
        files = sorted(path for path in home.rglob("*") if path.is_file() and path.stat().st_size)
        files = [path for path in files if only in path.name]
        for number in range(count):
            sizes = [file.stat().st_size for file in files]
            path = draw.choices(files, sizes)[0] if number % 2 else files[number // 2 % len(files)]
            outcome = trial(home, sound, path, draw.randrange(path.stat().st_size * 8))
            kind = "finding" if outcome.startswith("!") else outcome
            told[f"{path.parent.name if path.parent != home else ''}/{path.suffix} {kind}"] += 1
            if kind == "finding":
                findings.append(outcome)
                print(outcome, flush=True)
    return told, findings


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    chosen = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(2**32)
    counts, wrong = run(wanted, chosen, only=sys.argv[3] if len(sys.argv) > 3 else "")
    print(f"seed {chosen}")
    for name, number in sorted(counts.items()):
        print(f"{number:6} {name}")
    sys.exit(bool(wrong))

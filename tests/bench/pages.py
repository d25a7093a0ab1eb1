"""How right the texts, dates, titles and authors of pages of unknown sites are, and the encodings of texts.

    python tests/bench/pages.py --pages pages.tar.xz [--encodings encodings.tar.xz] [--base] [--peer]

The first holds ``extraction/gold.jsonl`` (id, url, body) with ``extraction/html/ID.html``, and
``evaluation/gold.jsonl`` (file, with, without, date, title, author) with ``evaluation/html/FILE``; the second a
folder for each encoding (``cp1251-russian``) with texts in it. ``--base`` measures without trafilatura and
htmldate, ``--peer`` adds what trafilatura by itself makes of the same pages, in the same scoring.

Printed: precision, recall and F1 of bodies, each page alike, by four words that follow one another; the same
of segments that must and must not be in a text; dates right, wrong and missing, titles and authors right; texts
that were decoded as their folder says.
"""

from __future__ import annotations

import argparse
import codecs
import json
import re
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).parents[2])  # before this folder, which has a search.py of its own

from search.article.model import Article  # noqa: E402
from search.errors import IntakeError  # noqa: E402
from search.intake.decode import decode  # noqa: E402
from search.intake.formats.html import decode_html  # noqa: E402
from search.intake.model import Content, Draft  # noqa: E402
from search.intake.reading import read  # noqa: E402
from search.text import sanitise  # noqa: E402

_WORD = re.compile(r"\w+")
_TOGETHER = 4
_NAMES = {"EUC-TW": "", "Johab": "johab", "TIS-620": "tis_620", "MacCyrillic": "mac_cyrillic"}
"""Names of encodings that Python calls otherwise, or does not know."""
Shingles = Counter[tuple[str, ...]]
Score = tuple[float, float, float]


def shingles(text: str) -> Shingles:
    """Every four words that follow one another."""
    found = _WORD.findall(text)
    return Counter(tuple(found[at : at + _TOGETHER]) for at in range(max(1, len(found) - _TOGETHER + 1)))


def f1(right: float, extra: float, missing: float) -> str:
    """Precision, recall and F1 as a line."""
    precision, recall = right / max(right + extra, 1e-9), right / max(right + missing, 1e-9)
    mean = 2 * precision * recall / max(precision + recall, 1e-9)
    return f"F1 {mean:.4f} (precision {precision:.4f}, recall {recall:.4f})"


def article(data: bytes, name: str) -> Article | None:
    """The article of a page; None when it was refused."""
    try:
        return next(
            item.article for item in read(Content.of_bytes(data, name, name)) if isinstance(item, Draft)
        )
    except (IntakeError, StopIteration):
        return None


def peer(data: bytes) -> str:
    """The text that trafilatura finds."""
    import trafilatura

    found = trafilatura.extract(decode_html(data).text, favor_precision=True, include_comments=False)
    return str(found or "")


def gold(folder: Path) -> list[dict[str, Any]]:
    """The records of a set."""
    return [json.loads(line) for line in (folder / "gold.jsonl").read_text("utf-8").split("\n") if line]


def bodies(folder: Path, text_of: Callable[[bytes], str]) -> str:
    """How near the bodies of pages are to those of the gold, each page alike."""
    right = extra = missing = 0.0
    for record in gold(folder):
        name = f"{record['id']}.html"
        wanted, found = shingles(record["body"]), shingles(text_of((folder / "html" / name).read_bytes()))
        common, more, less = ((a).total() for a in (wanted & found, found - wanted, wanted - found))
        every = max(common + more + less, 1)
        right, extra, missing = right + common / every, extra + more / every, missing + less / every
    return f1(right, extra, missing)


def segments(records: Iterable[tuple[dict[str, Any], str]]) -> str:
    """How many of the segments that must be in a text are, and of those that must not."""
    right = extra = missing = 0
    for record, text in records:
        inside = sum(segment in text for segment in record["with"])
        right, missing = right + inside, missing + len(record["with"]) - inside
        extra += sum(segment in text for segment in record["without"])
    return f1(right, extra, missing)


def plain(value: object) -> str:
    """A title or names as they are compared: words in lower case."""
    text = "; ".join(value) if isinstance(value, list) else str(value or "")
    return " ".join(_WORD.findall(text.lower()))


def fields(records: list[tuple[dict[str, Any], Article | None]]) -> str:
    """Dates right, wrong and missing; titles and authors right."""
    dates: Counter[str] = Counter()
    right: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for record, found in records:
        if wanted := record.get("date"):
            given = found.date if found else ""
            dates["right" if given == wanted else "wrong" if given else "missing"] += 1
        for name, value in (("title", found and found.title), ("author", found and found.byline)):
            if record.get(name):
                every[name] += 1
                right[name] += plain(record[name]) == plain(value)
    told = ", ".join(f"{name}s {right[name]} of {every[name]}" for name in ("title", "author"))
    counts = ", ".join(f"{dates[name]} {name}" for name in ("right", "wrong", "missing"))
    return f"dates {counts} of {dates.total()}; {told}"


def codec_of(folder: str) -> str:
    """Python's name of the encoding in the name of a folder, before that of a language; else empty."""
    if folder in _NAMES:
        return _NAMES[folder]
    parts = folder.split("-")
    for count in range(len(parts), 0, -1):
        try:
            return codecs.lookup("-".join(parts[:count])).name
        except LookupError:
            continue
    return ""


def encodings(folder: Path) -> str:
    """How many texts are decoded as the name of their folder says."""
    right = every = 0
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        data, name = path.read_bytes(), codec_of(path.parent.name)
        every += 1
        try:
            found = decode(data).text.lstrip("\ufeff")
        except IntakeError:
            continue
        right += bool(name) and sanitise(data.decode(name, "replace").lstrip("\ufeff")) == found
    return f"{right} of {every}"


def unpacked(archive: Path, into: str) -> Path:
    """An archive's folder."""
    with tarfile.open(archive) as source:
        source.extractall(into, filter="data")
    return Path(into)


def measure_pages(root: Path, *, compare: bool) -> None:
    """Print the figures of both sets of pages."""

    def ours(data: bytes) -> str:
        found = article(data, "page.html")
        return found.body if found else ""

    extraction, evaluation = (next(root.rglob(name)) for name in ("extraction", "evaluation"))
    print(f"bodies     {bodies(extraction, ours)}", flush=True)
    pages = [(one, (evaluation / "html" / one["file"]).read_bytes()) for one in gold(evaluation)]
    found = [(record, article(data, record["file"])) for record, data in pages]
    texts = ((record, f"{one.subtitle}\n{one.body}" if one else "") for record, one in found)
    print(f"segments   {segments(texts)}")
    print(
        f"fields     {fields(found)}; refused {sum(one is None for _, one in found)} of {len(found)}",
        flush=True,
    )
    if compare:
        print(f"bodies     {bodies(extraction, peer)}, trafilatura")
        print(f"segments   {segments((record, peer(data)) for record, data in pages)}, trafilatura")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--pages", type=Path, help="archive with extraction and evaluation")
    parser.add_argument("--encodings", type=Path, help="archive with a folder for each encoding")
    parser.add_argument("--base", action="store_true", help="without trafilatura and htmldate")
    parser.add_argument("--peer", action="store_true", help="trafilatura by itself, too")
    options = parser.parse_args()
    if options.base:
        sys.modules.update(dict.fromkeys(("trafilatura", "htmldate")))  # type: ignore[arg-type]
    with tempfile.TemporaryDirectory() as folder:
        if options.pages:
            measure_pages(unpacked(options.pages, f"{folder}/pages"), compare=options.peer and not options.base)
        if options.encodings:
            print(f"encodings  {encodings(unpacked(options.encodings, f'{folder}/encodings'))}")


if __name__ == "__main__":
    main()

"""Lists of articles and reports of dossiers as files, for commands and for the reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from search import REPORT_FORMATS, Documents, Library, Query, Report, Stop, Ticker, dossiers, lists
from search.errors import ArticleMissing, Cancelled
from search.text import counted, printable
from tui.files import NotSaved, shown, why
from tui.records import article_record
from tui.writing import put

LIST_SUFFIXES = tuple(lists.SUFFIXES)


def rows_of(
    library: Library, ids: Sequence[str], progress: Report | None = None, stop: Stop | None = None
) -> Iterator[lists.Row]:
    """Articles with their records, one at a time. Raises Cancelled."""
    documents = Documents(library)
    ticker = Ticker(progress, "writing", len(ids))
    for id in ids:
        if stop is not None and stop():
            raise Cancelled("Stopped.")
        ticker.step()
        try:
            article = library.article(id)
        except ArticleMissing:  # removed since the list was made
            continue
        mark = library.marks.of([article])[0]
        yield article, article_record(article, library.mentions(id), mark, documents.passages_of(article))


def whole_list(path: Path, many: int) -> bool:
    """Whether a name asks for one file of a kind that only lists have; of several articles, HTML too."""
    suffix = path.suffix.lower()
    return "*" not in path.name and (
        suffix in (".csv", ".jsonl", ".bib", ".ris", ".epub") or (many > 1 and suffix in (".html", ".htm"))
    )


def list_format(path: Path) -> str:
    """The form of a list that a file's name asks for. Raises NotSaved when it asks for none."""
    format = lists.SUFFIXES.get(path.suffix.lower())
    if format is None:
        raise NotSaved(
            f"There is no form of a list for {printable(path.suffix) or 'no suffix'}.",
            f"Use {' '.join(LIST_SUFFIXES)}",
        )
    return format


def save_list(
    library: Library,
    ids: Callable[[], Sequence[str]],
    path: Path,
    title: str,
    *,
    progress: Report | None = None,
    stop: Stop | None = None,
) -> str:
    """Write articles as one list, in the form that the file's name asks for; says what was done.

    Raises NotSaved, FileThere, Cancelled; then nothing is left of the file.
    """
    format = list_format(path)
    wanted = ids()
    today = datetime.now(UTC).date().isoformat()

    def write(file: IO[bytes]) -> None:
        lists.write(file, rows_of(library, wanted, progress, stop), format, title=title, made=today)

    _put(path, write)
    return f"Wrote {counted(len(wanted), 'article')} to {shown(path.absolute())}"


def save_dossier(
    library: Library, key: str, path: Path, *, progress: Report | None = None, stop: Stop | None = None
) -> str:
    """Write a dossier as a report or, where the file's name asks for that, as a list of its articles.

    Raises NotSaved, FileThere, MarksError, Cancelled.
    """
    documents = Documents(library)
    held = dossiers.named(library.marks.notebook.book, key)
    report_format = REPORT_FORMATS.get(path.suffix.lower().lstrip("."))
    if report_format is None:
        if path.suffix.lower() not in lists.SUFFIXES:
            known = [*(f".{name}" for name in REPORT_FORMATS), *LIST_SUFFIXES]
            raise NotSaved(
                f"There is no form for {printable(path.suffix) or 'no suffix'}.",
                f"Use {' '.join(dict.fromkeys(known))}",
            )
        ids = documents.dossier_articles(held)[0]
        return save_list(library, lambda: ids, path, held.name, progress=progress, stop=stop)
    report = documents.report(key, progress=progress, stop=stop)
    content = report_format(report)
    _put(path, lambda file: file.write(content))
    remarks = f" ({len(report.remarks):,} remarks are in it)" if report.remarks else ""
    return f"Wrote {counted(len(report.parts), 'item')} to {shown(path.absolute())}{remarks}"


def found(library: Library, query: Query) -> list[str]:
    """Ids of everything that a query finds, in its order."""
    return list(Documents(library).ids(query))


def _put(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    try:
        put(path, write)
    except OSError as error:
        raise NotSaved(f"{printable(str(path))} cannot be written: {why(error)}.") from error

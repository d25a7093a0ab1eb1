"""Why a file became the article that it became: which rule gave each field, and which lines were dropped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from search.article.provenance import dropped
from search.intake.model import Evidence, Ready
from search.intake.original import cut_out
from search.intake.pipeline import plan
from search.intake.pool import Pool
from search.store.packing import unpack_bytes
from search.text import printable
from search.work.progress import Failure

_NAMED = (
    "title", "subtitle", "date", "category", "byline", "organisation", "dateline", "place", "number", "url",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FileExplanation:
    """How one article was understood, or why there is none."""

    path: str
    format: str = ""
    encoding: str = ""
    fields: tuple[Evidence, ...] = ()
    dropped: tuple[tuple[str, str], ...] = ()
    """Lines that readers do not see, each with its rule."""
    warnings: tuple[str, ...] = ()
    refused: str = ""


def explain_file(path: Path) -> Iterator[FileExplanation]:
    """How each article in a file, or in the files of a folder, is understood; reads it as an import does.

    Raises Unreadable for a path that does not exist.
    """
    with Pool() as pool:
        for result in pool.parse(plan([path])):
            for item in result.items:
                yield _explained(item) if isinstance(item, Ready) else _refused(item)
            if result.error is not None:
                yield _refused(Failure(printable(str(result.source.path)), str(result.error)))


def _dropped(ready: Ready) -> tuple[tuple[str, str], ...]:
    """Of a page also what the profile's selectors took out, which is told from the page itself."""
    article, original = ready.parcel.article, ready.parcel.original
    origin = article.renditions[0]
    if original is None or origin.format != "html":
        return tuple(dropped(article))
    return tuple(cut_out(article, origin, unpack_bytes(original)))


def _refused(failure: Failure) -> FileExplanation:
    return FileExplanation(failure.path, refused=failure.reason)


def _explained(ready: Ready) -> FileExplanation:
    article = ready.parcel.article
    origin = article.renditions[0]
    told = {evidence.field for evidence in ready.evidence}
    rest = (Evidence(name, "field", str(getattr(article, name))) for name in _NAMED if name not in told)
    return FileExplanation(
        path=origin.path,
        format=origin.format,
        encoding=origin.encoding,
        fields=(*ready.evidence, *(item for item in rest if item.value)),
        dropped=_dropped(ready),
        warnings=article.warnings,
    )

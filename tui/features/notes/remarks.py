"""Notes as they stand beside the text: those on the article at its head, those on a passage below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search import passages
from tui.typeset import Remark

if TYPE_CHECKING:
    from search import Article, Marks


def remarks_on(marks: Marks, article: Article) -> tuple[Remark, ...]:
    """The notes on an article and on its passages. Raises MarksError."""
    found = [Remark(0, note) for note in marks.of([article])[0].notes]
    noted = [one for one in passages.passages(marks.notebook.book) if one.notes]
    for one in passages.placed(article, passages.on(passages.subject_of(article), noted)):
        where = one.place.end if one.place else 0
        gone = "" if one.place else f"On words that are gone, “{one.passage.quote[:80]}”: "
        found += [Remark(where, gone + note) for note in one.passage.notes]
    return tuple(found)

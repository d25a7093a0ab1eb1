"""How the commands print why an answer is as it is."""

from __future__ import annotations

from dataclasses import replace

from search import Explanation, Library, Page, Query
from tui.cli import output

PLACES = 1000
"""Rows among which an article's place is looked for; nobody reads further."""


def notices(page: Page) -> tuple[str, ...]:
    """What must be said of an answer that is not literally to the question, and what may be asked instead."""
    offer = f"Did you mean: {page.correction}" if page.correction and not page.corrected else ""
    return tuple(note for note in (page.notice, offer) if note)


def notice_fields(page: Page) -> dict[str, object]:
    """The same for scripts; nothing where the answer is to what was asked."""
    fields: dict[str, object] = {"notice": " ".join(notices(page))} if notices(page) else {}
    if page.correction:
        fields |= {"correction": page.correction, "corrected": page.corrected}
    return fields


def explain(library: Library, query: Query, *, as_json: bool) -> int:
    """Print what was asked in plain words, the count of each part, and the query without each clause."""
    page = library.search(query.window(0, 0))
    found = library.explain(query)
    if as_json:
        fields = {"notice": page.notice, **_explanation(found), "some": page.some, **notice_fields(page)}
        output.record(fields)
    else:
        more = "more has" if page.some == 1 else "more have"
        some = f"{page.some:,} {more} some of the words." if page.some else ""
        for sentence in (*notices(page), *found.sentences(), some):
            if sentence:
                output.line(sentence)
    return output.FOUND if found.total or page.some else output.NONE


def _explanation(found: Explanation) -> dict[str, object]:
    """The fields that scripts read; ``start`` and ``end`` are columns of the query that was answered."""
    return {
        "words": found.words,
        "total": found.total,
        "terms": [{"text": text, "articles": articles} for text, articles in found.words_counted],
        "clauses": [
            {"text": c.text, "start": c.start, "end": c.end, "articles": c.articles, "without": c.without}
            for c in found.clauses
        ],
    }


def why(library: Library, query: Query, name: str, *, as_json: bool) -> int:
    """Print where an article ranks and what each part of a query gives to its score. Raises ArticleMissing."""
    article = library.article(name)
    parts = library.why(query, article.id)
    page = library.search(replace(query.window(0, PLACES), grouped=False))
    place = next((number for number, hit in enumerate(page.hits, 1) if hit.id == article.id), None)
    tier = next((hit.tier for hit in page.hits if hit.id == article.id), 0)
    lacks = next((hit.lacks for hit in page.hits if hit.id == article.id), ())
    if as_json:
        output.record(
            {
                "id": article.id,
                "tier": tier,
                "lacks": list(lacks),
                **notice_fields(page),
                "place": place,
                "total": page.total,
                "score": round(sum(part.score for part in parts), 4),
                "parts": [{"what": p.what, "score": round(p.score, 4), "detail": p.detail} for p in parts],
            }
        )
    else:
        for note in notices(page):
            output.line(note)
        where = f"number {place:,}" if place else f"not among the first {min(PLACES, page.rows):,}"
        output.line(f"{article.title}: {where} of {page.counts}")
        if lacks:
            output.line(f"  in the second part: it lacks {', '.join(lacks)}")
        for part in parts:
            output.line(f"  {part.score:>8.2f}  {part.what}{f' ({part.detail})' if part.detail else ''}")
    return output.FOUND if place or parts else output.NONE


def rescue(library: Library, page: Page) -> None:
    """Of a query that found nothing: which part is to blame. For people, on standard error."""
    if not output.for_people():
        return
    found = library.explain(page.query)
    if len(found.clauses) > 1:  # else its count is the one just told
        for sentence in found.sentences()[1:]:
            output.hint(f"  {sentence}")

"""How the commands print rows of an answer."""

from __future__ import annotations

from search import Article, Hit
from tui.cli import output


def number(text: str) -> int:
    """How many rows, as an option says it. Raises ValueError, which argparse tells the user."""
    value = int(text)
    if value < 0:
        raise ValueError
    return value


def as_json(hit: Hit, article: Article) -> dict[str, object]:
    """The fields that scripts read; ``notice`` is for what was changed in the query, the same for every hit."""
    snippet = hit.snippet
    return {
        "id": hit.id,
        "source_key": hit.source_key,
        "title": hit.title,
        "date": hit.date,
        "date_inferred": hit.date_inferred,
        "score": round(hit.score, 4),
        "url": article.url,
        "organisation": article.organisation,
        "byline": article.byline,
        "tags": list(article.tags),
        "versions": hit.versions,
        "tier": hit.tier,
        "lacks": list(hit.lacks),
        "snippet": snippet.text if snippet else "",
        "spans": [list(span) for span in snippet.spans] if snippet else [],
        "notice": "",
    }


def print_row(hit: Hit) -> None:
    """The row for people: id, date (``~``: inferred), title, how many versions it has, and the passage."""
    versions = f"  ({hit.versions} versions)" if hit.versions > 1 else ""
    lacks = f"  (without {', '.join(hit.lacks)})" if hit.lacks else ""
    about = "~" if hit.date_inferred else " "
    output.line(f"{hit.id} {about}{hit.date or '          '}  {hit.title}{versions}{lacks}")
    if hit.snippet and hit.snippet.text:
        print(f"    {output.marked(hit.snippet.text, hit.snippet.spans)}")

"""The original of an article as text, to be laid beside what was made of it."""

from __future__ import annotations

from collections.abc import Iterator

from search.article.model import Article, Rendition
from search.article.provenance import UNMATCHED, Line, trace
from search.errors import IntakeError
from search.intake.decode import decode
from search.intake.formats import html as page
from search.intake.formats.text import mend
from search.intake.markup import parse, to_blocks

_PAGES = frozenset({"html", "zim", "epub"})
_PACKED = frozenset({"pdf", "docx", "odt"})


def original_text(data: bytes, format: str) -> str:
    """The lines that a reader of the original would have seen; safe text.

    Of a page that is everything between its tags, of a document in a binary format nothing: its text cannot
    be told from what was taken.
    """
    if format in _PACKED:
        return ""
    if format in _PAGES:
        root = parse(page.decode_html(data).text).root
        blocks = to_blocks(root) if root else ()
        return "\n\n".join(block.text for block in blocks)
    try:
        return mend(decode(data).text)
    except IntakeError:
        return ""  # it was read from a part of these bytes; there is nothing to show as text


def provenance(article: Article, rendition: Rendition, data: bytes) -> tuple[Line, ...]:
    """Every line of an article's original, kept or dropped with its rule."""
    cut = page.cut(page.decode_html(data).text) if rendition.format == "html" else {}
    return trace(original_text(data, rendition.format), article, cut)


def cut_out(article: Article, rendition: Rendition, data: bytes) -> Iterator[tuple[str, str]]:
    """Each line that a rule with a name kept from readers, with that rule."""
    for line in provenance(article, rendition, data):
        if line.became not in ("", UNMATCHED) and not line.kept:
            yield line.text, line.became

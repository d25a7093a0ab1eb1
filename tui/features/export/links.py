"""The links of an article."""

from __future__ import annotations

import re

from search import Article, SpanKind

_ADDRESS = re.compile(r"https?://[^\s<>\"')\]]+")


def links_of(article: Article) -> list[tuple[str, str]]:
    """Address and words of every link: marked up, or written out in the text. None is ever fetched."""
    found: dict[str, str] = {}
    if article.url:
        found[article.url] = "this article"
    for _, block in article.visible():
        for span in block.spans:
            if span.kind is SpanKind.LINK and span.target:
                found.setdefault(span.target, block.text[span.start : span.end])
        for address in _ADDRESS.findall(block.text):
            found.setdefault(address.rstrip(".,;"), "")
    return list(found.items())

"""Articles as citations: for people, for reference managers, for wikis; every value escaped for where it goes.

Formats: BibTeX (http://www.bibtex.org/Format/), RIS (https://en.wikipedia.org/wiki/RIS_(file_format)), CSL-JSON
(https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html), and the template ``cite press release`` of
MediaWiki sites.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from search.article.export import safe_link
from search.article.model import Article
from search.text import printable

CITATIONS = ("plain", "apa", "bibtex", "ris", "csl-json", "wiki")
"""Styles of :func:`cite`."""

_TEX = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", **{sign: f"\\{sign}" for sign in "%#$&_"},
})  # fmt: skip
"""Braces as words: BibTeX counts them even behind a backslash."""
_WIKI = str.maketrans({sign: f"&#{ord(sign)};" for sign in "{}|[]<>=&'~"})
_WIKI_START = re.compile(r"[*#:;]")
_WIKI_URL = str.maketrans({sign: f"%{ord(sign):02X}" for sign in "{}|[]<>\"' "})
_TEX_URL = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})
_KEY = re.compile(r"[^A-Za-z0-9]+")


def origin(article: Article) -> str:
    """Where it can be looked up: its address, else its file, else what its source calls it."""
    path = article.renditions[0].path if article.renditions else ""
    return printable(article.url or path or article.source_key)


def cite(article: Article, style: str = "plain") -> str:
    """A citation in one of :data:`CITATIONS`. Raises KeyError for an unknown style."""
    makers: dict[str, Callable[[Article], str]] = {
        "plain": _plain,
        "apa": _apa,
        "bibtex": _bibtex,
        "ris": _ris,
        "csl-json": lambda one: json.dumps(csl_item(one), ensure_ascii=False),
        "wiki": _wiki,
    }
    return makers[style](article)


def cite_all(articles: Iterable[Article], style: str) -> str:
    """Citations of several articles as one file. Raises KeyError for an unknown style."""
    if style == "csl-json":
        return json.dumps([csl_item(one) for one in articles], ensure_ascii=False, indent=1) + "\n"
    between = "\n\n" if style in ("bibtex", "ris") else "\n"
    return between.join(cite(one, style) for one in articles) + "\n"


def _author(article: Article) -> str:
    return _line(article.byline or article.organisation)


def _line(text: str) -> str:
    return " ".join(printable(text).split())


def _plain(article: Article) -> str:
    parts = [_author(article), f"“{_line(article.title)}”", article.date, origin(article)]
    said = ", ".join(part for part in parts if part)
    return f"{said} [{article.id}]." if article.id else f"{said}."


def _apa(article: Article) -> str:
    author, date = _author(article), f"({article.date or 'n.d.'})."
    title = _line(article.title)
    head = f"{author.rstrip('.')}. {date} {title}." if author else f"{title}. {date}"
    return f"{head} {safe_link(article.url)}".rstrip()


def _bibtex(article: Article) -> str:
    url = safe_link(article.url).translate(_TEX_URL).replace("%", r"\%").replace("#", r"\#")
    fields = (
        ("author", f"{{{_author(article).translate(_TEX)}}}" if _author(article) else ""),
        ("title", f"{{{_line(article.title).translate(_TEX)}}}"),
        ("date", article.date),
        ("year", article.date[:4]),
        ("url", url),
        ("note", _line("" if article.url else origin(article)).translate(_TEX)),
    )
    lines = [f"  {name} = {{{value}}}" for name, value in fields if value]
    return "\n".join([f"@misc{{{_KEY.sub('', article.id) or 'article'},", ",\n".join(lines), "}"])


def _ris(article: Article) -> str:
    year, month, day = (*article.date.split("-"), "", "", "")[:3]
    date = f"{year}/{month}/{day}/" if year else ""
    fields = [
        ("TY", "NEWS"), ("TI", article.title), ("AU", _author(article)), ("PY", year), ("DA", date),
        ("PB", article.organisation), ("UR", safe_link(article.url)), ("AN", article.id),
        *(("KW", tag) for tag in article.tags), ("N1", "" if article.url else origin(article)),
    ]  # fmt: skip
    return "\r\n".join([*(f"{tag}  - {_line(value)}" for tag, value in fields if value), "ER  - "])


def csl_item(article: Article) -> dict[str, Any]:
    """The article as an item of CSL-JSON."""
    date = [int(part) for part in article.date.split("-") if part.isdigit()]
    item: dict[str, Any] = {"id": article.id or "article", "type": "article-newspaper"}
    texts = {
        "title": _line(article.title),
        "publisher": _line(article.organisation),
        "number": _line(article.number),
        "URL": safe_link(article.url),
        "archive_location": "" if article.url else origin(article),
    }
    item |= {name: value for name, value in texts.items() if value}
    if author := _author(article):
        item["author"] = [{"literal": author}]
    return item | ({"issued": {"date-parts": [date]}} if date else {})


def _wiki_text(text: str) -> str:
    """A value that begins no list and ends no template."""
    safe = text.translate(_WIKI)
    return f"&#{ord(safe[0])};{safe[1:]}" if _WIKI_START.match(safe) else safe


def _wiki(article: Article) -> str:
    url = safe_link(article.url).translate(_WIKI_URL)
    fields = (
        ("title", _wiki_text(_line(article.title))),
        ("author", _wiki_text(_author(article))),
        ("date", article.date),
        ("url", url),
        ("id", article.id),
    )
    return f"{{{{cite press release{''.join(f' |{name}={value}' for name, value in fields if value)}}}}}"

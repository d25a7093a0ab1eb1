"""The Reuters-21578 collection: SGML that no XML parser takes, read by patterns."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from search.article.blocks import from_indented
from search.article.model import Article
from search.intake.datelines import reading_case
from search.intake.dates import find_date
from search.intake.decode import decode
from search.intake.model import Content, Draft, rendition
from search.text import sanitise
from search.work.progress import Failure

VERSION = 1
_ARTICLE = re.compile(
    rb"<REUTERS\b(?P<attributes>[^>]*)>(?P<inside>(?:(?!<REUTERS\b).)*?)</REUTERS>", re.DOTALL
)
_NUMBER = re.compile(r"NEWID=\"(\d+)\"")
_TAG = re.compile(r"<[^<>]*>")
_CODES = re.compile(
    r"<(?:UNKNOWN|MKNOTE|ORGS|EXCHANGES|COMPANIES|PEOPLE)>[^\x00]*?</(?:UNKNOWN|MKNOTE|ORGS|EXCHANGES|COMPANIES|PEOPLE)>"
)
_ITEM = re.compile(r"<D>([^<]*)</D>")


def read(content: Content) -> Iterator[Draft | Failure]:
    """One article a ``REUTERS`` element; one without a text is a Failure."""
    data = content.read()
    for number, found in enumerate(_ARTICLE.finditer(data), 1):
        label = f"{content.label}#{number}"
        draft = _draft(found[0], label)
        yield draft or Failure(label, "The report holds no text.")


def _draft(original: bytes, label: str) -> Draft | None:
    text = decode(_clean(original)).text
    title = _field(text, "TITLE")
    body = (_raw(text, "BODY") or _unstructured(text)).rstrip()
    body = body[:-6].rstrip() if body.endswith(("REUTER", "Reuter")) else body
    if not title and not body.strip():
        return None
    dateline = _field(text, "DATELINE").removesuffix("-").strip()
    date = find_date(_field(text, "DATE"))
    number = _NUMBER.search(text)
    article = Article(
        id="",
        title=title or " ".join(body.split())[:80],
        blocks=from_indented(body),
        source_key=f"reuters-{number[1]}" if number else "",
        date=date,
        date_source="DATE" if date else "",
        byline=_name(_field(text, "AUTHOR")),
        dateline=dateline,
        place=reading_case(dateline.rpartition(",")[0] or dateline),
        tags=_tags(text),
        organisation="Reuters",
        renditions=(rendition(label, original, "reuters", VERSION),),
    )
    return Draft(article, original, (), html.unescape(_TAG.sub(" ", text)), _wire_codes(text))


def _wire_codes(text: str) -> tuple[tuple[str, str], ...]:
    """What is in a report for the wire's machines, the mark at its end and its lines of date and author."""
    cut = [("wire code", html.unescape(_TAG.sub(" ", part))) for part in _CODES.findall(text)]
    cut += [(f"line of {name.lower()}", _field(text, name)) for name in ("DATE", "AUTHOR")]
    return (*cut, ("end of the report", "reuter"))


def _clean(data: bytes) -> bytes:
    """Without the characters that the wire used for control, written as references."""
    return re.sub(rb"&#(?:[0-9]|[12][0-9]|3[01]|127);", b" ", data)


def _name(line: str) -> str:
    """The author's name in ``By NAME, Reuters``; empty in any other line."""
    words = line.split(" ")
    if words[0].lower() != "by":
        return ""
    return " ".join(words[1:-1] if words[-1].lower() == "reuters" else words[1:]).rstrip(",")


def _raw(text: str, name: str) -> str:
    end = text.find(f"</{name}>")
    found = re.search(rf"<{name}\b[^>]*>", text[: max(end, 0)])
    return sanitise(html.unescape(text[found.end() : end])) if found else ""


def _field(text: str, name: str) -> str:
    return " ".join(_raw(text, name).split())


def _unstructured(text: str) -> str:
    """The text of a report that has no parts: what is in ``TEXT`` besides its title."""
    found = re.search(r"<TEXT\b[^>]*>(.*?)</TEXT>", text, re.DOTALL)
    inside = re.sub(r"<TITLE>.*?</TITLE>|<[^>]*>", "", found[1], flags=re.DOTALL) if found else ""
    return sanitise(html.unescape(inside))


def _tags(text: str) -> tuple[str, ...]:
    lists = re.findall(r"<(?:TOPICS|PLACES)>(.*?)</(?:TOPICS|PLACES)>", text)
    return tuple(dict.fromkeys(sanitise(html.unescape(tag)) for part in lists for tag in _ITEM.findall(part)))

"""PDF: text by pypdf, paragraphs put together from lines; scanned pages have none and are told."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from search.article.blocks import classify, join_lists
from search.article.model import Block, BlockKind
from search.errors import NotAnArticle, TooLarge, Unreadable, Unsupported
from search.intake.dates import is_date, read_date
from search.intake.model import Content, Draft
from search.intake.office import Properties, draft, nothing
from search.text import printable, sanitise
from search.work.heartbeat import beat
from search.work.progress import Failure

VERSION = 1
MAX_PAGES = 2000
"""Pages of one document; the longest reports have a thousand."""
_REPEATED = 0.3
_FEWEST_PAGES = 3
"""A line at the edge of so many pages is a running head or foot; left and right pages may differ."""
_FULL = 0.9
_HEADING = 0.6
"""Shares of a full line: a shorter one ends its paragraph, if it ends a sentence or at all."""
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_PAGE_NUMBER = re.compile(r"(?:page\s+)?\d{1,4}(?:\s+of\s+\d{1,4})?\Z|[-–]\s*\d{1,4}\s*[-–]\Z", re.IGNORECASE)
_NO_TITLE = re.compile(
    r"\.(?:docx?|indd|pdf|qxd|tex|dvi|ps|rtf|odt|pptx?|xlsx?|html?|txt|md|pages|eps|ai|cdr)\Z"
    r"|\A(?:microsoft (?:word|powerpoint|excel)|untitled|unknown|none|null|title|document\d{0,4}|slide \d|print"
    r"|powerpoint presentation|layout \d|about:blank|https?:|file:|[\w]*tmp|scan\w*[ _-]?\d|img[_-]?\d|[A-Z]:\\"
    r"|latex|texlive|pdftex|output|full text|page \d)"
    r"|\A[\w.-]*[\d_][\w.-]*\Z|\A[\W\d_]*\Z",
    re.IGNORECASE,
)
"""Titles in a document's properties that programs put there, file names among them."""
_LONGEST_TITLE = 160
_ENDS = re.compile(r"[.!?:;][\"'”’)\]]*\Z")
_HYPHEN = re.compile(r"[a-z]-\Z")
_RUNNING_HEAD = "running head"
_FAULTS = (
    ValueError, KeyError, TypeError, AttributeError, IndexError, AssertionError, RecursionError,
    NotImplementedError, OverflowError, ZeroDivisionError, ImportError,
)  # fmt: skip
"""What pypdf raises besides its own errors when a document is broken."""


def read(content: Content) -> Iterator[Draft | Failure]:
    """One article. Raises Unreadable for a damaged or locked document, NotAnArticle for a scanned one."""
    data = content.read()
    pages, known = _read_pages(data)
    blocks = to_blocks(pages)
    if not any(not block.hidden for block in blocks):
        raise NotAnArticle("The PDF holds pictures of text, but no text.", "Recognise its text first.")
    if not known["title"] and pages:
        known["title"] = _title_on(next((page for page in pages if any(page)), []))
    bare = sum(not any(page) for page in pages)
    told = f"{bare:,} of {len(pages):,} pages hold no text: blank, or pictures of text." if bare else ""
    warnings = (told,) if told else ()
    found = draft(content, data, "pdf", VERSION, blocks, known, warnings=warnings)
    yield replace(found, seen="\n".join(line for page in pages for line in page))


def _read_pages(data: bytes) -> tuple[list[list[str]], Properties]:
    """The lines of each page, and the document's properties."""
    try:
        from pypdf import PdfReader
        from pypdf.errors import DependencyError, PyPdfError
    except ImportError as error:
        raise Unsupported("PDF cannot be read here.", "Install dossier with the extra pdf.") from error
    # pypdf tells of each oddity of a document; what matters becomes an error.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    faults = (PyPdfError, DependencyError, *_FAULTS)
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("The PDF is locked with a password.", "Save it without one.")
        if len(reader.pages) > MAX_PAGES:
            raise TooLarge(f"The PDF has more than {MAX_PAGES} pages.", "Split it.")
        return [_lines(page) for page in reader.pages], _properties(reader)
    except faults as error:
        raise Unreadable(f"The PDF is damaged: {printable(str(error), 100)}.", "Copy it again.") from error


def _lines(page: Any) -> list[str]:
    text = sanitise(page.extract_text() or "").translate(_LIGATURES)
    beat()
    return [" ".join(line.split()) for line in text.split("\n")]


def _properties(reader: Any) -> Properties:
    info = reader.metadata or {}
    known = nothing()
    known["title"] = " ".join(sanitise(str(info.get("/Title") or "")).split())
    known["byline"] = " ".join(sanitise(str(info.get("/Author") or "")).split())
    known["date"] = read_date(str(info.get("/CreationDate") or "").removeprefix("D:")[:8])
    if _NO_TITLE.search(known["title"]):
        known["title"] = ""  # the name of a file or of a program, not of the text
    return known


def _title_on(page: list[str]) -> str:
    """The first line of a page that may be a title, with the one that goes on with it; empty without one."""
    lines = [line for line in page if line and not _PAGE_NUMBER.match(line)]
    for place, line in enumerate(lines[:6]):
        letters = sum(char.isalpha() for char in line)
        if letters < 4 or letters < 0.5 * len(line) or len(line) > _LONGEST_TITLE or is_date(line):
            continue
        following = lines[place + 1] if place + 1 < len(lines) else ""
        goes_on = following[:1].islower() and len(line) + len(following) < _LONGEST_TITLE
        if _ENDS.search(line) and not line.endswith(("?", "!", ":")):
            return ""
        return f"{line} {following}" if goes_on and len(following) < len(line) else line
    return ""


def to_blocks(pages: list[list[str]]) -> tuple[Block, ...]:
    """Paragraphs from the lines of pages; running heads and page numbers are hidden."""
    repeated = _running(pages)
    width = _width(pages)
    blocks: list[Block] = []
    lines: list[str] = []
    for page in pages:
        for line in page:
            if line and (_key(line) in repeated or _PAGE_NUMBER.match(line)):
                blocks.append(Block(BlockKind.BOILERPLATE, line, rule=_RUNNING_HEAD))
            elif not line or _begins(lines, line, width):
                blocks += _paragraph(lines)
                lines = [line] if line else []
            else:
                lines.append(line)
    blocks += _paragraph(lines)
    return join_lists(blocks)


def _key(line: str) -> str:
    """A line without its numbers: running heads differ by them from page to page."""
    return re.sub(r"\d+", "#", line)


def _running(pages: list[list[str]]) -> set[str]:
    """Lines that stand first or last on many pages and do not end like sentences."""
    edges: Counter[str] = Counter()
    for page in pages:
        shown = [line for line in page if line]
        edges.update({_key(line) for line in shown[:2] + shown[-2:] if not _ENDS.search(line)})
    fewest = max(_FEWEST_PAGES, _REPEATED * len(pages))
    return {line for line, count in edges.items() if count >= fewest}


def _width(pages: list[list[str]]) -> int:
    """Characters of a full line: nine of ten lines are no longer."""
    lengths = sorted(len(line) for page in pages for line in page if line)
    return lengths[len(lengths) * 9 // 10] if lengths else 0


def _begins(lines: list[str], line: str, width: int) -> bool:
    """Whether a line begins a paragraph: the one before it is too short to go on."""
    if not lines or line[0].islower():
        return False
    last = lines[-1]
    return len(last) < (_FULL if _ENDS.search(last) else _HEADING) * width


def _paragraph(lines: list[str]) -> list[Block]:
    text = ""
    for line in lines:
        if _HYPHEN.search(text) and line[0].islower():
            text = text[:-1] + line
        else:
            text = f"{text} {line}" if text else line
    return [classify(text)] if text else []

"""RTF: the text by striprtf, the properties of the document from its head."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from search.article.blocks import classify, join_lists
from search.article.model import Block, BlockKind
from search.errors import Unreadable, Unsupported
from search.intake.model import Content, Draft
from search.intake.office import Properties, draft, nothing
from search.text import printable, sanitise
from search.work.progress import Failure

VERSION = 1
MAX_SIZE = 32 * 2**20
"""Bytes; pictures stand in it as hexadecimal digits."""
_PICTURE = re.compile(r"\{(?:\\\*\\shppict ?\{)?\\pict\b[^{}]{0,2000}(?:\{[^{}]{0,2000}\}){0,20}[^{}]*\}")
_NOTE = re.compile(r"\{\\footnote\b(?:\\ftnalt\b)?")
_FIELD = re.compile(r"\{\\(title|author|subject|keywords|company)\b ?([^{}]{0,1000})\}")
_CREATED = re.compile(r"\{\\creatim\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")


def read(content: Content) -> Iterator[Draft | Failure]:
    """One article. Raises Unreadable for a damaged document, NotAnArticle for an empty one."""
    try:
        from striprtf.striprtf import rtf_to_text
    except ImportError as error:
        raise Unsupported("RTF cannot be read here.", "Install dossier with the extra rtf.") from error
    data = content.read(MAX_SIZE)
    source = data.decode("cp1252", "replace")
    try:
        convert: Callable[..., str] = rtf_to_text
        text = sanitise(convert(_NOTE.sub(r"{\\line ", _PICTURE.sub("", source)), errors="replace"))
        known = _properties(source, lambda value: sanitise(convert(f"{{\\rtf1 {value}}}", errors="replace")))
    except (ValueError, LookupError, AttributeError, TypeError, IndexError, OverflowError) as error:
        told = printable(str(error), 100)
        raise Unreadable(f"The RTF is damaged: {told}.", "Save it again as DOCX or text.") from error
    yield draft(content, data, "rtf", VERSION, join_lists(_blocks(text)), known)


def _properties(source: str, plain: object) -> Properties:
    """What the document says about itself in its group ``info``."""
    at = source.find("{\\info")
    info = source[at : at + 20_000] if at >= 0 else ""
    known = nothing()
    found = {name: " ".join(plain(value).split()) for name, value in _FIELD.findall(info)}  # type: ignore[operator]
    known["title"], known["byline"] = found.get("title", ""), found.get("author", "")
    known["organisation"] = found.get("company", "")
    known["tags"] = tuple(filter(None, (tag.strip() for tag in found.get("keywords", "").split(","))))
    if day := _CREATED.search(info):
        known["date"] = f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}"
    return known


def _blocks(text: str) -> Iterator[Block]:
    """Lines as paragraphs; rows of a table, whose cells end with a bar, as one table."""
    rows: list[str] = []
    for line in (*text.split("\n"), ""):
        stripped = line.strip()
        if stripped.endswith("|") and stripped.count("|") > 1:
            rows.append("\t".join(cell.strip() for cell in stripped[:-1].split("|")))
            continue
        if rows and (stripped or len(rows) > 1 or not line):
            yield Block(BlockKind.TABLE, "\n".join(rows))
            rows = []
        if stripped:
            yield classify(" ".join(stripped.split()))

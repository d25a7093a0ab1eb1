"""RTF: the text by striprtf, the properties of the document from its head."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

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
_APART = re.compile(
    r"\{(?:\\\*)?\\(footnote|annotation|shptxt|header[lrf]?|footer[lrf]?|fonttbl)\b(?:\\ftnalt\b)?"
)
"""Groups that the text is not interrupted by: notes, remarks, boxes, what stands over and under every page."""
_BRACE = re.compile(r"\\[\\{}]|[{}]")
_CODE_PAGE = re.compile(r"\\ansicpg\d{1,5}")
_HEAD = "page header or footer"
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
        convert = partial(_plain, rtf_to_text)
        source = _PICTURE.sub("", source)
        text = convert(source)
        apart = tuple(_apart(source, convert))
        known = _properties(source, lambda value: convert(f"{{\\rtf1 {value}}}"))
    except (ValueError, LookupError, AttributeError, TypeError, IndexError, OverflowError) as error:
        told = printable(str(error), 100)
        raise Unreadable(f"The RTF is damaged: {told}.", "Save it again as DOCX or text.") from error
    found = draft(content, data, "rtf", VERSION, (*join_lists(_blocks(text)), *apart), known)
    yield replace(found, seen="\n".join((text, *(block.text for block in apart))))


def _plain(convert: Callable[..., str], source: str) -> str:
    """RTF as safe text; halves of a character, each of which was written by itself, make one."""
    text = convert(source, errors="replace")
    return sanitise(text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))


def _apart(source: str, convert: Callable[[str], str]) -> Iterator[Block]:
    """Notes and boxes, each as a block after the text; what stands on every page is hidden."""
    groups = list(_groups(source))
    page = _CODE_PAGE.search(source[:1000])
    fonts = next((f"{{\\fonttbl{text}}}" for name, text in groups if name == "fonttbl"), "")
    told: set[str] = set()
    for name, inside in groups:
        if name == "fonttbl":
            continue
        text = convert(f"{{\\rtf1\\ansi{page[0] if page else ''}{fonts}{inside}}}")
        lines = "\n".join(filter(None, (" ".join(line.split()) for line in text.split("\n"))))
        if not lines or (name[:4] in ("head", "foot") and name != "footnote" and lines in told):
            continue
        told.add(lines)
        if name in ("footnote", "annotation"):
            yield Block(BlockKind.NOTE, lines)
        elif name == "shptxt":
            yield from map(classify, lines.split("\n"))
        else:
            yield Block(BlockKind.BOILERPLATE, lines, rule=_HEAD)


def _groups(source: str) -> Iterator[tuple[str, str]]:
    """Name and content of the groups that stand apart, in order; those inside of one belong to it."""
    at = 0
    while begun := _APART.search(source, at):
        depth, at = 1, begun.end()
        for brace in _BRACE.finditer(source, begun.end()):
            depth += {"{": 1, "}": -1}.get(brace[0], 0)
            if not depth:
                break
        else:
            return  # it never ends: the document breaks off
        at = brace.end()
        yield begun[1], source[begun.end() : brace.start()]


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

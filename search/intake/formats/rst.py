"""reStructuredText: titles by their underlines, fields, lists, literal blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from search.article.model import BlockKind
from search.intake.lightmarkup import BULLET, Sheet, indented, read_sheet
from search.intake.model import Content, Draft
from search.work.progress import Failure

VERSION = 1
_ADORNMENT = re.compile(r"([=\-`:.'\"~^_*+#<>])\1{2,}\s*\Z")
_FIELD = re.compile(r":([A-Za-z][\w -]{0,40}):(?:\s+(.*))?\Z")
_DIRECTIVE = re.compile(r"\.\. +(?:\|[^|]{1,80}\| +)?([\w:-]{1,40})::\s*(.*)\Z")
_CODE = frozenset({"code", "code-block", "sourcecode", "literalinclude", "parsed-literal", "math", "highlight"})
_SILENT = frozenset(
    {"toctree", "contents", "include", "image", "figure", "raw", "meta", "index", "replace", "role"}
)
_INLINE = (
    (re.compile(r"``([^`]{1,500})``"), r"\1"),
    (re.compile(r":[\w:+.-]{1,40}:`([^`<>]{1,300})(?:<[^`<>]{1,500}>)?`"), r"\1"),
    (re.compile(r"`([^`<>]{1,300}?)\s*<[^`<>]{1,1000}>`__?"), r"\1"),
    (re.compile(r"`([^`]{1,300})`__?"), r"\1"),
    (re.compile(r"\*\*(\S[^*\n]{0,500})\*\*"), r"\1"),
    (re.compile(r"(?<![\w*])\*(\S[^*\n]{0,500})\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<=\w)_(?=[\s.,;:)]|\Z)"), ""),
)


def read(content: Content) -> Iterator[Draft | Failure]:
    """One article. Raises NotAnArticle for an empty text."""
    yield from read_sheet(content, "rst", VERSION, _parse, _INLINE)


def _parse(lines: list[str]) -> Sheet:
    sheet = Sheet()
    marks: list[str] = []
    place = 0
    while place < len(lines):
        step = _heading(lines, place, sheet, marks) or _marked(lines, place, sheet)
        if step:
            place = step
            continue
        line = lines[place]
        literal = line.rstrip().endswith("::")
        if item := BULLET.match(line):
            sheet.item(item["text"], item["number"])
        elif not line.strip():
            sheet.end()
        else:
            sheet.more(line.rstrip()[:-1] if literal else line)
        place += 1
        if literal and place < len(lines) and not lines[place].strip():
            text, place = indented(lines, place)
            sheet.add(BlockKind.PREFORMATTED, text)
    return sheet


def _heading(lines: list[str], place: int, sheet: Sheet, marks: list[str]) -> int:
    """A heading at this line, told to the sheet; gives the line after it, or 0."""
    over = _ADORNMENT.match(lines[place])
    at = place + 1 if over else place
    if at + 1 >= len(lines) or sheet.lines:
        return 0
    text, under = lines[at].strip(), _ADORNMENT.match(lines[at + 1])
    if not text or not under or len(under[0].strip()) < min(len(text), 4) or (over and over[1] != under[1]):
        return at if over else 0  # a line of marks alone is a transition
    if not over and (BULLET.match(lines[at]) or lines[at][:1].isspace()):
        return 0
    mark = ("o" if over else "") + under[1]
    if mark not in marks:
        marks.append(mark)
    if not sheet.title and not any(not block.hidden for block in sheet.blocks):
        sheet.title = text
    else:
        sheet.add(BlockKind.HEADING, text, min(marks.index(mark) + 1, 6))
    return at + 2


def _marked(lines: list[str], place: int, sheet: Sheet) -> int:
    """A field, a directive or a comment at this line; gives the line after it, or 0."""
    line = lines[place]
    if (found := _FIELD.match(line)) and not sheet.lines:
        if any(not block.hidden for block in sheet.blocks):
            sheet.add(BlockKind.PARAGRAPH, f"{found[1]}: {found[2] or ''}")
        else:
            sheet.fields[found[1]] = (found[2] or "").strip()
            sheet.add(BlockKind.BOILERPLATE, line, rule="field list")
        return place + 1
    if not line.startswith(".. ") and line.strip() != "..":
        return 0
    directive = _DIRECTIVE.match(line)
    text, after = indented(lines, place + 1)
    if directive is None:
        note = re.match(r"\.\. \[([^\]]{1,60})\]\s*(.*)", line)
        if note:  # a footnote or a citation
            sheet.add(BlockKind.NOTE, " ".join(f"[{note[1]}] {note[2]} {text}".split()))
        else:
            sheet.add(BlockKind.BOILERPLATE, f"{line[2:].strip()}\n{text}", rule="comment")
    elif directive[1] in _SILENT:
        sheet.add(BlockKind.BOILERPLATE, f"{line}\n{text}", rule="directive")
    else:
        _directive(sheet, directive, text)
    return after


def _directive(sheet: Sheet, found: re.Match[str], text: str) -> None:
    """A directive that has something to say: code as it stands, anything else as a note."""
    lines = text.split("\n")
    body = "\n".join(line for line in lines if not _FIELD.match(line))
    sheet.drop("directive", " ".join((found[0][: found.start(2)], *filter(_FIELD.match, lines))))
    if found[1] in _CODE:
        sheet.add(BlockKind.PREFORMATTED, body)
        sheet.drop("directive", found[2])
    else:
        sheet.add(BlockKind.NOTE, " ".join(f"{found[2]} {body}".split()))

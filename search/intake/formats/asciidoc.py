"""AsciiDoc: title, author, revision, attributes, sections, lists, listings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from search.article.model import BlockKind
from search.intake.lightmarkup import Sheet, block_until, read_sheet
from search.intake.model import Content, Draft
from search.work.progress import Failure

VERSION = 1
_HEADING = re.compile(r"(={1,6}|#{1,6}) +(\S.*)\Z")
_ATTRIBUTE = re.compile(r":!?([\w-]{1,60})!?:(?:\s+(.*))?\Z")
_AUTHOR = re.compile(r"[^\W\d_][\w.'-]{0,60}(?: [^\W\d_][\w.'-]{0,60}){0,3}(?: <[^<>]{1,200}>)?(?:; .*)?\Z")
_REVISION = re.compile(
    r"(?:v[\d.]{1,20}[,:]?\s*)?(?:(\d{4}-\d\d-\d\d|\d{1,2} \w{3,9} \d{4}|\w{3,9} \d{1,2}, \d{4}))?(?::.*)?\Z"
)
_ITEM = re.compile(r"\s{0,20}(?:\*{1,5}|-|(\.{1,5}|\d{1,3}\.))\s+(\S.*)\Z")
_FENCE = re.compile(r"(-{4,}|\.{4,}|={4,}|_{4,}|\*{4,}|\+{4,}|/{4,}|`{3,}\w*|\|===)\s*\Z")
_ROLE = re.compile(r"\[[^\]\n]{0,300}\]\s*\Z")
_BLOCK_TITLE = re.compile(r"\.([^\s.].*)\Z")
_INLINE = (
    (
        re.compile(r"(?<![^\s\[\]<>])(?:link:|xref:|mailto:|image::?)?[^\s\[\]<>]{1,1000}\[([^\[\]]{1,500})\]"),
        r"\1",
    ),
    (re.compile(r"<<[^<>,]{1,200},\s?([^<>]{1,300})>>"), r"\1"),
    (re.compile(r"(?<![\w*])\*{1,2}(\S[^*\n]{0,500}?)\*{1,2}(?![\w*])"), r"\1"),
    (re.compile(r"(?<![\w_])_{1,2}(\S[^_\n]{0,500}?)_{1,2}(?![\w_])"), r"\1"),
    (re.compile(r"`([^`\n]{1,500})`"), r"\1"),
)


def read(content: Content) -> Iterator[Draft | Failure]:
    """One article. Raises NotAnArticle for an empty text."""
    yield from read_sheet(content, "asciidoc", VERSION, _parse, _INLINE)


def _parse(lines: list[str]) -> Sheet:
    sheet = Sheet()
    place = _head(lines, sheet)
    while place < len(lines):
        line = lines[place]
        place += 1
        if fence := _FENCE.match(line):
            place = _fenced(fence[1], lines, place, sheet)
        elif heading := _HEADING.match(line):
            sheet.add(BlockKind.HEADING, heading[2], min(max(len(heading[1]) - 1, 1), 6))
        elif line.startswith("//"):
            sheet.add(BlockKind.BOILERPLATE, line[2:], rule="comment")
        elif _ATTRIBUTE.match(line) or _ROLE.match(line):
            sheet.add(BlockKind.BOILERPLATE, line, rule="attribute")
        elif (title := _BLOCK_TITLE.match(line)) and not sheet.lines:
            sheet.add(BlockKind.CAPTION, title[1])
        elif item := _ITEM.match(line):
            sheet.item(item[2], item[1])
        elif not line.strip() or line.strip() == "+":
            sheet.end()
        else:
            sheet.more(line.rstrip().removesuffix(" +"))
    return sheet


def _head(lines: list[str], sheet: Sheet) -> int:
    """The head of a document: title, author line, revision line, attributes. Gives the line after it."""
    place = 0
    while place < len(lines) and (not lines[place].strip() or lines[place].startswith("//")):
        place += 1
    if place >= len(lines) or not lines[place].startswith("= "):
        return 0
    sheet.title = lines[place][2:].strip()
    place += 1
    if place < len(lines) and _AUTHOR.match(lines[place]):
        sheet.fields["author"] = re.sub(r" ?<[^<>]*>", "", lines[place])
        sheet.drop("author line", lines[place])
        place += 1
        if place < len(lines) and lines[place].strip() and (found := _REVISION.match(lines[place].strip())):
            sheet.fields["date"] = found[1] or ""
            sheet.drop("revision line", lines[place])
            place += 1
    while place < len(lines) and (found := _ATTRIBUTE.match(lines[place])):
        name = {"revdate": "date", "docdate": "date"}.get(found[1], found[1])
        sheet.fields.setdefault(name, (found[2] or "").strip())
        sheet.add(BlockKind.BOILERPLATE, lines[place], rule="attribute")
        place += 1
    return place


def _fenced(fence: str, lines: list[str], place: int, sheet: Sheet) -> int:
    """What stands between two fences: literally, as a table, as a quote or as text."""
    end = "```" if fence.startswith("```") else fence
    sheet.drop("fence", fence)
    text, after = block_until(lines, place, lambda line: line.strip() == end)
    if fence == "|===":
        rows = [row.strip().lstrip("|").split("|") for row in text.split("\n") if row.strip()]
        sheet.add(BlockKind.TABLE, "\n".join("\t".join(cell.strip() for cell in row) for row in rows))
    elif fence[0] == "/":
        sheet.add(BlockKind.BOILERPLATE, text, rule="comment")
    elif fence[0] == "_":
        sheet.add(BlockKind.QUOTE, "\n".join(" ".join(x.split()) for x in text.split("\n\n")))
    elif fence[0] in "=*":
        sheet.end()
        return place  # an example or a sidebar: what is in it is text
    else:
        sheet.add(BlockKind.PREFORMATTED, text)
    return after

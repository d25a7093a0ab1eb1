"""Org: keywords at the head, outline headings, lists, blocks of code and quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from search.article.model import BlockKind
from search.intake.lightmarkup import BULLET, Sheet, block_until, read_sheet
from search.intake.model import Content, Draft
from search.work.progress import Failure

VERSION = 1
_KEYWORD = re.compile(r"#\+([A-Za-z_]{2,40}):\s*(.*)\Z")
_HEADING = re.compile(r"(\*+) +(?:(?:TODO|DONE|NEXT|WAITING) +)?(.*?)(?:\s+:[\w@:]{1,200}:)?\s*\Z")
_BEGIN = re.compile(r"\s*#\+BEGIN_(\w{2,20})", re.IGNORECASE)
_DRAWER = re.compile(r"\s*:[A-Z_]{2,40}:\s*\Z")
_INLINE = (
    (re.compile(r"\[\[[^\[\]]{1,1000}\]\[([^\[\]]{1,500})\]\]"), r"\1"),
    (re.compile(r"\[\[([^\[\]]{1,1000})\]\]"), r"\1"),
    (re.compile(r"(?<![\w*/=~_])([*/=~_])(\S|\S[^\n]{0,300}?\S)\1(?![\w*/=~_])"), r"\2"),
)


def read(content: Content) -> Iterator[Draft | Failure]:
    """One article. Raises NotAnArticle for an empty text."""
    yield from read_sheet(content, "org", VERSION, _parse, _INLINE)


def _parse(lines: list[str]) -> Sheet:
    sheet = Sheet()
    place = 0
    while place < len(lines):
        line = lines[place]
        place += 1
        if keyword := _KEYWORD.match(line):
            name = {"filetags": "tags", "subtitle": "subtitle"}.get(keyword[1].lower(), keyword[1].lower())
            sheet.fields.setdefault(name, keyword[2].strip(" :").replace(":", ","))
            if name in ("title", "date", "author"):
                sheet.fields[name] = keyword[2].strip(" <>[]")
            sheet.add(BlockKind.BOILERPLATE, line, rule="keyword")
        elif heading := _HEADING.match(line):
            sheet.add(BlockKind.HEADING, heading[2], min(len(heading[1]), 6))
            sheet.drop("outline mark", line[: heading.start(2)] + line[heading.end(2) :])
        elif begun := _BEGIN.match(line):
            ends = f"#+end_{begun[1].lower()}"
            text, place = block_until(lines, place, lambda one, ends=ends: one.strip().lower() == ends)  # type: ignore[misc]
            quoted = begun[1].lower() in ("quote", "verse")
            sheet.drop("fence", f"{line} {ends}")
            sheet.add(BlockKind.QUOTE if quoted else BlockKind.PREFORMATTED, _without_blanks(text, quoted))
        elif _DRAWER.match(line):
            text, place = block_until(lines, place, lambda one: one.strip().upper() == ":END:")
            sheet.add(BlockKind.BOILERPLATE, f"{line}\n{text}", rule="drawer")
        elif line.startswith("# "):
            sheet.add(BlockKind.BOILERPLATE, line, rule="comment")
        elif item := BULLET.match(line):
            sheet.item(item["text"], item["number"])
        elif not line.strip():
            sheet.end()
        else:
            sheet.more(line)
    return sheet


def _without_blanks(text: str, quoted: bool) -> str:
    return "\n".join(line.strip() for line in text.split("\n") if line.strip()) if quoted else text

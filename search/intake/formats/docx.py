"""Word documents (OOXML): the XML is read directly, styles tell headings and lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from search.article.model import Block, BlockKind, SpanKind
from search.intake.archives import open_zip, read_entry
from search.intake.markup import safe_link
from search.intake.model import Content, Draft
from search.intake.office import Properties, draft, properties
from search.intake.structure import Builder
from search.intake.xmltree import all_named, local, parse_xml
from search.work.progress import Failure

VERSION = 1
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_HEADING = re.compile(r"heading\s*([1-6])\Z", re.IGNORECASE)


def read(content: Content) -> Iterator[Draft | Failure]:
    """One article. Raises Unreadable for a damaged document, NotAnArticle for an empty one."""
    data = content.read()
    with open_zip(Content.of_bytes(data, content.label, content.name)) as archive:
        names = set(archive.namelist())
        root = parse_xml(read_entry(archive, "word/document.xml"))
        links = _links(archive, names)
        styles = _styles(archive, names)
        core = read_entry(archive, "docProps/core.xml") if "docProps/core.xml" in names else b""
    blocks, title = _Document(links, styles).blocks(root)
    known = properties(core)
    yield draft(
        content, data, "docx", VERSION, blocks, Properties(**{**known, "title": title or known["title"]})
    )


def _links(archive: Any, names: set[str]) -> dict[str, str]:
    """Relationship id -> where the link leads."""
    name = "word/_rels/document.xml.rels"
    if name not in names:
        return {}
    relations = all_named(parse_xml(read_entry(archive, name)), "Relationship")
    return {str(item.get("Id")): safe_link(item.get("Target")) for item in relations}


def _styles(archive: Any, names: set[str]) -> dict[str, str]:
    """Style id -> its name in English, which ids are not in other languages."""
    if "word/styles.xml" not in names:
        return {}
    found: dict[str, str] = {}
    for style in all_named(parse_xml(read_entry(archive, "word/styles.xml")), "style"):
        name = next((child.get(f"{_W}val") for child in style if local(child) == "name"), "")
        found[str(style.get(f"{_W}styleId"))] = str(name or "")
    return found


class _Document:
    """Walks through the body of a document."""

    def __init__(self, links: dict[str, str], styles: dict[str, str]) -> None:
        self._links = links
        self._styles = styles
        self._builder = Builder()
        self._title = ""
        self._in_list = False

    def blocks(self, root: Any) -> tuple[tuple[Block, ...], str]:
        """The blocks, and the paragraph whose style is Title."""
        body = next(iter(all_named(root, "body")), root)
        for child in body:
            if local(child) == "p":
                self._paragraph(child)
            elif local(child) == "tbl":
                self._table(child)
            elif local(child) == "sdt":
                for paragraph in all_named(child, "p"):
                    self._paragraph(paragraph)
        self._leave_list()
        return self._builder.finish(), self._title

    def _paragraph(self, element: Any) -> None:
        style = self._style(element)
        if style.lower() == "title" and not self._title:
            self._title = " ".join("".join(run.text or "" for run in all_named(element, "t")).split())
            if self._title:
                return
        if self._is_item(element, style):
            if not self._in_list:
                self._builder.begin(BlockKind.LIST, int("number" in style.lower()))
                self._in_list = True
            self._builder.item()
            self._runs(element)
            return
        self._leave_list()
        heading = _HEADING.match(style)
        if heading:
            self._builder.begin(BlockKind.HEADING, int(heading[1]))
        elif "quote" in style.lower():
            self._builder.begin(BlockKind.QUOTE)
        else:
            self._builder.begin(BlockKind.CAPTION if style.lower() == "caption" else BlockKind.PARAGRAPH)
        self._runs(element)
        self._builder.end()

    def _leave_list(self) -> None:
        if self._in_list:
            self._builder.end()
            self._in_list = False

    def _style(self, element: Any) -> str:
        found = next((node.get(f"{_W}val") for node in all_named(element, "pStyle")), "")
        return self._styles.get(str(found), str(found or ""))

    def _is_item(self, element: Any, style: str) -> bool:
        return style.lower().startswith("list") or bool(all_named(element, "numPr"))

    def _runs(self, element: Any) -> None:
        for child in element.iterchildren():
            name = local(child)
            if name == "hyperlink":
                self._builder.open(SpanKind.LINK, self._links.get(str(child.get(f"{_R}id")), ""))
                self._runs(child)
                self._builder.close()
            elif name == "r":
                self._run(child)
            elif name in ("ins", "smartTag", "sdt", "sdtContent", "fldSimple"):
                self._runs(child)

    def _run(self, run: Any) -> None:
        marks = _marks(run)
        for mark in marks:
            self._builder.open(mark)
        for child in run.iterchildren():
            name = local(child)
            if name == "t":
                self._builder.text(child.text or "")
            elif name == "tab":
                self._builder.text(" ")
            elif name in ("br", "cr"):
                self._builder.line_break()
            elif name == "noBreakHyphen":
                self._builder.text("-")
        for _ in marks:
            self._builder.close()

    def _table(self, table: Any) -> None:
        self._leave_list()
        self._builder.begin(BlockKind.TABLE)
        for row in all_named(table, "tr"):
            self._builder.row()
            for cell in (child for child in row if local(child) == "tc"):
                self._builder.cell()
                for paragraph in all_named(cell, "p"):
                    self._builder.boundary()
                    self._runs(paragraph)
        self._builder.end()


def _marks(run: Any) -> list[SpanKind]:
    """Bold and italic of a run."""
    found = {
        local(node): node.get(f"{_W}val", "true")
        for properties in run
        if local(properties) == "rPr"
        for node in properties
    }
    kinds = (("b", SpanKind.STRONG), ("i", SpanKind.EMPHASIS))
    return [kind for name, kind in kinds if found.get(name, "0") not in ("0", "false")]

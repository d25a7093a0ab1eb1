"""Word documents (OOXML): the XML is read directly, styles tell headings and lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
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
_WRAPPERS = frozenset({
    "ins", "moveTo", "smartTag", "sdt", "sdtContent", "customXml", "dir", "bdo", "AlternateContent", "Choice",
})  # fmt: skip
"""Elements around text that is there; what was deleted or moved away stands in others."""
_HEADING = re.compile(r"heading\s*([1-6])\Z", re.IGNORECASE)


def read(content: Content) -> Iterator[Draft | Failure]:
    """One article. Raises Unreadable for a damaged document, NotAnArticle for an empty one."""
    data = content.read()
    with open_zip(Content.of_bytes(data, content.label, content.name)) as archive:
        names = set(archive.namelist())
        root = parse_xml(read_entry(archive, "word/document.xml"))
        notes = [
            parse_xml(read_entry(archive, part))
            for part in ("word/footnotes.xml", "word/endnotes.xml")
            if part in names
        ]
        links = _links(archive, names)
        styles = _styles(archive, names)
        core = read_entry(archive, "docProps/core.xml") if "docProps/core.xml" in names else b""
    document = _Document(links, styles)
    blocks, title = document.blocks(root)
    blocks += tuple(block for part in notes for block in document.notes(part))
    known = properties(core)
    found = draft(
        content, data, "docx", VERSION, blocks, Properties(**{**known, "title": title or known["title"]})
    )
    yield replace(found, seen="\n".join(map(_seen, (root, *notes))))


def _seen(root: Any) -> str:
    """Every text of a part of the document that is there: nothing deleted or moved away, no second forms."""
    texts: list[str] = []
    waiting = [root]
    while waiting:
        element = waiting.pop()
        name = local(element)
        if name in ("t", "tab", "br", "cr", "p", "tc"):
            texts.append((element.text or "") if name == "t" else " ")
        if name not in ("del", "moveFrom", "Fallback"):
            waiting += reversed(list(element))
    return "".join(texts)


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
        self._flow(body)
        self._leave_list()
        return self._builder.finish(), self._title

    def notes(self, root: Any) -> tuple[Block, ...]:
        """Footnotes or endnotes, each a note; what parts them from the text is none."""
        found: list[Block] = []
        for note in root:
            if local(note) in ("footnote", "endnote", "comment") and not note.get(f"{_W}type"):
                inside = _Document(self._links, self._styles)
                inside._flow(note)
                inside._leave_list()
                text = "\n".join(block.text for block in inside._builder.finish())
                found += [Block(BlockKind.NOTE, text)] if text else []
        return tuple(found)

    def _flow(self, holder: Any) -> None:
        """Paragraphs and tables, whatever they are wrapped in; a box of text follows its paragraph."""
        for child in holder:
            name = local(child)
            if name == "p":
                self._paragraph(child)
                for box in _boxes(child):
                    self._flow(box)
            elif name == "tbl":
                self._table(child)
            elif name in _WRAPPERS:
                self._flow(child)

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
            elif name in _WRAPPERS or name == "fldSimple":
                self._runs(child)
            elif name in ("oMath", "oMathPara"):
                self._builder.text("".join(node.text or "" for node in all_named(child, "t")))

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
            elif name == "sym":
                self._builder.text(_symbol(child))
            elif name in ("ruby", "rubyBase"):
                self._runs(child)
        for _ in marks:
            self._builder.close()

    def _table(self, table: Any) -> None:
        self._leave_list()
        self._builder.begin(BlockKind.TABLE)
        for row in all_named(table, "tr"):
            self._builder.row()
            for cell in _cells(row):
                self._builder.cell()
                for paragraph in _paragraphs_of(cell):
                    self._builder.boundary()
                    self._runs(paragraph)
        self._builder.end()
        for box in (box for paragraph in all_named(table, "p") for box in _boxes(paragraph)):
            self._flow(box)


def _cells(row: Any) -> Iterator[Any]:
    """The cells of a row, whatever they are wrapped in."""
    for child in row:
        if local(child) == "tc":
            yield child
        elif local(child) in _WRAPPERS:
            yield from _cells(child)


def _paragraphs_of(cell: Any) -> Iterator[Any]:
    """The paragraphs of a cell, not those of tables and boxes inside of it."""
    for child in cell:
        if local(child) == "p":
            yield child
        elif local(child) in _WRAPPERS:
            yield from _paragraphs_of(child)


def _boxes(paragraph: Any) -> list[Any]:
    """The boxes of text and shapes of a paragraph, each once: older programs have a second form of each."""
    found = []
    waiting = list(reversed(list(paragraph)))
    while waiting:
        element = waiting.pop()
        name = local(element)
        if name == "txbxContent":
            found.append(element)
        elif name == "AlternateContent":
            forms = [child for child in element if local(child) in ("Choice", "Fallback")]
            best = next((form for form in forms if all_named(form, "txbxContent")), None)
            waiting += [best] if best is not None else []
        else:
            waiting += reversed(list(element))
    return found


def _symbol(element: Any) -> str:
    """A character of a font of symbols; those of private fonts are a bullet at best."""
    code = str(element.get(f"{_W}char") or "")
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    return "•" if 0xF000 <= number <= 0xF0FF else chr(number) if 32 <= number < 0xD800 else ""


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

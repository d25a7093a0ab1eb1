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
from search.intake.wordml import WRAPPERS, attribute, boxes, cells, is_hidden, paragraphs_of, seen, symbol
from search.intake.wordml import marks as marks_of
from search.intake.xmltree import all_named, local, parse_xml
from search.text import sanitise
from search.work.progress import Failure

VERSION = 1
_NOTES = ("footnotes", "endnotes", "comments")
_PAGE_HEAD = re.compile(r"/(?:header|footer)\d{0,3}\.xml")
_HEAD = "page header or footer"
_HEADING = re.compile(r"heading\s*([1-6])\Z", re.IGNORECASE)


def read(content: Content) -> Iterator[Draft | Failure]:
    """One article. Raises Unreadable for a damaged document, NotAnArticle for an empty one."""
    data = content.read()
    with open_zip(Content.of_bytes(data, content.label, content.name)) as archive:
        names = set(archive.namelist())
        main = _main_part(archive, names)
        folder = main.rpartition("/")[0]
        root = parse_xml(read_entry(archive, main))
        notes = [_part(archive, names, f"{folder}/{part}.xml") for part in _NOTES]
        heads = [
            parse_xml(read_entry(archive, name))
            for name in sorted(names)
            if _PAGE_HEAD.fullmatch(name, len(folder))
        ]
        links = _links(archive, names, f"{folder}/_rels/{main.rpartition('/')[2]}.rels")
        styles = _styles(archive, names, f"{folder}/styles.xml")
        core = read_entry(archive, "docProps/core.xml") if "docProps/core.xml" in names else b""
    document = _Document(links, styles)
    blocks, title = document.blocks(root)
    blocks += tuple(block for part in notes if part is not None for block in document.notes(part))
    blocks += tuple(
        Block(BlockKind.BOILERPLATE, text, rule=_HEAD) for text in dict.fromkeys(map(_line, heads)) if text
    )
    known = properties(core)
    found = draft(
        content, data, "docx", VERSION, blocks, Properties(**{**known, "title": title or known["title"]})
    )
    parts = (root, *(part for part in notes if part is not None), *heads)
    yield replace(found, seen="\n".join(map(seen, parts)), cut=tuple(_cut(parts)))


def _cut(parts: tuple[Any, ...]) -> Iterator[tuple[str, str]]:
    """Rule and text of what is left out: what the author hid, and how characters are pronounced."""
    for element in (element for part in parts for element in part.iter()):
        if local(element) == "r" and is_hidden(element):
            yield "hidden text", seen(element)
        elif local(element) == "rt":
            yield "pronunciation", seen(element)


def _main_part(archive: Any, names: set[str]) -> str:
    """The member that holds the text: the one that the package names, or the usual one."""
    if "_rels/.rels" in names:
        for item in all_named(parse_xml(read_entry(archive, "_rels/.rels")), "Relationship"):
            target = str(item.get("Target") or "").lstrip("/")
            if str(item.get("Type") or "").endswith("/officeDocument") and target in names:
                return target
    return "word/document.xml"


def _part(archive: Any, names: set[str], name: str) -> Any:
    return parse_xml(read_entry(archive, name)) if name in names else None


def _line(part: Any) -> str:
    return sanitise(" ".join(seen(part).split()))


def _links(archive: Any, names: set[str], name: str) -> dict[str, str]:
    """Relationship id -> where the link leads."""
    if name not in names:
        return {}
    relations = all_named(parse_xml(read_entry(archive, name)), "Relationship")
    return {str(item.get("Id")): safe_link(item.get("Target")) for item in relations}


def _styles(archive: Any, names: set[str], part: str) -> dict[str, str]:
    """Style id -> its name in English, which ids are not in other languages."""
    if part not in names:
        return {}
    found: dict[str, str] = {}
    for style in all_named(parse_xml(read_entry(archive, part)), "style"):
        name = next((attribute(child, "val") for child in style if local(child) == "name"), "")
        found[attribute(style, "styleId")] = name
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
            if local(note) in ("footnote", "endnote", "comment") and not attribute(note, "type"):
                inside = _Document(self._links, self._styles)
                inside._flow(note)
                inside._leave_list()
                by = sanitise(attribute(note, "author")) if local(note) == "comment" else ""
                text = "\n".join(block.text for block in inside._builder.finish())
                found += [Block(BlockKind.NOTE, f"{by}: {text}" if by else text)] if text else []
        return tuple(found)

    def _flow(self, holder: Any) -> None:
        """Paragraphs and tables, whatever they are wrapped in; a box of text follows its paragraph."""
        for child in holder:
            name = local(child)
            if name == "p":
                self._paragraph(child)
                for box in boxes(child):
                    self._flow(box)
            elif name == "tbl":
                self._table(child)
            elif name in WRAPPERS:
                self._flow(child)
            elif name in ("oMath", "oMathPara", "r"):
                self._builder.boundary()
                self._runs([child])

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
        found = next((attribute(node, "val") for node in all_named(element, "pStyle")), "")
        return self._styles.get(found, found)

    def _is_item(self, element: Any, style: str) -> bool:
        return style.lower().startswith("list") or bool(all_named(element, "numPr"))

    def _runs(self, element: Any) -> None:
        for child in element:
            name = local(child)
            if name == "hyperlink":
                self._builder.open(SpanKind.LINK, self._links.get(attribute(child, "id"), ""))
                self._runs(child)
                self._builder.close()
            elif name == "r":
                self._run(child)
            elif name in WRAPPERS or name in ("fldSimple", "rubyBase"):
                self._runs(child)
            elif name in ("oMath", "oMathPara"):
                self._builder.text("".join(node.text or "" for node in all_named(child, "t")))

    def _run(self, run: Any) -> None:
        if is_hidden(run):
            return
        marks = marks_of(run)
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
                self._builder.text(symbol(child))
            elif name == "ruby":
                self._runs(child)
        for _ in marks:
            self._builder.close()

    def _table(self, table: Any) -> None:
        self._leave_list()
        self._builder.begin(BlockKind.TABLE)
        for row in all_named(table, "tr"):
            self._builder.row()
            for cell in cells(row):
                self._builder.cell()
                for paragraph in paragraphs_of(cell):
                    self._builder.boundary()
                    self._runs(paragraph)
        self._builder.end()
        for box in (box for paragraph in all_named(table, "p") for box in boxes(paragraph)):
            self._flow(box)

"""PowerPoint presentations (OOXML): a heading a slide, its text, tables and notes; the XML is read directly."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from search.article.model import Block, BlockKind
from search.intake.archives import open_zip, read_entry
from search.intake.model import Content, Draft
from search.intake.office import draft, properties
from search.intake.xmltree import all_named, local, parse_xml, text_of
from search.text import sanitise
from search.work.heartbeat import beat
from search.work.progress import Failure

VERSION = 1
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_NUMBER = re.compile(r"slide(\d+)\.xml\Z")
_FIELDS = frozenset({"sldNum", "dt", "ftr"})
"""Kinds of placeholders that repeat on every slide."""


def read(content: Content) -> Iterator[Draft | Failure]:
    """One article. Raises Unreadable for a damaged presentation, NotAnArticle for one without text."""
    data = content.read()
    blocks: list[Block] = []
    texts: list[str] = []
    with open_zip(Content.of_bytes(data, content.label, content.name)) as archive:
        names = set(archive.namelist())
        for name in _slides(archive, names):
            for part in (name, *_related(archive, names, name, "notesSlide")):
                root = parse_xml(read_entry(archive, part))
                blocks += _slide(root, notes=part != name)
                texts.append(_said(root))
            beat()
        core = read_entry(archive, "docProps/core.xml") if "docProps/core.xml" in names else b""
    found = draft(content, data, "pptx", VERSION, tuple(blocks), properties(core))
    yield replace(found, seen="\n".join(texts))


def _relations(archive: zipfile.ZipFile, names: set[str], part: str) -> list[tuple[str, str, str]]:
    """(id, kind, member) of what a part refers to."""
    folder, _, name = part.rpartition("/")
    path = f"{folder}/_rels/{name}.rels"
    if path not in names:
        return []
    found = all_named(parse_xml(read_entry(archive, path)), "Relationship")
    return [
        (
            str(item.get("Id")),
            str(item.get("Type") or "").rpartition("/")[2],
            posixpath.normpath(posixpath.join(folder, str(item.get("Target") or ""))).lstrip("/"),
        )
        for item in found
    ]


def _related(archive: zipfile.ZipFile, names: set[str], part: str, kind: str) -> list[str]:
    return [member for _, one, member in _relations(archive, names, part) if one == kind and member in names]


def _slides(archive: zipfile.ZipFile, names: set[str]) -> list[str]:
    """The slides in the order in which they are shown; those that the list lacks follow by their numbers."""
    main = "ppt/presentation.xml"
    members = {identity: member for identity, _, member in _relations(archive, names, main)}
    listed = [
        members.get(str(item.get(f"{_R}id")), "")
        for item in all_named(parse_xml(read_entry(archive, main)), "sldId")
    ]
    order = [name for name in dict.fromkeys(listed) if name in names]
    numbered = sorted(
        (int(found[1]), name)
        for name in names
        if name.startswith("ppt/slides/") and (found := _NUMBER.search(name))
    )
    return order + [name for _, name in numbered if name not in order]


def _slide(root: Any, *, notes: bool) -> Iterator[Block]:
    """The blocks of a slide or of its notes."""
    shapes = [element for element in root.iter() if local(element) in ("sp", "graphicFrame")]
    if not shapes and (text := _said(root)):
        yield Block(BlockKind.PARAGRAPH, text)
    for shape in shapes:
        kinds = {str(item.get("type") or "") for item in all_named(shape, "ph")}
        if kinds & _FIELDS or (notes and "sldImg" in kinds):
            if text := _said(shape):
                yield Block(BlockKind.BOILERPLATE, text, rule="slide number or footer")
        elif tables := all_named(shape, "tbl"):
            yield from filter(None, map(_table, tables))
        elif text := _said(shape):
            title = bool(kinds & {"title", "ctrTitle"})
            if notes:
                yield Block(BlockKind.NOTE, text)
            else:
                yield Block(BlockKind.HEADING, " ".join(text.split()), 2) if title else _body(text)


def _body(text: str) -> Block:
    return Block(BlockKind.LIST if "\n" in text else BlockKind.PARAGRAPH, text)


def _said(element: Any) -> str:
    """The paragraphs of an element, one a line."""
    paragraphs = all_named(element, "p") or [element]
    lines = (" ".join(sanitise(_runs(one)).split()) for one in paragraphs)
    return "\n".join(line for line in lines if line)


def _runs(paragraph: Any) -> str:
    """The text of a paragraph's runs, line breaks between them as spaces."""
    return "".join(
        " " if local(node) == "br" else (node.text or "")
        for node in paragraph.iter()
        if local(node) in ("t", "br")
    )


def _table(table: Any) -> Block | None:
    rows = (
        "\t".join(sanitise(text_of(cell)) for cell in all_named(row, "tc")) for row in all_named(table, "tr")
    )
    text = "\n".join(row for row in rows if row.strip())
    return Block(BlockKind.TABLE, text) if text else None

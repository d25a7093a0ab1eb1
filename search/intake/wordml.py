"""Parts of Word documents (WordprocessingML), whether of the transitional or the strict kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from search.article.model import SpanKind
from search.intake.xmltree import all_named, local

WRAPPERS = frozenset({
    "ins", "moveTo", "smartTag", "sdt", "sdtContent", "customXml", "dir", "bdo", "AlternateContent", "Choice",
})  # fmt: skip
"""Elements around text that is there; what was deleted or moved away stands in others."""


def attribute(element: Any, name: str) -> str:
    """An attribute by its local name, whatever its namespace; empty when there is none."""
    return next((str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def is_hidden(run: Any) -> bool:
    """Whether a run is text that its author has hidden."""
    looks = [node for looks in run if local(looks) == "rPr" for node in looks if local(node) == "vanish"]
    return any(attribute(node, "val") not in ("0", "false") for node in looks)


def seen(root: Any) -> str:
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


def cells(row: Any) -> Iterator[Any]:
    """The cells of a row, whatever they are wrapped in."""
    for child in row:
        if local(child) == "tc":
            yield child
        elif local(child) in WRAPPERS:
            yield from cells(child)


def paragraphs_of(cell: Any) -> Iterator[Any]:
    """The paragraphs of a cell, not those of tables and boxes inside of it."""
    for child in cell:
        if local(child) == "p":
            yield child
        elif local(child) in WRAPPERS:
            yield from paragraphs_of(child)


def boxes(paragraph: Any) -> list[Any]:
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


def symbol(element: Any) -> str:
    """A character of a font of symbols; those of private fonts are a bullet at best."""
    code = attribute(element, "char")
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    return "•" if 0xF000 <= number <= 0xF0FF else chr(number) if 32 <= number < 0xD800 else ""


def marks(run: Any) -> list[SpanKind]:
    """Bold and italic of a run."""
    found = {
        local(node): attribute(node, "val") or "true"
        for properties in run
        if local(properties) == "rPr"
        for node in properties
    }
    kinds = (("b", SpanKind.STRONG), ("i", SpanKind.EMPHASIS))
    return [kind for name, kind in kinds if found.get(name, "0") not in ("0", "false")]

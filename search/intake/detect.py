"""What format some bytes are in: magic numbers first, then the look of the text; the name is a hint."""

from __future__ import annotations

import re

from search.intake.compression import decompressed
from search.intake.model import Content

_JSON_LINE = re.compile(rb"\s*\{\s*(\"|\})")

_HTML = re.compile(
    rb"\A\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]|<title[\s>])",
    re.IGNORECASE | re.DOTALL,
)
_FRONT_MATTER = re.compile(rb"---[ \t]*\r?\n(?:#.*\n)*[A-Za-z][\w -]*:|\+\+\+[ \t]*\r?\n[A-Za-z][\w-]*[ \t]*=")


def unpacked(content: Content) -> Content:
    """The content inside of a compressed file; the content itself when it is not compressed."""
    return decompressed(content) if content.head(6).startswith(b"\x1f\x8b") else content


def detect(content: Content) -> str:
    """The name of the content's format."""
    head = content.head().removeprefix(b"\xef\xbb\xbf")
    suffix = content.name.rpartition(".")[2].lower()
    if _HTML.search(head):
        return "html"
    if _JSON_LINE.match(head):
        return "jsonl"
    if suffix in ("csv", "tsv"):
        return "csv"
    if suffix in ("md", "markdown") or _FRONT_MATTER.match(head):
        return "markdown"
    return "text"

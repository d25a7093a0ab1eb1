"""Packed web archives (WACZ): the WARC files inside of a zip archive."""

from __future__ import annotations

from collections.abc import Iterator

from search.intake.archives import Member, zip_members
from search.intake.model import Content, Draft
from search.intake.reading import read_members
from search.work.progress import Failure

VERSION = 1


def read(content: Content) -> Iterator[Draft | Failure]:
    """The articles of every WARC file below ``archive/``; indexes and lists of pages are passed over."""
    yield from read_members(_archives(content), content.depth)


def _archives(content: Content) -> Iterator[Member]:
    for member in zip_members(content):
        if member.content.label.partition("!")[2].startswith("archive/"):
            yield member

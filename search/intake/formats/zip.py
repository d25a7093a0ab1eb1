"""Zip archives of articles in any format."""

from __future__ import annotations

from collections.abc import Iterator

from search.intake.archives import zip_members
from search.intake.model import Content, Draft
from search.intake.reading import read_members
from search.work.progress import Failure

VERSION = 1


def read(content: Content) -> Iterator[Draft | Failure]:
    """The articles of all members. Raises Unreadable for a damaged archive, TooLarge for a bomb."""
    yield from read_members(zip_members(content), content.depth)

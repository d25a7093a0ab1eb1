"""Tar archives of articles in any format, compressed or not."""

from __future__ import annotations

from collections.abc import Iterator

from search.intake.archives import tar_members
from search.intake.model import Content, Draft
from search.intake.reading import read_members
from search.work.progress import Failure

VERSION = 1


def read(content: Content) -> Iterator[Draft | Failure]:
    """The articles of all members. Raises Unreadable for a damaged archive, TooLarge for too many members."""
    yield from read_members(tar_members(content), content.depth)

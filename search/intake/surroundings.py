"""The short texts around a page's story: where they stand to its title and text, and under which names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from search.intake.elements import Element
from search.intake.story import Story
from search.text import words

LONGEST = 200
"""Characters of a text that says who published when, and no more."""
_MOST = 3000
_OVER_TITLE = 30
"""Elements before the title in which a date or an author may stand."""
_AFTER = 30
"""Elements behind the story in which they may."""
_FIRST_LINES, _LAST_LINES = 6, 8
"""Elements at the beginning and at the end of a story in which they may."""
_OTHER_RULES = words("teasers navigation newsletter advertisement") | {
    "cookie notice", "list of links", "link to another page", "teaser", "window over the page",
}  # fmt: skip
_OTHER = re.compile(
    r"related|teaser|sidebar|widget|popular|recent|archive|promo|recommend|events?\b|news-?list"
    r"|latest|ticker|recirc|trending|weather|calendar|pager|pagination|prevnext|nav-(?:prev|next)",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"comment|kommentar|disqus|tweet", re.IGNORECASE)


class Place(IntEnum):
    """Where on a page a short text stands, the likeliest for a byline or a date first."""

    HEAD = 0
    """Between the title and the story, or in its first lines."""
    ABOVE = 1
    """Right over the title."""
    FOOT = 2
    """Right behind the story, or in its last lines."""
    ELSEWHERE = 3
    OTHER = 4
    """In teasers or a sidebar: of another text."""
    COMMENT = 5
    """In what readers say, or somebody who is quoted."""


@dataclass(frozen=True, slots=True)
class Short:
    """An element with a text of a few words."""

    element: Element
    place: Place


def short_texts(story: Story) -> Iterator[Short]:
    """The elements of a page that hold a short text of their own, in its order."""
    if story.page is None:
        return
    order = list(story.page.walk())
    where = _Where.of(order, story)
    around = {above.key for inner in (*story.roots, order[where.title]) for above in inner.above()}
    inside: dict[int, Place] = {}
    found = 0
    for at, element in enumerate(order):
        above = element.parent.key if element.parent is not None else 0
        other = inside.get(above, Place.HEAD)
        if element.key not in around:
            other = max(other, _other(element, story))
        if other:
            inside[element.key] = other
        if (element.own or element.tag == "time") and element.length <= LONGEST and found < _MOST:
            found += 1
            yield Short(element, _settled(where.place(at), other))


def _settled(place: Place, other: Place) -> Place:
    """What stands between title and story is theirs, unless it is a comment, however it is called."""
    return place if other is not Place.COMMENT and place <= Place.ABOVE else max(place, other)


@dataclass(frozen=True, slots=True)
class _Where:
    """Where title and story begin and end, as numbers of elements in the order of the page."""

    title: int
    first: int
    last: int

    @classmethod
    def of(cls, order: list[Element], story: Story) -> _Where:
        number = {element.key: at for at, element in enumerate(order)}
        first = min((number[root.key] for root in story.roots), default=len(order))
        last = max((number[root.key] + sum(1 for _ in root.walk()) for root in story.roots), default=len(order))
        titles = [at for at, element in enumerate(order) if element.tag == "h1" and element.length]
        before = [at for at in titles if at <= first + _FIRST_LINES]
        return cls(before[-1] if before else titles[0] if titles else max(first - _OVER_TITLE, 0), first, last)

    def place(self, at: int) -> Place:
        """Where the element of a number stands."""
        if self.title <= at <= max(self.first, self.title) + _FIRST_LINES:
            return Place.HEAD
        if self.title - _OVER_TITLE <= at < self.title:
            return Place.ABOVE
        if self.last - _LAST_LINES <= at <= self.last + _AFTER:
            return Place.FOOT
        return Place.ELSEWHERE


def _other(element: Element, story: Story) -> Place:
    """Whether an element is no part of this article, by its name or the rule that dropped it; else HEAD."""
    rule = story.dropped.get(element.key, "")
    if rule == "comments" or element.tag == "blockquote":
        return Place.COMMENT
    if element.tag in ("body", "html", "main", "article"):
        return Place.HEAD
    return Place.OTHER if rule in _OTHER_RULES else _by_names(element.names)


@lru_cache(4096)
def _by_names(names: frozenset[str]) -> Place:
    if any(_COMMENT.search(name) for name in names):
        return Place.COMMENT
    return Place.OTHER if any(_OTHER.search(name) for name in names) else Place.HEAD

"""The story of a page of no known site: elements are scored by the prose in them, what is none is pruned.

The score is that of Arc90's Readability, by which a paragraph counts for what is around it; the rules for
pruning are in :mod:`search.intake.furniture`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain, islice, takewhile
from typing import TYPE_CHECKING

from search.intake.elements import INLINE, Element, measure
from search.intake.furniture import bare_headings, by_links, by_name, by_tag, by_words, comment
from search.text import words

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_GOOD = words("article story entry post body content text main hentry page blog column")
_PARAGRAPH = 25
"""Characters of a paragraph that counts."""
_ITEM = 60
"""The same for an item of a list."""
_COUNTED_ABOVE = words("p pre blockquote li")
_LEVELS = 5
_JOINED = 80
"""Characters of prose in something beside the story that make it a part of it."""
_MOSTLY_PROSE = 0.6
_SHORT, _LONG = 800, 1500
_MORE_PROSE, _MUCH_MORE_PROSE = 0.3, 0.6
"""Share by which something around the story must add to its prose: a long one is likely to be whole."""
_NEARLY_ALL_PROSE = 0.75
_LINKED = 0.15
_AROUND = 8
"""Elements around the story in which its other boxes are looked for."""
_LEADS = words("""
    lead intro introduction summary standfirst deck dek teaser excerpt subheadline subheading subline subtitle
    epigraph chapeau chapo kicker abstract description vorspann anleser entradilla bajada sottotitolo ingress
""")
_LEAD = 60
_LONGEST_LEAD = 900
"""Characters of a standfirst."""
_MOST_LEADS = 3
_OWN_STORIES = words("article li")
"""What stands beside an article and is one, or an item of a list, is another story."""
_ENOUGH = 250


@dataclass(slots=True)
class Story:
    """Where a page's text stands."""

    roots: list[Element]
    """What holds it, in the order of the page, none inside of another."""
    dropped: dict[int, str] = field(default_factory=dict)
    """``mem_id`` of what is furniture, there and elsewhere -> rule."""
    leads: list[Element] = field(default_factory=list)
    """Standfirsts between the page's title and the story."""
    rule: str = ""
    page: Element | None = None
    """All of the page, measured."""


def find_story(body: LexborNode) -> Story:
    """The story below the body of a page; no roots when there is no prose."""
    page = measure(body)
    story = _story_of(page)
    story.page = page
    return story


def _story_of(page: Element) -> Story:
    dropped = prune(page, page.prose - sum(element.prose for element in page.walk() if element.tag == "nav"))
    kept = _Kept.of(page, dropped)
    declared = _declared(page, dropped)
    if declared and sum(kept.prose(root) for root in declared) >= _ENOUGH:
        return _finished(declared, dropped, "itemprop=articleBody")
    scores = _scores(page, dropped)
    if not scores:
        return Story([], dropped)
    best = max(scores, key=lambda element: _weighted(element, scores[element]))
    return _finished(_with_beside(_widened(best, kept), kept), dropped, "scored")


def prune(page: Element, most: int) -> dict[int, str]:
    """What is furniture below an element: ``mem_id`` -> rule. ``most`` is the prose of the whole page."""
    dropped: dict[int, str] = {}
    waiting = [page]
    while waiting:
        element = waiting.pop()
        rule = element is not page and (
            comment(element)
            or by_name(element, most)
            or by_tag(element, most)
            or by_links(element)
            or by_words(element)
        )
        if rule:
            dropped[element.key] = rule
        else:
            waiting.extend(element.children)
    return dropped


def _declared(page: Element, dropped: dict[int, str]) -> list[Element]:
    """All elements that say of themselves that they are an article's body, but those inside of one."""
    found = [node.mem_id for node in page.node.css("[itemprop='articleBody'], [itemprop='articlebody']")[:50]]
    return _outermost(page, found, dropped)


def _outermost(page: Element, wanted: Iterable[int], dropped: dict[int, str]) -> list[Element]:
    """The elements of these keys that are neither dropped nor inside of what is, nor inside of one another."""
    keys = frozenset(wanted)
    closed = keys | dropped.keys()
    return [one for one in page.walk(closed) if one.key in keys and one.key not in dropped]


def _finished(roots: list[Element], dropped: dict[int, str], rule: str) -> Story:
    for root in roots:
        dropped.update((heading.key, "heading of nothing") for heading in [*bare_headings(root, dropped)])
    return Story(roots, dropped, _leads(roots, dropped), rule)


def _scores(page: Element, dropped: dict[int, str]) -> dict[Element, float]:
    """What each element is worth by the paragraphs below it: the nearer, the more."""
    scores: dict[Element, float] = {}
    waiting = [page]
    while waiting:
        element = waiting.pop()
        if element.key in dropped:
            continue
        waiting.extend(element.children)
        if not _is_paragraph(element):
            continue
        length = element.length if element.tag in ("p", "pre", "blockquote") else element.own
        worth = (1 + min(element.commas, 12) + min(length / 100, 3)) * (1 - element.link_share)
        itself = [] if element.tag in ("p", "pre", "blockquote", "li") else [element]
        for level, around in enumerate(islice(chain(itself, element.above()), _LEVELS)):
            scores[around] = scores.get(around, 0.0) + worth / (1, 2, 6, 9, 12)[level]
    return scores


def _is_paragraph(element: Element) -> bool:
    if element.tag in INLINE or element.link_share > 0.5 or element.tag in ("h1", "h2", "h3"):
        return False
    if element.tag == "li":
        return element.own >= _ITEM and element.link_share < 0.3
    if element.tag in ("p", "pre"):
        return element.length >= _PARAGRAPH
    return element.own >= _PARAGRAPH * 2


def _weighted(element: Element, score: float) -> float:
    named = 1.15 if element.names & _GOOD or element.tag in ("article", "main") else 1.0
    return score * named * (1 - element.link_share)


def _widened(best: Element, kept: _Kept) -> Element:
    """The element itself, or what is around it where that adds prose and hardly anything else.

    So are the boxes of a story that stands in several.
    """
    at, now = best, kept.measures[best.key]
    for above in best.above():
        if above.tag in ("body", "html"):
            break
        more = kept.measures[above.key]
        prose, length, linked = (
            getattr(more, name) - getattr(now, name) for name in ("prose", "length", "linked")
        )
        least = _MORE_PROSE * max(now.prose, _SHORT) if now.prose < _LONG else _MUCH_MORE_PROSE * now.prose
        if prose >= least and prose >= _NEARLY_ALL_PROSE * length and linked <= _LINKED * length:
            if _is_article(at) and _other_articles(above, at, kept.dropped):
                break
            at, now = above, more
    return at


def _is_article(element: Element) -> bool:
    return element.tag == "article" or any(above.tag == "article" for above in element.above())


def _other_articles(around: Element, story: Element, dropped: dict[int, str]) -> bool:
    inside = {story.key, *(above.key for above in story.above())}
    below = around.walk(dropped.keys() | {story.key})
    return any(one.tag == "article" and one.key not in inside and one.key not in dropped for one in below)


@dataclass(frozen=True, slots=True)
class _Measure:
    """What is below an element without what was dropped: characters in paragraphs, of all text, in links."""

    prose: int
    length: int
    linked: int


@dataclass(frozen=True, slots=True)
class _Kept:
    """A page without what was dropped: each element measured once, so that deep pages take no longer."""

    dropped: dict[int, str]
    measures: dict[int, _Measure]

    @classmethod
    def of(cls, page: Element, dropped: dict[int, str]) -> _Kept:
        """Children come after their parents in the order of the page, so it is gone through backwards."""
        lost: dict[int, tuple[int, int, int]] = {}
        measures: dict[int, _Measure] = {}
        for one in reversed(list(page.walk())):
            gone = [
                (child.prose, child.length, child.linked) if child.key in dropped else lost[child.key]
                for child in one.children
            ]
            prose, length, linked = map(sum, zip(*gone, strict=True)) if gone else (0, 0, 0)
            lost[one.key] = (prose, length, linked)
            measures[one.key] = _Measure(one.prose - prose, one.length - length, one.linked - linked)
        return cls(dropped, measures)

    def prose(self, element: Element) -> int:
        """Prose below an element without what was dropped."""
        return self.measures[element.key].prose


def _with_beside(best: Element, kept: _Kept) -> list[Element]:
    """The element, what stands beside it and reads like a part of the same story, and its like elsewhere."""
    joined = {best.key}
    if best.parent is not None and best.parent.tag != "html":
        joined |= {child.key for child in best.parent.children if _belongs(child, best, kept)}
    top = best
    for above in islice(best.above(), _AROUND):
        if above.tag in ("html", "body"):
            break
        top = above
    around = {above.key for above in best.above()}
    joined |= {element.key for element in top.walk(kept.dropped) if _is_like(element, best, around, kept)}
    return _outermost(best.top, joined, kept.dropped)


def _is_like(element: Element, best: Element, around: set[int], kept: _Kept) -> bool:
    """Whether an element is called exactly like the story's and holds a good part of it too.

    ``around`` are the keys of what is around the story.
    """
    if element.tag != best.tag or element.names != best.names or not best.names or element.tag in _OWN_STORIES:
        return False
    if element.key in kept.dropped or element.link_share > 0.25 or kept.prose(element) < _JOINED:
        return False
    between = takewhile(lambda above: above.key not in around, element.above())
    return not any(above.tag in _OWN_STORIES for above in islice(between, _AROUND))


def _belongs(child: Element, best: Element, kept: _Kept) -> bool:
    if child.key in kept.dropped or child.tag in INLINE or child.link_share > 0.25 or child.tag in _OWN_STORIES:
        return False
    if child.tag in ("h2", "h3", "ul", "ol", "blockquote", "pre", "table") and best.tag == "p":
        return True
    prose = kept.prose(child)
    if child.tag == "p":
        return prose >= _JOINED
    if child.tag == best.tag and child.names == best.names:
        return prose >= _JOINED / 2
    if prose < _JOINED or prose < _MOSTLY_PROSE * child.length or child.commas < 2:
        return False
    return bool(child.names & best.names or child.names & _GOOD)


def _leads(roots: list[Element], dropped: dict[int, str]) -> list[Element]:
    """The standfirsts that stand between the page's title and the first of the roots."""
    first = roots[0]
    around = {above.key for above in first.above()}
    title = False
    leads: list[Element] = []
    inside: set[int] = set()
    for element in first.top.walk(dropped):
        if element is first:
            break
        if element.parent is not None and element.parent.key in inside:
            inside.add(element.key)
        elif element.tag == "h1":
            title, leads = True, []
        elif title and element.key not in dropped and element.key not in around and _is_lead(element):
            leads.append(element)
            inside.add(element.key)
    return leads if len(leads) <= _MOST_LEADS else []


def _is_lead(element: Element) -> bool:
    if element.tag not in ("p", "h2", "h3", "div", "strong", "section"):
        return False
    if not _LEAD <= element.length <= _LONGEST_LEAD or element.link_share > 0.2:
        return False
    if element.names & _LEADS:
        return True
    return element.tag in ("p", "h2") and element.length >= _JOINED and element.commas > 0 and not element.links

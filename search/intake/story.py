"""The story of a page of no known site: elements are scored by the prose in them, what is none is pruned.

The score is that of Arc90's Readability, by which a paragraph counts for what is around it; the rules for
pruning are in :mod:`search.intake.furniture`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
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
_LEVELS = 5
_JOINED = 80
"""Characters of prose in something beside the story that make it a part of it."""
_MOSTLY_PROSE = 0.6
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
    rule: str = ""

    @property
    def prose(self) -> int:
        """Characters in paragraphs that are kept."""
        return sum(_prose(root, self.dropped) for root in self.roots)


def find_story(body: LexborNode) -> Story:
    """The story below the body of a page; no roots when there is no prose."""
    page = measure(body)
    dropped = prune(page, page.prose - sum(element.prose for element in page.walk() if element.tag == "nav"))
    declared = _declared(page, dropped)
    if declared and sum(_prose(root, dropped) for root in declared) >= _ENOUGH:
        return _finished(declared, dropped, "itemprop=articleBody")
    scores = _scores(page, dropped)
    if not scores:
        return Story([], dropped, "")
    best = max(scores, key=lambda element: _weighted(element, scores[element]))
    return _finished(_with_beside(_widened(best, scores), dropped), dropped, "scored")


def prune(page: Element, most: int) -> dict[int, str]:
    """What is furniture below an element: ``mem_id`` -> rule. ``most`` is the prose of the whole page."""
    dropped: dict[int, str] = {}
    waiting = [page]
    while waiting:
        element = waiting.pop()
        rule = element is not page and (
            comment(element) or by_name(element, most) or by_tag(element, most) or by_links(element) or by_words(element)
        )
        if rule:
            dropped[element.key] = rule
        else:
            waiting.extend(element.children)
    return dropped


def _declared(page: Element, dropped: dict[int, str]) -> list[Element]:
    """All elements that say of themselves that they are an article's body, but those inside of one."""
    found = [node.mem_id for node in page.node.css("[itemprop='articleBody'], [itemprop='articlebody']")[:50]]
    return _outermost(element for element in page.walk() if element.key in found and element.key not in dropped)


def _outermost(elements: Iterable[Element]) -> list[Element]:
    kept: dict[int, Element] = {}
    for element in elements:
        if not any(above.key in kept for above in element.above()):
            kept[element.key] = element
    return list(kept.values())


def _finished(roots: list[Element], dropped: dict[int, str], rule: str) -> Story:
    for root in roots:
        dropped.update((heading.key, "heading of nothing") for heading in [*bare_headings(root, dropped)])
    return Story(roots, dropped, rule)


def _prose(root: Element, dropped: dict[int, str]) -> int:
    """Prose below an element without what was dropped."""
    total, waiting = root.prose, [root]
    while waiting:
        for child in waiting.pop().children:
            if child.key in dropped:
                total -= child.prose
            else:
                waiting.append(child)
    return total


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
        above = [element, *element.above()] if element.tag not in ("p", "pre", "blockquote", "li") else element.above()
        for level, around in enumerate(above):
            if level >= _LEVELS:
                break
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


def _widened(best: Element, scores: dict[Element, float]) -> Element:
    """The element itself, or what is around it when that scores nearly as well: a story in several boxes."""
    at, least = best, scores[best] * 0.75
    for above in best.above():
        if above.tag in ("body", "html"):
            break
        if scores.get(above, 0) >= least and above.link_share < 0.35:
            at, least = above, max(least, scores[above] * 0.75)
    return at


def _with_beside(best: Element, dropped: dict[int, str]) -> list[Element]:
    """The element, what stands beside it and reads like a part of the same story, and its like elsewhere."""
    joined = {best.key}
    if best.parent is not None and best.parent.tag != "html":
        joined |= {child.key for child in best.parent.children if _belongs(child, best, dropped)}
    top = best
    for level, above in enumerate(best.above()):
        if level >= _LEVELS or above.tag in ("html", "body"):
            break
        top = above
    joined |= {element.key for element in top.walk() if _is_like(element, best, dropped)}
    page = best
    for page in best.above():
        pass
    return _outermost(element for element in page.walk() if element.key in joined and not _is_dropped(element, dropped))


def _is_dropped(element: Element, dropped: dict[int, str]) -> bool:
    return element.key in dropped or any(above.key in dropped for above in element.above())


def _is_like(element: Element, best: Element, dropped: dict[int, str]) -> bool:
    """Whether an element is called exactly like the story's and holds a good part of it too."""
    if element.tag != best.tag or element.names != best.names or not best.names or element.tag in _OWN_STORIES:
        return False
    if element.link_share > 0.25 or any(above.tag in _OWN_STORIES for above in _between(element, best)):
        return False
    return _prose(element, dropped) >= _JOINED


def _between(element: Element, best: Element) -> list[Element]:
    """What is around an element and not around the story."""
    around = {above.key for above in best.above()}
    return [above for above in element.above() if above.key not in around]


def _belongs(child: Element, best: Element, dropped: dict[int, str]) -> bool:
    if child.key in dropped or child.tag in INLINE or child.link_share > 0.25 or child.tag in _OWN_STORIES:
        return False
    if child.tag in ("h2", "h3", "ul", "ol", "blockquote", "pre", "table") and best.tag == "p":
        return True
    prose = _prose(child, dropped)
    if child.tag == "p":
        return prose >= _JOINED
    if child.tag == best.tag and child.names == best.names:
        return prose >= _JOINED / 2
    if prose < _JOINED or prose < _MOSTLY_PROSE * child.length or child.commas < 2:
        return False
    return bool(child.names & best.names or child.names & _GOOD)

"""Where a page's text stands: by the profile of its site, else by its looks; and what became of the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from search.article.model import Block, BlockKind
from search.errors import NotAnArticle
from search.intake.elements import UNSEEN
from search.intake.markup import hidden_in, to_blocks
from search.intake.profiles import Profile
from search.intake.second_opinion import agreed, ask
from search.intake.story import Story, find_story

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_ENOUGH = 250
"""Characters of prose that make a story, on pages of no known site."""
_OUTSIDE = "outside of the story"
_HIDDEN = "hidden on the page"
_LONG = 30
"""Characters of a line that is said once, however often a page repeats it."""


@dataclass(frozen=True, slots=True)
class Body:
    """The blocks of a page's text, and how they were found."""

    blocks: tuple[Block, ...]
    rule: str
    roots: tuple[LexborNode, ...] = ()
    """What holds them; empty when another program found them."""
    dropped: Mapping[int, str] = field(default_factory=dict)
    """``mem_id`` of what was left out -> rule."""
    lead: str = ""
    """The standfirst."""
    story: Story | None = None
    """What was found out of a page of no known site."""


def find_body(tree: LexborHTMLParser, profile: Profile | None) -> Body:
    """The text of a page, by the first way that gives any; raises NotAnArticle when none does."""
    if profile and (body := by_selectors(tree, profile)):
        return body
    root = tree.body
    if root is None:
        raise NotAnArticle("The page holds no text.", "Save it again, or save it as text.")
    story = find_story(root)
    blocks = _once(chain.from_iterable(to_blocks(top.node, story.dropped) for top in story.roots))
    if prose_of(blocks) >= _ENOUGH:
        lead = " ".join(lead.text for lead in story.leads)
        blocks = agreed(blocks, ask(tree.html or ""))
        return Body(blocks, story.rule, tuple(top.node for top in story.roots), story.dropped, lead, story)
    opinion = ask(tree.html or "")
    return Body(opinion, "trafilatura", story=story) if prose_of(opinion) >= _ENOUGH else _whole(root, story)


def _whole(root: LexborNode, story: Story) -> Body:
    """All of a page, when there is no story in it: without its furniture if that leaves anything."""
    for dropped in (story.dropped, {}):
        if blocks := to_blocks(root, dropped):
            return Body(blocks, "whole page", (root,), dropped, story=story)
    raise NotAnArticle("The page holds no text.", "Save it again, or save it as text.")


def by_selectors(tree: LexborHTMLParser, profile: Profile) -> Body | None:
    """The first container of a profile that holds any text."""
    dropped = named_drops(tree, profile)
    for selector in profile.body:
        found = [(to_blocks(node, dropped), node) for node in tree.css(selector)[:20]]
        blocks, node = max(found, key=lambda pair: prose_of(pair[0]), default=((), None))
        if node is not None and prose_of(blocks) >= 1:
            return Body(blocks, f"{profile.name}: {selector}", (node,), dropped)
    return None


def named_drops(tree: LexborHTMLParser, profile: Profile) -> dict[int, str]:
    """``mem_id`` of what a profile leaves out -> the selector that does."""
    return {
        node.mem_id: f"{profile.name}: {selector}" for selector in profile.drop for node in tree.css(selector)
    }


def prose_of(blocks: tuple[Block, ...]) -> int:
    """Characters in blocks that are no headings."""
    return sum(len(block.text) for block in blocks if block.kind is not BlockKind.HEADING)


def _once(blocks: chain[Block]) -> tuple[Block, ...]:
    """Blocks without those that repeat a longer line: captions of a gallery, a text for each size of screen."""
    seen: set[str] = set()
    kept: list[Block] = []
    for block in blocks:
        if len(block.text) < _LONG or block.text not in seen:
            kept.append(block)
        else:
            kept.append(Block(BlockKind.BOILERPLATE, block.text, rule="said before"))
        seen.add(block.text)
    return tuple(kept)


def account(root: LexborNode, body: Body) -> tuple[str, dict[str, list[str]]]:
    """All text that a person sees on a page; and rule -> texts of it that were left out."""
    inside = {node.mem_id for node in body.roots}
    left_out = {**{node.mem_id: _HIDDEN for node in hidden_in(root)}, **body.dropped}
    seen: list[str] = []
    cut: dict[str, list[str]] = {}
    rules: list[str] = ["" if root.mem_id in inside or not inside else _OUTSIDE]
    node: LexborNode | None = root.first_child
    while node is not None:
        child = None
        if node.tag == "-text":
            if (text := node.text_content or "") and not text.isspace():
                seen.append(text)
                if rules[-1]:
                    cut.setdefault(rules[-1], []).append(text)
        elif node.tag not in UNSEEN and (child := node.first_child) is not None:
            rules.append(_rule(node.mem_id, rules[-1], inside, left_out))
        if child is not None:
            node = child
            continue
        while node is not None and node.next is None and node.mem_id != root.mem_id:
            node = node.parent
            if node is not None and node.mem_id != root.mem_id:
                rules.pop()
        node = None if node is None or node.mem_id == root.mem_id else node.next
    return "\n".join(seen), cut


def _rule(key: int, above: str, inside: set[int], left_out: Mapping[int, str]) -> str:
    """The rule by which the text below a node is left out: its own, or that of what is around it."""
    if own := left_out.get(key):
        return own
    return "" if above == _OUTSIDE and key in inside else above

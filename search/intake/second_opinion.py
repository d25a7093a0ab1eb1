"""A second opinion on a page's text, by trafilatura where it is installed: what of it is furniture after all.

Where both agree on most of the text, short blocks that only the first has are left out: credits of pictures,
teasers between paragraphs, names of sections. Long ones, tables, lists, whole sentences and the headings of
what is kept stay, since losing text is worse.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from search.article.model import Block, BlockKind, SpanKind
from search.intake import offline
from search.intake.markup import parse, to_blocks

RULE = "second opinion: trafilatura"
LARGEST_ASKED = 2**20
"""Characters of a page that trafilatura is asked about: larger ones would take it seconds."""
_TOGETHER = 4
"""Words that are compared at once."""
_SHARED, _COVERED = 0.5, 0.9
"""Share of the first text that the second must have, and of the second that the first must have, to agree."""
_KNOWN = 0.3
"""Share of a block that the second text must have to keep it."""
_LONG = 300
"""Characters of a block that stays whatever the second opinion is."""
_STAYING = frozenset({BlockKind.TABLE, BlockKind.PREFORMATTED})
_FEWEST = 250
"""Characters of a text that is an opinion."""
_SENTENCE = re.compile(r"\w[.!?\u2026\u3002\uff01\uff1f][\"'\u2019\u201d\u00bb\u300d)\]]{0,3}\Z")
"""The end of a text that ends as a sentence does."""
_WORD = re.compile(r"\w+")


def ask(html: str) -> tuple[Block, ...]:
    """What trafilatura takes for the text of a page; ``html`` is the tamed page. Nothing without the extra."""
    if len(html) > LARGEST_ASKED:
        return ()
    try:
        trafilatura = offline.load("trafilatura")
    except ImportError:
        return ()
    kept = trafilatura.extract(
        html, output_format="html", favor_precision=True, include_comments=False, include_formatting=True
    )
    root = parse(kept).body if kept else None
    return to_blocks(root) if root else ()


def agreed(blocks: tuple[Block, ...], opinion: tuple[Block, ...]) -> tuple[Block, ...]:
    """Blocks of a text; those that the second opinion lacks are hidden, if both agree on the rest."""
    text = "\n".join(block.text for block in opinion)
    if len(text) < _FEWEST:
        return blocks
    theirs = _all_shingles(block.text for block in opinion)
    ours = _all_shingles(block.text for block in blocks if not block.hidden)
    both = (ours & theirs).total()
    if both < _SHARED * ours.total() or both < _COVERED * theirs.total():
        return blocks
    lines = frozenset(" ".join(_WORD.findall(line)) for line in text.split("\n"))
    kept = [block.hidden or _keeps(block, theirs, lines) for block in blocks]
    _keep_headings(blocks, kept)
    return tuple(
        block if stays else Block(BlockKind.BOILERPLATE, block.text, rule=RULE)
        for block, stays in zip(blocks, kept, strict=True)
    )


def _keep_headings(blocks: tuple[Block, ...], kept: list[bool]) -> None:
    """A heading belongs to the text that follows it: it stays where that stays."""
    follows = False
    for at in reversed(range(len(blocks))):
        if blocks[at].hidden:
            continue
        if blocks[at].kind is BlockKind.HEADING and not _is_link(blocks[at]):
            kept[at] = kept[at] or follows
        follows = kept[at]


def _is_link(block: Block) -> bool:
    """Whether most of a block is links, as in lists of what else there is to read."""
    linked = sum(span.end - span.start for span in block.spans if span.kind is SpanKind.LINK)
    return linked > len(block.text) / 2


def _keeps(block: Block, theirs: Counter[tuple[str, ...]], lines: frozenset[str]) -> bool:
    if block.kind in _STAYING or len(block.text) > _LONG:
        return True
    if not _is_link(block) and (block.kind is BlockKind.LIST or _SENTENCE.search(block.text)):
        return True  # a list of the story is none of links, and whole sentences are no credits or names
    found = _WORD.findall(block.text)
    if len(found) < _TOGETHER:
        return " ".join(found) in lines
    shingles = _shingles(block.text)
    return (shingles & theirs).total() >= _KNOWN * shingles.total()


def _all_shingles(texts: Iterable[str]) -> Counter[tuple[str, ...]]:
    found: Counter[tuple[str, ...]] = Counter()
    for text in texts:
        found.update(_shingles(text))
    return found


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    """Every four words that follow one another; of fewer words, all of them."""
    found = _WORD.findall(text)
    if not found:
        return Counter()
    return Counter(tuple(found[at : at + _TOGETHER]) for at in range(max(1, len(found) - _TOGETHER + 1)))

"""The ledger of text: words visible in a source = words kept + words dropped by a named rule + words lost."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from search.article.model import Article
from search.article.provenance import FIELD, LOSS
from search.intake.model import Draft
from search.text import sanitise, words

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

LOST_SHARE = 0.02
"""Share of a source's words above which it is told that some are in no article."""
LOST_FEWEST = 5
"""So few lost words are no warning: a label, a number that was written differently."""
_WORD = re.compile(r"[^\W_]+")
_LONGEST_JOIN = 3
"""Pieces of a word that layout parted: ``ex- am- ple``."""
_UNSEEN = words(
    "script style noscript template svg math iframe object embed canvas audio video select head title"
)
_FIELDS = (
    "title", "subtitle", "byline", "category", "organisation", "dateline", "place", "number", "url", "date",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ledger:
    """What became of the words of one article's source."""

    visible: int
    """Words that a person would see in the source."""
    kept: int
    """Of those, the words in the article's text or fields."""
    dropped: Mapping[str, int] = field(default_factory=dict)
    """Rule -> words that it dropped."""
    lost: int = 0
    """Words that are in neither."""

    @property
    def warning(self) -> str:
        """A sentence when more was lost than should be, else empty."""
        if self.lost <= LOST_FEWEST or self.lost <= LOST_SHARE * self.visible:
            return ""
        return f"{self.lost:,} of {self.visible:,} {LOSS}."


def balanced(draft: Draft) -> Draft:
    """A draft with a warning when words of its source are in neither text nor rules."""
    if draft.seen is None or not _is_doubtful(draft) or not (warning := balance(draft).warning):
        return draft
    article = draft.article
    return replace(draft, article=replace(article, warnings=(*article.warnings, warning)))


def _is_doubtful(draft: Draft) -> bool:
    """Whether words may be lost: what stands on both sides between spaces need not be looked into."""
    seen = Counter((draft.seen or "").split())
    kept = Counter("\n".join(_kept(draft.article)).split())
    missing, surplus = seen - kept, kept - seen
    if not missing:
        return False
    left = Counter(_words(" ".join(missing.elements()))) - Counter(_words(" ".join(surplus.elements())))
    return left.total() > LOST_FEWEST


def balance(draft: Draft) -> Ledger:
    """The ledger of a draft: its :attr:`Draft.seen` against its article and :attr:`Draft.cut`."""
    seen = _words(sanitise(draft.seen or ""))
    every, kept = Counter(seen), Counter(_words("\n".join(_kept(draft.article))))
    missing, visible = every - kept, len(seen)
    found = visible - missing.total()
    dropped: dict[str, int] = {}
    for rule, text in _dropped(draft):
        if not missing:
            break
        cut = Counter(_words(sanitise(text)))
        count = _take(missing, cut)
        if count:
            dropped[rule] = dropped.get(rule, 0) + count
    if missing:  # it is dear, and hardly ever needed once what was dropped is accounted for
        rest = _joined(seen, missing, kept - every)
        found += missing.total() - rest.total()
        missing = rest
    return Ledger(visible, found, dropped, missing.total())


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _take(some: Counter[str], others: Counter[str]) -> int:
    """Take words out of some; gives how many there were. Nothing is left at zero."""
    taken = 0
    for word in some.keys() & others.keys():
        count = min(some[word], others[word])
        taken += count
        some[word] -= count
        if not some[word]:
            del some[word]
    return taken


def _kept(article: Article) -> Iterable[str]:
    """The texts in which a reader finds the article's words."""
    yield from (str(getattr(article, name)) for name in _FIELDS)
    yield from article.tags
    yield from (block.text for block in article.blocks if not block.hidden or block.rule.startswith(FIELD))
    yield from (span.target for block in article.blocks for span in block.spans if span.target)


def _dropped(draft: Draft) -> Iterable[tuple[str, str]]:
    hidden = (block for block in draft.article.blocks if block.hidden and not block.rule.startswith(FIELD))
    yield from ((block.rule, block.text) for block in hidden)
    yield from draft.cut


def _joined(seen: list[str], missing: Counter[str], surplus: Counter[str]) -> Counter[str]:
    """What is missing still when words that layout parted or glued are matched with their pieces.

    A line's end parts ``exam-`` and ``ple``; tags without space between them glue ``one`` and ``two``.
    """
    if not surplus:
        return missing
    missing, surplus = Counter(missing), Counter(surplus)
    at = 0
    while at < len(seen):
        at += _match_parted(seen, at, missing, surplus) or 1
    for word in [word for word in missing if len(word) > 1]:
        while missing[word] > 0 and _match_glued(word, surplus):
            missing[word] -= 1
    return +missing


def _match_parted(seen: list[str], at: int, missing: Counter[str], surplus: Counter[str]) -> int:
    """How many words from ``at`` on are the pieces of one word that was kept whole; 0 when they are not."""
    if missing.get(seen[at], 0) <= 0:
        return 0
    whole = seen[at]
    for count, piece in enumerate(seen[at + 1 : at + _LONGEST_JOIN], 2):
        whole += piece
        if surplus.get(whole, 0) > 0:
            surplus[whole] -= 1
            for part in seen[at : at + count]:
                missing[part] -= 1
            return count
    return 0


def _match_glued(word: str, surplus: Counter[str]) -> bool:
    """Whether two words that were kept are the halves of ``word``; they are used up."""
    for cut in range(1, min(len(word), 80)):
        first, second = word[:cut], word[cut:]
        if surplus.get(first, 0) > 0 and surplus.get(second, 0) > (first == second):
            surplus[first] -= 1
            surplus[second] -= 1
            return True
    return False


def seen_in(root: LexborNode) -> str:
    """The text that a person would see below a node of a page, a line for each piece of text."""
    parts: list[str] = []
    node: LexborNode | None = root
    while node is not None:
        if node.tag == "-text":
            parts.append(node.text_content or "")
        child = None if node.tag in _UNSEEN else node.first_child
        if child is not None:
            node = child
            continue
        while node is not None and node.mem_id != root.mem_id and node.next is None:
            node = node.parent
        node = None if node is None or node.mem_id == root.mem_id else node.next
    return "\n".join(parts)

"""The parts of an answer: what has all that was asked, and what has some of it.

A list of words is a list of demands: the first part has them all. A sentence is not: words that carry little -
those that questions are made of, and those that the archive has nearly everywhere - count where they are and
are not demanded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from search.index.snapshot import Snapshot
from search.query.terms import terms_of
from search.query.tree import And, Lighter, Node, Not, Or, Welcome, Word, relaxed

QUESTION_WORDS = frozenset(
    re.findall(
        r"\w+",
        "who whom whose what which when where why how whether do does did done is are was were am be been "
        "being has have had having can could will would shall should may might must about after all also "
        "any because before between both during each else ever every from get gets give go goes got "
        "happen happened happens her him his i its know made make many me more most much my need our out "
        "over own please s say says said she he show since so some still tell than them through under "
        "until up us use used very want we while you your t re ve ll d find look looking search article "
        "articles news story stories there their begin began begun start started end ended become became "
        "come came take took taken ",
    )
)
"""Words that questions and sentences are made of, beside the stop words: in English, as the stop words are."""
_OPENERS = frozenset(
    re.findall(
        r"\w+",
        "who whom whose what which when where why how is are was were do does did can could will would "
        "should has have had tell show find give ",
    )
)
"""Words that begin a question or a request."""
LITTLE = 0.4
"""Share of a question's heaviest word from which on a word is demanded; by inverse document frequency."""
LESS = 0.5
"""What words that questions are made of count beside others, and a compound beside its parts. Over five judged
collections of sentences, .3 to .5 gave 1.5 to 1.8 % more mean average precision than 1, and no collection lost
half a percent; 0.1 lost some."""
LONG_PART = 3
"""Letters of a compound's part from which it counts by itself."""
DECIDING = 3
"""Words that are demanded of a question at most, the heaviest: of further ones, articles rarely have all."""


@dataclass(frozen=True, slots=True)
class Tiers:
    """What each part of an answer matches."""

    first: Node
    """All that was asked."""
    some: Node | None = None
    """Any of its words, with the same filters; the second part is what the first leaves of it."""


def tiers_of(node: Node, snapshot: Snapshot, *, question: bool) -> Tiers:
    """The parts of an answer to a parsed query; one where there are not two words to choose from.

    ``question``: the text reads as a sentence (:func:`is_question`).
    """
    first = _demanding_less(node, snapshot) if question else node
    loose = relaxed(node)
    return Tiers(first) if loose == node else Tiers(first, weighed(loose))


def weighed(node: Node) -> Node:
    """The OR of a sentence's words: those that sentences are made of, and compounds as wholes, count less."""
    if isinstance(node, And):
        return replace(node, children=tuple(weighed(child) for child in node.children))
    if not isinstance(node, Or):
        return node
    children: list[Node] = []
    for child in node.children:
        parts = _parts(child)
        light = bool(parts) or _is_question_word(child)
        children += [Lighter(child, LESS, start=child.start, end=child.end) if light else child, *parts]
    return replace(node, children=tuple(children))


def _parts(node: Node) -> list[Node]:
    """The parts of a compound by themselves: an article may write them apart."""
    if not isinstance(node, Word) or node.field or len(terms_of(node.text)) < 2:
        return []
    words = [word for word in re.findall(r"[^\W_]+", node.text) if len(word) >= LONG_PART]
    return [
        Lighter(Word(word, start=node.start, end=node.end), LESS, start=node.start, end=node.end)
        for word in words
        if not _stopped(word)
    ]


def is_question(text: str) -> bool:
    """Whether a query reads as a question or request in words, not as a list of them."""
    words = re.findall(r"\w+", text.casefold())
    if len(words) < 4 or re.search(r'["“”():*~]|\b(?:AND|OR|NOT)\b', text):
        return False
    if words[0] in _OPENERS or text.rstrip().endswith("?"):
        return True
    small = sum(word in QUESTION_WORDS or _stopped(word) for word in words)
    return len(words) >= 6 and 3 * small >= len(words)


def _stopped(word: str) -> bool:
    return Word(word).is_stop_word


def _demanding_less(node: Node, snapshot: Snapshot) -> Node:
    """The AND of a question with what carries little made welcome only."""
    if not isinstance(node, And):
        return node
    weights = {child: rarity(child, snapshot) for child in node.children if child.textual}
    plain = [child for child in weights if not child.is_stop_word]
    heavy = [child for child in plain if not _is_question_word(child)] or plain
    most = max((weights[child] for child in heavy), default=0.0)
    heavy = [child for child in heavy if weights[child] >= LITTLE * most]
    deciding = set(sorted(heavy, key=lambda child: -weights[child])[:DECIDING])
    if not deciding:
        return node
    children = tuple(
        child if child in deciding or not child.textual or child.is_stop_word else Welcome(child)
        for child in node.children
    )
    return replace(node, children=children)


def _is_question_word(node: Node) -> bool:
    return isinstance(node, Word) and node.text.casefold() in QUESTION_WORDS


def rarity(node: Node, snapshot: Snapshot) -> float:
    """The inverse document frequency of a word's rarest term; of one that no article has, of the rarest."""
    texts = list(node.parts()) or [(getattr(node, "text", getattr(node, "pattern", "")), False)]
    found = [
        snapshot.inverse_frequency(max(1, snapshot.document_frequency("text", term.encode())))
        for text, quoted in texts
        for term in terms_of(text, quoted)
    ]
    return max(found, default=0.0)


def lacking(first: Node) -> tuple[Node, ...]:
    """The clauses of which an article of the second part may lack some."""
    if not isinstance(first, And):
        return ()
    return tuple(
        child
        for child in first.children
        if child.textual and not child.is_stop_word and not isinstance(child, Not)
    )

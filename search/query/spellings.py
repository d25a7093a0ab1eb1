"""Words that are written as one, with a hyphen, or as two: ``healthcare``, ``health-care``, ``health care``.

They stand for each other where the archive itself writes them with a hyphen, so that it is seen to be one
word and not two that stand together by chance (``the rapist``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from search.index.analysis import RAW_TOKEN, STOP_WORDS, fold, stem
from search.index.compounds import Compound, joined, pairs_of
from search.index.snapshot import Snapshot
from search.query.kinds.base import Node
from search.query.kinds.word import Phrase, Word
from search.query.tree import And, Boosted, Not, Or, Welcome, with_leaves
from search.scripts import is_word

FEWEST = 1000
"""Articles with a word to one of its writing with a hyphen, up to which that is no slip of somebody's pen."""
FEWEST_NAMED = 5
"""The same where the second part always has a capital, as that of a name has: Medi-Cal is not medical."""
MOST = 4
"""Other spellings of a phrase that are looked for."""


def with_spellings(node: Node, snapshot: Snapshot) -> Node:
    """The query with the other spellings of its words and phrases."""
    match node:
        case Not(child) | Welcome(child) | Boosted(child):
            return replace(node, child=with_spellings(child, snapshot))
        case And(below):
            return replace(node, children=tuple(_beside(below, snapshot)))
        case Or(below):
            return replace(node, children=tuple(with_spellings(child, snapshot) for child in below))
    return with_leaves(node, lambda leaf: _leaf(leaf, snapshot))


def _beside(children: Sequence[Node], snapshot: Snapshot) -> list[Node]:
    """The clauses of an AND: words side by side may be one, and each of them then stands for it."""
    found = [with_spellings(child, snapshot) for child in children]
    for i in range(len(children) - 1):
        left, right = found[i], found[i + 1]
        if isinstance(left, Word) and isinstance(right, Word) and left.field == right.field:
            first, second = fold(left.text), fold(right.text)
            if is_word(first) and is_word(second) and _are_one(first, second, snapshot):
                whole = left.text + right.text
                found[i] = replace(left, also=(*left.also, whole))
                found[i + 1] = replace(right, also=(*right.also, whole))
    return found


def _leaf(leaf: Node, snapshot: Snapshot) -> Node:
    if isinstance(leaf, Word) and (ways := _ways(leaf.text, snapshot)):
        return replace(leaf, also=ways)
    if isinstance(leaf, Phrase) and (ways := _phrases(leaf.text, snapshot)):
        return replace(leaf, also=ways)
    return leaf


def _ways(text: str, snapshot: Snapshot) -> tuple[str, ...]:
    """The other spellings of a word that is written as one or with a hyphen."""
    if is_word(text):
        return tuple(f"{text[:at]} {text[at:]}" for at in _seams(text, snapshot))
    pairs = list(pairs_of(text))
    if len(pairs) != 1 or text.count("-") > 1:
        return ()
    first, second, _ = pairs[0]
    known = [one for one in snapshot.compounds(joined(first, second)) if one.first == first]
    sure = not known or first in STOP_WORDS or _are_one(first, second, snapshot)
    return (first + second,) if sure else ()


def _seams(word: str, snapshot: Snapshot) -> list[int]:
    """Where a word can be parted into two that are one."""
    folded = fold(word)
    if len(folded) != len(word):
        return []
    return [
        len(one.first)
        for one in snapshot.compounds(stem(folded))
        if folded.startswith(one.first)
        and stem(folded[len(one.first) :]) == one.second
        and _is_one(one, stem(folded), snapshot)
    ]


def _phrases(text: str, snapshot: Snapshot) -> tuple[str, ...]:
    """The other spellings of a phrase, each with one of its words written otherwise."""
    words = RAW_TOKEN.findall(text)
    found: list[str] = []
    for i, word in enumerate(words):
        found += [" ".join((*words[:i], way, *words[i + 1 :])) for way in _ways(word, snapshot)]
        following = words[i + 1] if i + 1 < len(words) else ""
        if is_word(word) and is_word(following) and _are_one(fold(word), fold(following), snapshot):
            found.append(" ".join((*words[:i], word + following, *words[i + 2 :])))
    return tuple(dict.fromkeys(found))[:MOST]


def _are_one(first: str, second: str, snapshot: Snapshot) -> bool:
    """Whether two folded words side by side are one."""
    if second in STOP_WORDS:
        return False
    whole = joined(first, second)
    term = stem(second)
    return any(
        one.first == first and one.second == term and _is_one(one, whole, snapshot)
        for one in snapshot.compounds(whole)
    )


def _is_one(one: Compound, whole: str, snapshot: Snapshot) -> bool:
    """Whether a compound is written with a hyphen often enough, beside what is written as one.

    Not one that begins with a stop word (``by-law``): its two words stand side by side in sentences where they
    are nothing of the kind, and the index has such a compound as one word anyway.
    """
    often = snapshot.document_frequency("text", whole.encode())
    enough = one.small * FEWEST >= often if one.small else one.times * FEWEST_NAMED >= often
    return enough and one.first not in STOP_WORDS

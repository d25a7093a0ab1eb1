"""Whether the tagger knows the language of a text: it learnt from English alone."""

from __future__ import annotations

from search.article.model import Article
from search.article.small_words import SMALL
from search.entities.scan import Scan
from search.entities.wordlists import words

_FUNCTION_WORDS = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "in",
        "a",
        "for",
        "on",
        "with",
        "that",
        "is",
        "was",
        "by",
        "as",
        "at",
        "from",
        "his",
        "her",
        "its",
        "their",
        "be",
        "are",
        "has",
        "have",
        "had",
        "will",
        "not",
        "an",
        "or",
        "this",
        "who",
        "which",
        "were",
        "said",
        "it",
        "he",
        "she",
        "they",
        "we",
        "i",
        "you",
        "but",
        "after",
    ]
)
_FOREIGN_WORDS = frozenset(words()["foreign"])
"""Words of other languages by which a text too short to count words is told not to be English."""
_OTHERS = tuple(some for language, some in SMALL.items() if language != "en" and any(map(str.isascii, some)))
"""The small words of each other language in Latin letters."""
_SHARE = 0.12
"""Function words among the words in small letters: English has 0.35 to 0.55, other languages under 0.08."""
_SAMPLE = 600
"""Tokens looked at."""
_SHORT = 12
"""Words in small letters below which a text is too short to tell."""


UNKNOWN = "The language of this text is not known: only acronyms and known names are shown."
LOUD = "This text is in capitals throughout: only acronyms and known names are shown."


def silence(article: Article) -> str:
    """Why no more names are found in an article than lists and definitions give; empty when all are."""
    from search.entities.reading import read

    view = read(article)
    if not view.words:
        return ""
    return LOUD if view.loud else "" if known_language(view) else UNKNOWN


def _latin(word: str) -> bool:
    """Whether a word is written in Latin letters, with whatever signs on them: ``René``, ``Nguyễn``."""
    return all(ord(char) < 0x250 or 0x1E00 <= ord(char) < 0x1F00 or not char.isalpha() for char in word)


def known_language(view: Scan) -> bool:
    """Whether the text is English, as far as its function words tell."""
    small = [word for word in view.words[:_SAMPLE] if word.islower()]
    english = sum(word in _FUNCTION_WORDS for word in small)
    others = max(sum(word in some for word in small) for some in _OTHERS)
    if len(small) >= _SHORT:
        return english >= max(_SHARE * len(small), others)
    words = [word for word in view.words[:_SAMPLE] if word[0].isalpha()]
    if 2 * sum(map(_latin, words)) < len(words):
        return False  # a name in another script beside its Latin form is no other language
    if english > others or others > english + 1:
        return english > others
    return all(word.strip("’").isascii() for word in small) and not _FOREIGN_WORDS & set(small)

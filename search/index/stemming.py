"""Stems of other languages than English, as terms of their own beside those that every article has.

Whatever its language, an article is found by the terms of :mod:`search.index.analysis`. One in another language
that Snowball knows has, at the same places, the stems of that language too, each marked with the language: a
query looks for all readings of a word, an index of English articles has nothing more than before, and a stem
of one language is never taken for a word of another.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from search.article.languages import candidates
from search.article.model import Article
from search.index.analysis import MAX_TERM, Analysed, Piece, analyse_raw, fold
from search.scripts import is_word
from search.text import words

ALGORITHMS = {
    "ar": "arabic",
    "bs": "serbian",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "eo": "esperanto",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hr": "serbian",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "st": "sesotho",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
"""Language -> Snowball's algorithm for it. English is in the terms of all articles."""

MARK = "\x1f"
"""Before a term of a language and behind its code; no text has it, and it sorts before all letters."""
END_OF_LANGUAGES = b"\x20"
"""Terms of languages sort before this, all others behind it."""
_ACCENTED = words("ca cs da de eo es et eu fi fr ga hr bs hu id it lt nl no pl pt ro st sv tr")
"""Languages in Latin letters: people leave out their accents, so a word is stemmed without them as well."""
_APOSTROPHE = re.compile("['’].*", re.DOTALL)
_DROPPED = str.maketrans("", "", "'’&\u00b7\u05f3\u05f4\u0640\u00ad")
_TURKISH = str.maketrans("Iİ", "ıi")
_VOWELLED = re.compile("[\u064b-\u065f\u0670\u0301]")


@cache
def _stemmer(algorithm: str) -> Any:
    """Snowball's stemmer, or None where the installed library is too old to have it."""
    import Stemmer

    return Stemmer.Stemmer(algorithm, 0) if algorithm in Stemmer.algorithms() else None


def languages_of(article: Article) -> tuple[str, ...]:
    """The languages beside English whose stems an article is found by: its own, or those that it may be in."""
    if article.language == "en":
        return ()
    told = (article.language,) if article.language else candidates(f"{article.title}\n{article.body}")
    return tuple(language for language in told if language in ALGORITHMS)


@lru_cache(maxsize=1 << 15)
def stems_in(language: str, word: str) -> tuple[str, ...]:
    """The terms of a written word in a language, without its mark: one, or a second one without accents.

    Empty for what is no word: numbers, names of programs.
    """
    word = _APOSTROPHE.sub("", word) if language == "tr" else word.translate(_DROPPED)
    if not 1 < len(word) <= MAX_TERM or not is_word(word):
        return ()
    stemmer = _stemmer(ALGORITHMS[language])
    if stemmer is None:
        return ()
    lowered = (word.translate(_TURKISH) if language == "tr" else word).lower()
    lowered = _VOWELLED.sub("", unicodedata.normalize("NFC", lowered))
    found = [fold(stemmer.stemWord(lowered))]
    if language in _ACCENTED and not lowered.isascii():
        found.append(fold(stemmer.stemWord(fold(lowered))))
    return tuple(dict.fromkeys(stem[:MAX_TERM] for stem in found if stem))


def term_in(language: str, stem: str) -> str:
    """A stem as a term of the index."""
    return f"{MARK}{language}{MARK}{stem}"


@lru_cache(maxsize=1 << 14)
def analyse_in(raw: str, languages: tuple[str, ...]) -> Analysed:
    """The terms of a raw token (:func:`search.index.analysis.analyse_raw`) with those of some languages."""
    analysed = analyse_raw(raw)
    pieces: list[Piece] = []
    for piece in analysed.pieces:
        pieces.append(piece)
        if not piece.whole:
            terms = dict.fromkeys(
                term_in(language, stem)
                for language in languages
                for stem in stems_in(language, raw[piece.start : piece.end])
            )
            pieces += [piece._replace(text=term, whole=True) for term in terms]
    return Analysed(tuple(pieces), analysed.advance)


def sequences_in(language: str, parts: Sequence[tuple[str, str]]) -> tuple[tuple[str, ...], ...]:
    """The terms of words side by side in a language: one reading, or a second one without accents.

    ``parts``: each word's plain term and how it is written. What is no word keeps its plain term. Empty where
    the language has nothing to say of any of them.
    """
    stems = [stems_in(language, written) for _, written in parts]
    if not any(stems):
        return ()
    readings = (
        tuple(
            term_in(language, some[which]) if some else plain
            for some, (plain, _) in zip(stems, parts, strict=True)
        )
        for which in (0, -1)
    )
    return tuple(dict.fromkeys(readings))

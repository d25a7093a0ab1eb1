"""Which language a text is in: by its script, and by its most frequent small words where several share one.

Small words are what tells languages apart soonest (Grefenstette, "Comparing two language identification
schemes", JADT 1995). No model is needed, and a text that is too short or mixed is of no language.
"""

from __future__ import annotations

import re
from collections import Counter

from search.article.small_words import SMALL
from search.scripts import WORD

SAMPLE = 4000
"""Characters looked at."""
FEWEST_LETTERS = 20
"""Letters of a script below which nothing is told from it."""
SHARE = 0.1
"""Small words among all words from which a language is believed."""
LEAD = 1.15
"""By how much it must be ahead of the next one."""
FEWEST_WORDS = 2.5
"""What small words and letters must come to."""
MOST_CANDIDATES = 4
"""Languages between which a short text may be left open."""
ENGLISH_SAMPLE, ENGLISH_SHARE, ENGLISH_DISTINCT = 800, 0.2, 3
"""Characters in which so many small English words, of so many kinds, tell it at once: others have less than
half of that, and Hungarian has only "a"."""

_SCRIPTS: tuple[tuple[str, str], ...] = (
    ("ja", "\u3040-\u30ff\uff66-\uff9f"),
    ("ko", "\uac00-\ud7af"),
    ("zh", "\u3400-\u9fff"),
    ("th", "\u0e01-\u0e5b"),
    ("lo", "\u0e81-\u0edf"),
    ("km", "\u1780-\u17ff"),
    ("my", "\u1000-\u109f"),
    ("he", "\u05d0-\u05ea"),
    ("el", "\u0370-\u03ff\u1f00-\u1fff"),
    ("hi", "\u0900-\u097f"),
    ("bn", "\u0980-\u09ff"),
    ("pa", "\u0a00-\u0a7f"),
    ("gu", "\u0a80-\u0aff"),
    ("ta", "\u0b80-\u0bff"),
    ("te", "\u0c00-\u0c7f"),
    ("kn", "\u0c80-\u0cff"),
    ("ml", "\u0d00-\u0d7f"),
    ("si", "\u0d80-\u0dff"),
    ("ka", "\u10a0-\u10ff"),
    ("hy", "\u0530-\u058f"),
    ("am", "\u1200-\u139f"),
    ("bo", "\u0f00-\u0fff"),
    ("ar", "\u0600-\u06ff"),
    ("ru", "\u0400-\u04ff"),
    ("latin", "A-Za-z\u00c0-\u024f\u1e00-\u1eff"),
)
"""The language that most texts in a script are of."""
_IN_SCRIPT = {language: re.compile(f"[{characters}]") for language, characters in _SCRIPTS}

_LETTERS = {
    "ar": (("ur", "ٹڈڑںےہ"), ("fa", "پچژگکی")),
    "ru": (("be", "ў"), ("uk", "іїєґ"), ("sr", "ђћџјљњ"), ("kk", "әғқңөұүһ"), ("mk", "ѓќѕ")),
}
"""Letters that only some languages of a script have."""

_SIGNS = {
    "de": "ßäöü",
    "es": "ñ¿¡",
    "pt": "ãõç",
    "pl": "łąęśżźćń",
    "cs": "řěůčšž",
    "hu": "őűóö",
    "ro": "țșăâ",
    "tr": "ğışç",
    "vi": "ơưạảấầẩậắằặẹẻẽềếểễệịỉọỏốồổỗộớờởợụủứừửữựỳỷỹ",
    "is": "þðæö",
    "da": "æøå",
    "no": "æøå",
    "sv": "äöå",
    "fi": "äö",
    "fr": "çèêœà",
    "it": "àìòè",
    "et": "õäöü",
    "lt": "ėųįšž",
    "lv": "āēīūķļņ",
    "sk": "ľĺŕôäť",
    "hr": "đčćšž",
}
"""Letters with which a language is written, beside those of all."""
_LATIN = tuple(language for language in SMALL if any(map(str.isascii, SMALL[language])))
_NAMES = {
    "english": "en",
    "german": "de",
    "deutsch": "de",
    "french": "fr",
    "français": "fr",
    "spanish": "es",
    "español": "es",
    "italian": "it",
    "portuguese": "pt",
    "russian": "ru",
    "arabic": "ar",
    "chinese": "zh",
    "japanese": "ja",
    "korean": "ko",
    "hindi": "hi",
    "dutch": "nl",
    "eng": "en",
    "deu": "de",
    "ger": "de",
    "fra": "fr",
    "fre": "fr",
    "spa": "es",
    "ita": "it",
    "por": "pt",
    "rus": "ru",
    "ara": "ar",
    "zho": "zh",
    "chi": "zh",
    "jpn": "ja",
    "kor": "ko",
    "hin": "hi",
    "nld": "nl",
    "dut": "nl",
    "nb": "no",
    "nn": "no",
}
_WORD = re.compile(WORD)
_ENGLISH = SMALL["en"].__contains__
_TAG = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]+)*\Z")


def code(given: str) -> str:
    """The code of a language that somebody named: ``en-US`` and ``English`` are ``en``; else what was given."""
    name = given.strip().casefold()
    tag = _TAG.match(name)
    return _NAMES.get(name) or (_NAMES.get(tag[1], tag[1]) if tag else given.strip())


def detect(text: str) -> str:
    """The ISO 639-1 code of the language of a text; empty when it cannot be told."""
    beginning = text[:ENGLISH_SAMPLE].lower().split()
    small = list(filter(_ENGLISH, beginning))
    enough = len(small) >= max(FEWEST_WORDS, ENGLISH_SHARE * len(beginning))
    if enough and len(set(small)) >= ENGLISH_DISTINCT:
        return "en"  # most texts; nothing else need be looked at
    sample = text[:SAMPLE]
    if sample.isascii():
        return _by_words(sample, _LATIN)
    counts = {language: len(pattern.findall(sample)) for language, pattern in _IN_SCRIPT.items()}
    script = max(counts, key=counts.__getitem__)
    if script == "zh" and counts["ja"] * 8 > counts["zh"]:
        script = "ja"  # kana stand in every Japanese sentence
    if script == "latin":
        return _by_words(sample, _LATIN)
    if not counts[script] or (counts[script] < FEWEST_LETTERS and counts[script] * 2 < sum(counts.values())):
        return ""
    return _in_script(script, sample, counts[script])


def candidates(text: str) -> tuple[str, ...]:
    """The languages that a text may be in which :func:`detect` tells none of, the likelier first.

    None of them is English: where a text may be that, nothing else is guessed.
    """
    told = detect(text)
    if told:
        return () if told == "en" else (told,)
    lowered = text[:SAMPLE].lower()
    found = Counter(_WORD.findall(lowered))
    weights = {language: _weight(language, found, lowered) for language in _LATIN}
    most = max(weights.values())
    if most < 1 or weights["en"] >= most / 2:
        return ()
    likely = sorted((-weight, language) for language, weight in weights.items() if 2 * weight >= most)
    return tuple(language for _, language in likely[:MOST_CANDIDATES])


def _in_script(script: str, sample: str, letters: int) -> str:
    """The language of a text in a script that is not Latin."""
    if script == "hi":
        return _by_words(sample, ("mr",)) or "hi"
    for language, own in _LETTERS.get(script, ()):
        if sum(map(sample.count, own)) * 100 > letters:
            return language
    if script == "ru" and "ы" not in sample and "э" not in sample:
        return _by_words(sample, ("bg",)) or "ru"
    return script


def _by_words(sample: str, languages: tuple[str, ...]) -> str:
    """The language whose small words and letters the text has, well ahead of every other."""
    lowered = sample.lower()
    found = Counter(_WORD.findall(lowered))
    total = sum(found.values())
    shares = sorted((_weight(language, found, lowered), language) for language in languages)
    (most, language), second = shares[-1], shares[-2][0] if len(shares) > 1 else 0
    believed = most >= FEWEST_WORDS and most >= SHARE * total and most >= LEAD * second
    return language if believed else ""


def _weight(language: str, found: Counter[str], sample: str) -> float:
    """How many of a text's words are small ones of a language; its letters count about as much."""
    small = SMALL[language]
    counted = sum(count for word, count in found.items() if word in small)
    own = sum(map(sample.count, _SIGNS.get(language, "")))
    return counted + min(own / 2, counted + 2)

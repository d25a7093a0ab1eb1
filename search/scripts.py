"""Characters by script: what belongs to a word, which scripts write no spaces, what a reader sees as one sign.

Everything here is about single characters, from the Unicode Character Database: marks (UAX #44), grapheme
clusters (UAX #29, as far as sanitised text has them), and the signs that spelling leaves open.
"""

from __future__ import annotations

import re
import unicodedata

MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1-\u05c2\u05c4-\u05c5\u05c7\u0610-\u061a\u064b-\u065f"
    "\u200c\u200d"  # joiners, which sanitised text has inside of words and pictures only
    "\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0711-\u07f3\u07fd\u0816-\u082d\u0859-\u085b\u0898-\u08e1"
    "\u08e3-\u0963\u0981-\u09e3\u09fe-\u0a75\u0a81-\u0ae3\u0afa-\u0b63\u0b82-\u0bd7\u0c00-\u0c63\u0c81-\u0c83"
    "\u0cbc-\u0d4d\u0d57-\u0d63\u0d81-\u0df3\u0e31-\u0e3a\u0e47-\u0e4e\u0eb1-\u0ecd\u0f18-\u0f19\u0f35\u0f37"
    "\u0f39\u0f3e-\u0f84\u0f86-\u0fbc\u0fc6\u102b-\u103e\u1056-\u109d\u135d-\u135f\u1712-\u1734\u1752-\u17d3"
    "\u17dd\u180b-\u180d\u180f-\u193b\u1a17-\u1a1b\u1a55-\u1a7f\u1ab0-\u1b44\u1b6b-\u1b73\u1b80-\u1bf3"
    "\u1c24-\u1c37\u1cd0-\u1cd2\u1cd4-\u1dff\u20d0-\u20f0\u2cef-\u2cf1\u2d7f-\u2dff\u302a-\u302f\u3099-\u309a"
    "\ua66f-\ua672\ua674-\ua67d\ua69e-\ua6f1\ua802-\ua827\ua82c\ua880-\ua8c5\ua8e0-\ua8f1\ua8ff-\ua92d"
    "\ua947-\ua953\ua980-\ua9c0\ua9e5-\uaa4d\uaa7b-\uaac1\uaaeb-\uaaef\uaaf5-\uaaf6\uabe3-\uabea\uabec-\uabed"
    "\ufb1e\ufe00-\ufe0f\ufe20-\ufe2f\U000101fd-\U0001037a\U00010a01-\U00010a3f\U00010ae5-\U00010ae6"
    "\U00010d24-\U00010eac\U00010f46-\U00010f50\U00010f82-\U00010f85\U00011000-\U00011046"
    "\U00011070-\U000110ba\U000110c2\U00011100-\U00011134\U00011145-\U00011173\U00011180-\U000111c0"
    "\U000111c9-\U000111cc\U000111ce-\U000111cf\U0001122c-\U00011237\U0001123e\U000112df-\U00011446"
    "\U0001145e-\U000114c3\U000115af-\U000115c0\U000115dc-\U00011640\U000116ab-\U000116b7"
    "\U0001171d-\U0001172b\U0001182c-\U0001183a\U00011930-\U00011943\U000119d1-\U000119e0"
    "\U000119e4-\U00011a3e\U00011a47-\U00011a99\U00011c2f-\U00011c3f\U00011c92-\U00011ef6"
    "\U00016af0-\U00016af4\U00016b30-\U00016b36\U00016f4f-\U00016f92\U00016fe4-\U00016ff1"
    "\U0001bc9d-\U0001bc9e\U0001cf00-\U0001cf46\U0001d165-\U0001d169\U0001d16d-\U0001d172"
    "\U0001d17b-\U0001d182\U0001d185-\U0001d18b\U0001d1aa-\U0001d1ad\U0001d242-\U0001d244"
    "\U0001da00-\U0001da36\U0001da3b-\U0001da6c\U0001da75\U0001da84\U0001da9b-\U0001daaf\U0001e000-\U0001e136"
    "\U0001e2ae-\U0001e2ef\U0001e8d0-\U0001e94a\U000e0100-\U000e01ef"
)
"""The body of a character class: combining marks, and letters between them. ``\\w`` has no marks."""

WORD = rf"\w+(?:[{MARKS}]+\w*)*"
"""A run of letters, digits, underscores and the marks on them."""

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aad\uaa60-\uaa7f"  # Thai, Lao, Khmer
    "\u3005-\u3007\u3021-\u3029\u3031-\u3035\u303b\u3040-\u30ff\u3100-\u312f\u31a0-\u31bf\u31f0-\u31ff"  # kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
    "\uac00-\ud7af"  # Hangul: its words end in particles
    "\uff66-\uff9f"  # half-width kana
)
"""The body of a character class: scripts in which a word is looked for inside a run of letters."""

UNSPACED_UNIT = (
    rf"[{UNSPACED}](?:[\u3099\u309a\uff9e\uff9f]|[\u0300-\u036f\ufe00-\ufe0f\U000e0100-\U000e01ef])*"
)
"""A pattern of a character of such a script, voiced or not."""

_is_word = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{MARKS}])*").fullmatch


def is_word(text: str) -> bool:
    """Whether a text is letters with their marks and nothing else."""
    return text.isalpha() or bool(_is_word(text))


has_unspaced = re.compile(f"[{UNSPACED}]").search

# Marks that the languages which have them leave out as often as they write them, and what says how a
# character is to be drawn: accents of Latin, Greek and Cyrillic, harakat, niqqud, tatweel, modifier
# apostrophes, variation selectors. Vowel signs of Indic scripts and the voicing of kana are letters.
_IGNORABLE = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640"
    "\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0711\u0730-\u074a"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\U000e0100-\U000e01ef"
    "\u093c\u0a3c"  # the dot below letters of Hindi and Panjabi for sounds of other languages
    "\u02b9-\u02bf\u05f3\u05f4\u00ad\u200b-\u200f\u2060]"
)
_NASALS = re.compile(
    "\u0919\u094d(?=[\u0915-\u0918])|\u091e\u094d(?=[\u091a-\u091d])|\u0923\u094d(?=[\u091f-\u0922])"
    "|\u0928\u094d(?=[\u0924-\u0927])|\u092e\u094d(?=[\u092a-\u092d])|\u0901"
)
"""A nasal before a consonant of its class, which Devanagari writes as a dot as well: हिन्दी and हिंदी."""
_LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "ħ": "h",
        # Letters that are written either way: final forms and those of neighbouring languages.
        "\u0649": "\u064a",
        "\u06cc": "\u064a",
        "\u06a9": "\u0643",
        "\u0629": "\u0647",
        "\u0671": "\u0627",
        # Chillu letters of Malayalam, once written with a virama and a joiner.
        "\u0d7a": "\u0d23\u0d4d",
        "\u0d7b": "\u0d28\u0d4d",
        "\u0d7c": "\u0d30\u0d4d",
        "\u0d7d": "\u0d32\u0d4d",
        "\u0d7e": "\u0d33\u0d4d",
        "\u0d7f": "\u0d15\u0d4d",
    }
)


def fold(text: str) -> str:
    """Lower case without what spelling leaves open: what words are compared in, whatever their script.

    Compatibility forms (full and half width, ligatures, letters in fancy dress) are plain characters,
    digits are ASCII ones. Composed as far as Unicode composes.
    """
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    # Letters in fancy dress (𝓐) have no case before they are decomposed, others decompose only after.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = _IGNORABLE.sub("", decomposed).translate(_LETTERS)
    if "\u094d" in kept or "\u0901" in kept:
        kept = _NASALS.sub("\u0902", kept)
    if kept.isascii():
        return kept
    if any(char.isdecimal() and not char.isascii() for char in kept):
        kept = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in kept)
    return unicodedata.normalize("NFC", kept)


JOINERS = "\u200c\u200d"
"""The zero width non-joiner and joiner: how the letters beside them are drawn, and no difference to a word."""
_JOINING = (
    "\u0600-\u06ff\u0700-\u074f\u0750-\u077f\u07c0-\u07ff\u08a0-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af"
    "\ua840-\ua877\ua8e0-\ua8ff\uaa60-\uaa7f"
)
"""Scripts whose letters take other forms beside others: there joiners are spelling."""
_VIRAMA = 9
"""The combining class of signs that take a consonant its vowel."""
_joining = re.compile(f"[{_JOINING}]").match


def is_joining(char: str) -> bool:
    """Whether a character is of a script whose letters take other forms beside others."""
    return bool(_joining(char))


def joiner_between(before: str, run: str, after: str) -> str:
    """What is kept of a run of joiners between two characters, either of which may be empty: one, or nothing.

    By the contexts of UAX #31 (A1, A2 and B): a non-joiner between two letters of a script that joins, a
    joiner beside a virama, and behind an Arabic letter, which it shows as one that goes on.
    """
    if not before or not is_joining(before):
        return ""
    if run[0] == "\u200c":
        return run[0] if after.isalpha() and is_joining(after) else ""
    virama = any(char and unicodedata.combining(char) == _VIRAMA for char in (before, after))
    spelt = virama or "\u0600" <= before <= "\u08ff"
    return run[0] if spelt else ""


LINKERS = frozenset("\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d\u1039\u17d2\u1a60")
"""Signs that join the consonant behind them to the one before (UAX #29, GB9c)."""
_SARA_AM = frozenset("\u0e33\u0eb3")
_JOINERS = frozenset("\u200c\u200d")
_FLAGS = ("\U0001f1e6", "\U0001f1ff")
_TONES = ("\U0001f3fb", "\U0001f3ff")


def extends(before: str, char: str) -> bool:
    """Whether a character belongs to the sign that ``before`` (not empty) ends with."""
    if char < "\u0300":
        return False
    if unicodedata.category(char) in ("Mn", "Mc", "Me") or char in _JOINERS or char in _SARA_AM:
        return before[-1] not in "\n\t "
    last = before[-1]
    if last == "\u200d" and len(before) > 1:
        if unicodedata.category(char) == "So":
            return True
        last = before[-2]
    if last in LINKERS:
        return char.isalpha()
    if _FLAGS[0] <= char <= _FLAGS[1]:
        flags = len(before) - len(before.rstrip("".join(map(chr, range(0x1F1E6, 0x1F200)))))
        return flags % 2 == 1
    return _TONES[0] <= char <= _TONES[1] and unicodedata.category(last) in ("So", "Mn")


_LOOK_BACK = 40
"""Characters that are looked at for the beginning of a sign: more than stand in any."""


def cluster_start(text: str, place: int) -> int:
    """The beginning of the sign that ``place`` stands in: ``place`` itself between two signs."""
    first = max(0, place - _LOOK_BACK)
    while first < place < len(text) and extends(text[first:place], text[place]):
        place -= 1
    return place


def cluster_end(text: str, place: int) -> int:
    """The end of the sign that ``place`` stands in: ``place`` itself between two signs."""
    while 0 < place < len(text) and extends(text[max(0, place - _LOOK_BACK) : place], text[place]):
        place += 1
    return place


def cut(text: str, most: int) -> str:
    """The beginning of a text, at most so many characters, without a part of a sign at its end."""
    return text if len(text) <= most else text[: cluster_start(text, most)]
